/**
 * Sweeps of six cells that train a tiny encoder on two lines of text: `test/app/run.spec.ts` has the real one, whose
 * constants alone take a second a cell.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCheckpoint } from '../../training/encoder/tiny-checkpoint.js';
import { temporaryDirectory } from '../command.js';

const folder = temporaryDirectory();
export const TINY_MODEL = writeCheckpoint(join(folder, 'encoder'), { tokenizer: { do_lower_case: true } });
const rows = Array.from({ length: 16 }, (_, i) => (i % 2 ? 'the bank lends,money' : 'a riverbed pond,water'));
export const TINY_TEXTS = join(folder, 'texts.csv');
writeFileSync(TINY_TEXTS, `text,label\n${rows.join('\n')}\n`);

/** The scenario of every cell and of a run on its own. */
const tinyScenario = (rounds: number) => `rounds: ${rounds}
learning:
  model: { kind: safetensors, path: ${TINY_MODEL} }
  data: { kind: file, path: ${TINY_TEXTS}, heldOutShare: 0.25 }
  devices: 3
  batchSize: 1
  maxTokens: 3
  lora: { rank: 1, targets: [qkv] }
  optimiser: { stepSize: 0.005 }
control: { historyRounds: 2, baselineDevices: 1, clairvoyantBound: false }
policies: [plain-drift-plus-penalty, random]
`;
export const TINY_SCENARIO = tinyScenario(2);

/** @param rounds of a cell: what makes it long enough to be killed in the middle */
export const tinySweep = (rounds: number) => `
name: tiny
scenario:
${tinyScenario(rounds).replace(/^(?=.)/gm, '  ')}vary:
  control.tradeOff: [1, 10, 100]
  seeds: 2
metrics: [weightedPenalty, totalDelayS]
figure:
  x: control.tradeOff
  y: weightedPenalty
  xScale: log
`;
export const TINY_SWEEP = tinySweep(8);
export const TINY_CELLS = 6;

/** Every file below a directory with its content: two directories are the same when these are. */
export function filesOf(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    names.map((path) => [path.slice(directory.length + 1), readFileSync(path, 'latin1')]),
  );
}

/** Cells finished so far. */
export function finishedCells(directory: string): string[] {
  try {
    return readdirSync(join(directory, 'cells')).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

/** Waits until a condition holds, at most `limitS` seconds. */
export async function until(holds: () => boolean, what: string, limitS = 100): Promise<void> {
  const end = performance.now() + 1000 * limitS;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited ${limitS} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
