/** Means over seeds with Student's intervals. */

export interface Interval {
  readonly mean: number;
  /** Half the width of the two-sided 95 % interval; infinite for a single value. */
  readonly halfWidth: number;
}

/** 97.5 % points of Student's t by degrees of freedom; beyond the table the normal one is close enough. */
const T_POINTS = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228] as const;
const NORMAL_POINT = 2.2;

export function interval(values: readonly number[]): Interval {
  const n = values.length;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  if (n < 2) return { mean, halfWidth: Number.POSITIVE_INFINITY };
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1);
  return { mean, halfWidth: (T_POINTS[n - 2] ?? NORMAL_POINT) * Math.sqrt(variance / n) };
}
