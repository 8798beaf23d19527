/** What the seeds of one grid point say together: means with intervals, and differences paired by seed. */
import { meanInterval } from '../../core/student.js';

export interface SweepEstimate {
  readonly mean: number;
  /** Half the width of Student's two-sided 95 % interval; null for a single value. */
  readonly halfWidth: number | null;
  /** By seed, in the order of the sweep; null where a seed has no value. */
  readonly values: readonly (number | null)[];
}

/** A paired difference, and whether it can be told from 0. */
export interface SweepDifference extends SweepEstimate {
  /** p-value of the mean being 0 (Student), corrected for all differences of the sweep (Holm); 1 before that. */
  readonly p: number;
}

export const isNumber = (value: number | null | undefined): value is number => typeof value === 'number';

/** @returns null where no seed has a value */
export function estimateOver(values: readonly (number | null)[]): SweepEstimate | null {
  const known = values.filter(isNumber);
  if (known.length === 0) return null;
  const { mean, halfWidth } = meanInterval(known);
  return { mean, halfWidth: Number.isFinite(halfWidth) ? halfWidth : null, values };
}

/** Differences seed by seed, where both have a value: what the seeds share cancels. */
export function pairedDifferences(
  values: readonly (number | null)[],
  reference: readonly (number | null)[],
): (number | null)[] {
  return values.map((value, i) => {
    const other = reference[i];
    return isNumber(value) && isNumber(other) ? value - other : null;
  });
}
