/**
 * The mini-batches: device k's rows of round t depend on seed, device and round alone, so every policy
 * that schedules the device in that round trains on the same rows.
 */
import { randomStream } from '../../core/random.js';

/**
 * Draws a mini-batch without replacement.
 * @param rows the device's rows, at least one
 * @param size m_k; a device with fewer rows uses them all
 */
export function miniBatch(
  rows: readonly number[],
  size: number,
  seed: number,
  purpose: string,
  id: string,
  round: number,
): readonly number[] {
  if (rows.length <= size) return rows;
  return randomStream(seed, purpose, id, round).shuffled(rows).slice(0, size);
}
