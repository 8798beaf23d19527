/** What travels through the queue. A job's id is its cell's fingerprint: enqueued or run twice, it counts once. */
import { VERSION } from '../../core/version.js';
import type { CellJob } from '../index.js';

/** Data of a job. Its result is the text of the cell (runCell), its progress the rounds done. */
export interface QueuedCell extends CellJob {
  readonly driftlora: string;
}

export const queuedCell = ({ scenario, fingerprint }: CellJob): QueuedCell => ({
  driftlora: VERSION,
  fingerprint,
  scenario,
});
