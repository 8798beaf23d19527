/**
 * What travels through the queue. A job's id is its cell's fingerprint: enqueued or run twice, it counts once. A job
 * carries the document of its scenario, not the scenario: a worker reads it by the scenario's schema, so that nothing
 * that a file may not say can be said by a job.
 */
import { InputError } from '../../core/errors.js';
import { VERSION } from '../../core/version.js';
import { overrideScenario, quickScenario, scenarioIn } from '../../scenario/index.js';
import { KNOWN_NAMES } from '../../scenario/known-names.js';
import { type CellJob, Fingerprints, type SweepCell } from '../index.js';

/** Data of a job. Its result is the text of the cell (runCell), its progress the rounds done. */
export interface QueuedCell {
  readonly driftlora: string;
  readonly fingerprint: string;
  readonly document: unknown;
  readonly quick: boolean;
  readonly seed: number;
  /** Workers that gave the cell back. */
  readonly refusedBy?: readonly unknown[];
  /** Why the last of them did. */
  readonly why?: string;
}

export const queuedCell = ({
  origin,
  seed,
  fingerprint,
}: Omit<SweepCell, 'point' | 'scenario'>): QueuedCell => ({
  driftlora: VERSION,
  fingerprint,
  ...origin,
  seed,
});

/** Longest document of a job, in characters of JSON. */
const LONGEST_DOCUMENT = 1_000_000;

const isFingerprint = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const isSeed = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The files that a cell names are not here, or are others. */
export class MissingFilesError extends InputError {}

/**
 * The cell of a job, before anything that it names is read or allocated.
 * @param data whatever stands in the queue
 * @throws InputError for what no sweep of this version would have put there; MissingFilesError where this machine lacks
 * what the scenario names
 */
export async function cellOf(data: unknown, id: unknown): Promise<CellJob> {
  const job = (typeof data === 'object' && data !== null ? data : {}) as Partial<QueuedCell>;
  if (job.driftlora !== VERSION) {
    throw new InputError('job', job.driftlora, `a cell of driftlora ${VERSION}, which this worker is`);
  }
  const { fingerprint, document, quick, seed } = job;
  if (!isFingerprint(fingerprint) || fingerprint !== id || !isSeed(seed)) {
    throw new InputError('job', fingerprint, 'a cell under its fingerprint, with a seed');
  }
  if ((JSON.stringify(document) ?? '').length > LONGEST_DOCUMENT) {
    throw new InputError('job', fingerprint, `a scenario of at most ${LONGEST_DOCUMENT} characters`);
  }
  const valueAt = (path: readonly (string | number)[]) =>
    path.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], document);
  const source = { name: 'job', content: document ?? {}, valueAt, lineOf: () => 1, lineOfKey: () => 1 };
  const read = scenarioIn(source, KNOWN_NAMES);
  const scenario = overrideScenario(quick ? quickScenario(read) : read, { seed }, KNOWN_NAMES);
  const own = await new Fingerprints().of(scenario).catch((error: NodeJS.ErrnoException) => {
    throw new MissingFilesError(
      'files of the scenario',
      error.code ?? 'unreadable',
      'the files of the sweep',
    );
  });
  if (own === fingerprint) return { scenario, fingerprint };
  const { dataset, model } = scenario.learning.task;
  const namesFiles =
    dataset.kind === 'file' || model.kind === 'safetensors' || scenario.radio.channel.kind === 'traces';
  const why = 'a cell whose scenario has its fingerprint here';
  if (namesFiles)
    throw new MissingFilesError('files of the scenario', 'other content', `${why}: the same files`);
  throw new InputError('job', fingerprint, `${why} (it has another fingerprint)`);
}
