/** A sweep with the real encoder whose cells take half a second each. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const TINY_SWEEP = `
name: tiny
scenario:
  rounds: 2
  learning:
    data: { kind: wordnet, classes: 2, rows: 12, heldOutRows: 4 }
    devices: 3
    batchSize: 1
    maxTokens: 3
    lora: { rank: 1, targets: [qkv] }
  control: { historyRounds: 2, baselineDevices: 1 }
  policies: [drift-plus-penalty, random]
vary:
  control.tradeOff: [1, 10, 100]
  seeds: 2
metrics: [weightedPenalty, totalDelayS]
figure:
  x: control.tradeOff
  y: weightedPenalty
  xScale: log
`;
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
export async function until(holds: () => boolean, what: string, limitS = 60): Promise<void> {
  const end = performance.now() + 1000 * limitS;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited ${limitS} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
