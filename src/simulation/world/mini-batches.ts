/**
 * The mini-batches: device k's rows of round t depend on seed, device and round alone, so every policy
 * that schedules the device in that round trains on the same rows.
 */
import { randomStream } from '../../core/random.js';
import type { LocalBatches } from '../../training/index.js';

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
  return localBatches(rows, { size, steps: 1 }, seed, purpose, id, round)[0]!;
}

/** One mini-batch for each local step: rows come again only where all have had their turn in this round. */
export function localBatches(
  rows: readonly number[],
  { size, steps }: { readonly size: number; readonly steps: number },
  seed: number,
  purpose: string,
  id: string,
  round: number,
): LocalBatches {
  if (rows.length <= size) return Array.from({ length: steps }, () => rows);
  const turns = randomStream(seed, purpose, id, round).shuffled(rows);
  return Array.from({ length: steps }, (_, step) =>
    Array.from({ length: size }, (__, i) => turns[(step * size + i) % turns.length]!),
  );
}
