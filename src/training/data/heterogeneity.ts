/** How unlike the devices are in what they hold. */
import type { DeviceRows } from './partition.js';

export interface Heterogeneity {
  /** Share-weighted mean over devices of the total variation between its label distribution and everybody's, 0..1. */
  readonly meanTotalVariation: number;
  /** Mean number of classes a device holds. */
  readonly meanClasses: number;
  /** Rows of the smallest and of the largest device. */
  readonly leastRows: number;
  readonly mostRows: number;
}

export function measureHeterogeneity(
  devices: readonly DeviceRows[],
  labels: readonly number[],
  classes: number,
): Heterogeneity {
  const distribution = (rows: readonly number[]) => {
    const p = new Float64Array(classes);
    for (const row of rows) p[labels[row]!]! += 1 / rows.length;
    return p;
  };
  const all = devices.flatMap(({ rows }) => rows);
  const everybody = distribution(all);
  let variation = 0;
  let held = 0;
  for (const { rows } of devices) {
    const own = distribution(rows);
    let distance = 0;
    for (let c = 0; c < classes; c++) distance += Math.abs(own[c]! - everybody[c]!) / 2;
    variation += (distance * rows.length) / all.length;
    held += own.reduce((sum, p) => sum + (p > 0 ? 1 : 0), 0);
  }
  const sizes = devices.map(({ rows }) => rows.length);
  return {
    meanTotalVariation: variation,
    meanClasses: held / devices.length,
    leastRows: Math.min(...sizes),
    mostRows: Math.max(...sizes),
  };
}
