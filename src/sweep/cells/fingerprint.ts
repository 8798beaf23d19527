/**
 * A cell's name: a hash over everything that decides its result. Equal names mean equal bytes, so a result is kept
 * under its name, found again after a crash, and taken from any machine that computed it.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VERSION } from '../../core/version.js';
import type { Scenario } from '../../scenario/scenario.js';
import { traceFileNames } from '../../system/traces/index.js';
import { checkpointFiles } from '../../training/index.js';

/** Of the files that cells are kept in (run-cell.ts); a change makes all names new. */
export const CELL_FORMAT = 3;

/** Name and description are for people and change no number. */
export type CellScenario = Omit<Scenario, 'name' | 'description'>;

export function cellScenario({ name: _, description: __, ...rest }: Scenario): CellScenario {
  return rest;
}

/** JSON with the keys of every object in order, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/** Files that a scenario names; what is in them decides a run as much as the scenario itself. */
async function inputFiles({ learning, radio }: Scenario): Promise<readonly string[]> {
  const { dataset, model } = learning.task;
  const texts = dataset.kind === 'file' ? [dataset.path] : [];
  const weights = model.kind === 'safetensors' ? await checkpointFiles(model) : [];
  if (radio.channel.kind !== 'traces') return [...texts, ...weights];
  const { folder } = radio.channel;
  const names = await traceFileNames(folder).catch(() => []); // A folder that is not there is refused when it is read.
  return [...texts, ...weights, ...names.map((name) => join(folder, name))];
}

/** Remembers what it read, so that a thousand cells over one file read it once. */
export class Fingerprints {
  private readonly digests = new Map<string, Promise<string>>();

  /** @param version of driftlora that computes; another one may give other numbers */
  constructor(private readonly version: string = VERSION) {}

  /** @returns 64 hexadecimal digits. Rejects where a file that the scenario names cannot be read. */
  async of(scenario: Scenario): Promise<string> {
    const paths = await inputFiles(scenario);
    const files = await Promise.all(paths.map(async (path) => [path, await this.digestOf(path)]));
    const { version } = this;
    return sha256(canonicalJson({ format: CELL_FORMAT, version, files, scenario: cellScenario(scenario) }));
  }

  private digestOf(path: string): Promise<string> {
    const digest = this.digests.get(path) ?? readFile(path).then(sha256);
    this.digests.set(path, digest);
    return digest;
  }
}
