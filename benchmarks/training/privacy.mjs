// What clipped and noised gradients hide of the labels, and what they cost: recovery by both attacks and held-out accuracy against the noise,
// with the real encoder. node benchmarks/training/privacy.mjs [rounds] (after npm run build); minutes.

import { randomStream } from '../../dist/core/random.js';
import { headSlice, headView } from '../../dist/training/adaptation/adaptation.js';
import { createLoraAdaptation } from '../../dist/training/adaptation/lora.js';
import { loadDataset } from '../../dist/training/data/load.js';
import { TARGETS } from '../../dist/training/encoder/encoder.js';
import { loadModel } from '../../dist/training/encoder/load.js';
import { aggregate, createOptimiser, createSplitTask, labelEpsilon } from '../../dist/training/index.js';
import { createDeviceSide } from '../../dist/training/split/device.js';
import { recoverLabels, recoverLabelsFromOutputs } from '../../dist/training/split/label-inference.js';
import { createServerSide } from '../../dist/training/split/server.js';
import { withScratch } from '../../dist/training/tensor/backend.js';
import { createWasmBackend } from '../../dist/training/tensor/wasm-backend.js';
import { createCorpus } from '../../dist/training/text/corpus.js';

const ROUNDS = Number(process.argv[2] ?? 15);
const CLIP = 4;
const LEVELS = [undefined, 0.003, 0.03, 0.3, 3];
const [TEXTS, DRAWS, DEVICES_A_ROUND, BATCH] = [8, 6, 4, 8];
const lora = { rank: 8, alpha: 16, targets: TARGETS };
const data = { kind: 'wordnet', classes: 12, rows: 720, heldOutRows: 120, seed: 1 };

const backend = await createWasmBackend();
const model = await loadModel({ kind: 'use-lite' }, backend);
const dataset = await loadDataset(data);
const corpus = createCorpus(dataset, model.tokenizer, 16);
const classes = dataset.classNames.length;
const width = model.encoder.outputWidth;
const adaptation = createLoraAdaptation(model.encoder, lora, classes);
const device = createDeviceSide(backend, model.embedding, 'cross-entropy', 'fp16');
const server = createServerSide(backend, 'fp16');

/** Shares of labels that each attack finds, over several mini-batches, under a head of size 0.1. */
async function recovered(z) {
  const right = [0, 0];
  for (let draw = 0; draw < DRAWS; draw++) {
    const { tokens, labels } = corpus.batch(dataset.training.slice(draw * TEXTS, (draw + 1) * TEXTS));
    const view = withScratch(backend.arena, () => {
      const vector = backend.arena.take(adaptation.layout.size);
      vector.set(adaptation.initial(1));
      const slice = headSlice(adaptation.layout, vector);
      const size = randomStream(1, 'study-head');
      for (let i = 0; i < slice.length; i++) slice[i] = 0.1 * size.normal();
      const { encoder, lora: factors } = adaptation.bind(vector);
      const session = server.open(encoder, factors, device.features(tokens));
      const head = headView(adaptation.layout, vector);
      const defence = z && { clipNorm: CLIP, noiseMultiplier: z, stream: randomStream(1, 'study', draw) };
      const { message } = device.trainHead(head, session.outputs, labels, defence);
      return { ...message, outputs: session.outputs.slice(), weight: head.weight.slice(), classes, width };
    });
    const guesses = [
      await recoverLabels(view),
      await recoverLabelsFromOutputs(view.outputGradients, view.weight, view),
    ];
    guesses.forEach((guess, i) => {
      right[i] += guess.filter((label, t) => label === labels[t]).length / (DRAWS * TEXTS);
    });
  }
  return right;
}

const task = await createSplitTask({
  ...{
    model: { kind: 'use-lite' },
    dataset: data,
    partition: { kind: 'dirichlet', alpha: 0.4 },
    devices: 20,
  },
  ...{ seed: 1, lora, maxTokens: 16, precision: 'fp16' },
});

/** Held-out accuracy after the rounds, and the most mini-batches that a text was in. */
function trained(z) {
  const optimiser = createOptimiser({
    kind: 'sgd',
    stepSize: 0.1,
    stepScale: { loraA: 1, loraB: 4, head: 1 },
  });
  let state = optimiser.init(task.layout);
  let theta = task.initialTrainable(1);
  const uses = new Map();
  for (let round = 0; round < ROUNDS; round++) {
    const heard = randomStream(1, 'study-devices', round).shuffled(task.devices).slice(0, DEVICES_A_ROUND);
    const mass = heard.reduce((sum, { rows }) => sum + rows.length, 0);
    const gradients = heard.map(({ id, rows }) => {
      const batch = randomStream(1, 'study-batch', id, round).shuffled(rows).slice(0, BATCH);
      for (const row of batch) uses.set(row, (uses.get(row) ?? 0) + 1);
      const noised = z && { protection: { clipNorm: CLIP, noiseMultiplier: z }, seed: 1, key: [id, round] };
      return task.deviceGradient(theta, batch, undefined, noised).gradient;
    });
    const weights = heard.map(({ rows }) => rows.length / mass);
    ({ state, trainable: theta } = optimiser.step(state, theta, aggregate(gradients, weights)));
  }
  const { correct, count } = task.evaluate(theta, task.heldOut);
  return { accuracy: correct / count, uses: Math.max(...uses.values()) };
}

const percent = (share) => `${(100 * share).toFixed(0)} %`;
console.log(
  '| noise z | labels found from the head | from the outputs | held-out accuracy | epsilon of one use | of the most used text |',
);
console.log('|---|---|---|---|---|---|');
for (const z of LEVELS) {
  const [head, outputs] = await recovered(z);
  const { accuracy, uses } = trained(z);
  const epsilon = (n) => (z ? labelEpsilon(z, n).toPrecision(3) : 'none');
  console.log(
    `| ${z ?? 'no defence'} | ${percent(head)} | ${percent(outputs)} | ${percent(accuracy)} | ${epsilon(1)} | ${epsilon(uses)} (${uses} uses) |`,
  );
}
