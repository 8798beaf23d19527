/** Glosses of WordNet 3.1, labelled by the lexicographer file they come from (noun.plant, verb.change ...). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../core/errors.js';
import { randomStream } from '../../core/random.js';
import type { Dataset } from './dataset.js';
import { PEERS, peerDirectory } from './peer.js';

/** Names of the lexicographer files by number, from the manual page lexnames(5WN). */
const LEXICOGRAPHER_FILES = [
  ...['adj.all', 'adj.pert', 'adv.all', 'noun.Tops', 'noun.act', 'noun.animal', 'noun.artifact'],
  ...['noun.attribute', 'noun.body', 'noun.cognition', 'noun.communication', 'noun.event', 'noun.feeling'],
  ...['noun.food', 'noun.group', 'noun.location', 'noun.motive', 'noun.object', 'noun.person'],
  ...['noun.phenomenon', 'noun.plant', 'noun.possession', 'noun.process', 'noun.quantity', 'noun.relation'],
  ...[
    'noun.shape',
    'noun.state',
    'noun.substance',
    'noun.time',
    'verb.body',
    'verb.change',
    'verb.cognition',
  ],
  ...['verb.communication', 'verb.competition', 'verb.consumption', 'verb.contact', 'verb.creation'],
  ...['verb.emotion', 'verb.motion', 'verb.perception', 'verb.possession', 'verb.social', 'verb.stative'],
  ...['verb.weather', 'adj.ppl'],
] as const;

/** Glosses by lexicographer file number, each gloss once. A gloss found in two files is in neither. */
async function readGlosses(): Promise<string[][]> {
  const directory = join(
    peerDirectory(PEERS.wordnet.field, PEERS.wordnet.name, PEERS.wordnet.version),
    'dict',
  );
  const files = await Promise.all(
    ['noun', 'verb', 'adj', 'adv'].map((part) => readFile(join(directory, `data.${part}`), 'latin1')),
  );
  const fileOf = new Map<string, number>();
  for (const text of files) {
    for (let start = 0, end = 0; start < text.length; start = end + 1) {
      end = text.indexOf('\n', start);
      if (end < 0) end = text.length;
      const bar = text.indexOf('|', start);
      if (text[start] === ' ' || bar < 0 || bar > end) continue; // The licence lines begin with spaces.
      const number = Number(text.slice(start + 9, start + 11));
      const gloss = definitionOf(text.slice(bar + 1, end));
      const known = fileOf.get(gloss);
      fileOf.set(gloss, known === undefined || known === number ? number : -1);
    }
  }
  const glosses: string[][] = LEXICOGRAPHER_FILES.map(() => []);
  for (const [gloss, number] of fileOf) glosses[number]?.push(gloss);
  return glosses;
}

/** The definition without the quoted examples that follow it. */
function definitionOf(gloss: string): string {
  const example = gloss.indexOf('; "');
  return (example < 0 ? gloss : gloss.slice(0, example)).trim();
}

export interface WordnetOptions {
  /** Largest lexicographer files to tell apart. */
  readonly classes: number;
  /** Training rows in all, spread evenly over the classes. */
  readonly rows: number;
  readonly heldOutRows: number;
  readonly seed: number;
}

export async function loadWordnet({ classes, rows, heldOutRows, seed }: WordnetOptions): Promise<Dataset> {
  const glosses = await readGlosses();
  const largest = glosses
    .map((texts, number) => ({ texts, number }))
    .sort((a, b) => b.texts.length - a.texts.length || a.number - b.number)
    .slice(0, classes);
  const least = largest.at(-1)?.texts.length ?? 0;
  if (Math.ceil((rows + heldOutRows) / classes) + 1 > least) {
    throw new InputError('dataset.rows', rows + heldOutRows, `at most ${(least - 1) * classes} rows in all`);
  }
  const drawn = largest.map(({ texts, number }) => randomStream(seed, 'wordnet', number).shuffled(texts));
  const order = [...takeEvenly(drawn, 0, rows), ...takeEvenly(drawn, Math.ceil(rows / classes), heldOutRows)];
  const all = order.map((_, i) => i);
  return {
    texts: order.map(({ text }) => text),
    labels: order.map(({ label }) => label),
    classNames: largest.map(({ number }) => LEXICOGRAPHER_FILES[number]!),
    training: all.slice(0, rows),
    heldOut: all.slice(rows),
  };
}

/** `count` texts, class after class in turn, beginning at the `from`-th of each class. */
function takeEvenly(byClass: readonly string[][], from: number, count: number) {
  return Array.from({ length: count }, (_, i) => {
    const label = i % byClass.length;
    return { label, text: byClass[label]![from + Math.floor(i / byClass.length)]! };
  });
}
