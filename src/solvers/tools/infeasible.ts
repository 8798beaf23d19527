/** Infeasibility of a round problem: too few devices can meet the deadline within the band. */
import type { CertificateNode } from '../../problem/round/certificate.js';
import { fitsInto, leastBandwidthsHz } from './fitting.js';
import type { RoundColumns } from './problem-columns.js';

/** The devices in order of their least bandwidth at the deadline; the first `minScheduled` are the easiest. */
export function easiestSchedule(columns: RoundColumns): {
  scheduled: number[];
  neededHz: number;
  leastHz: Float64Array;
} {
  const leastHz = leastBandwidthsHz(columns);
  const ease = columns.fixedDelayS.map((a, k) => a + columns.uplinkBits[k]! / columns.snrHz[k]!);
  const order = Array.from(leastHz.keys()).sort((a, b) => leastHz[a]! - leastHz[b]! || ease[a]! - ease[b]!);
  const scheduled = order.slice(0, columns.minScheduled).sort((a, b) => a - b);
  const neededHz = scheduled.reduce((sum, k) => sum + leastHz[k]!, 0);
  return { scheduled, neededHz, leastHz };
}

/**
 * A proof that no schedule is feasible, or undefined where one is. The easiest `minScheduled` devices need more
 * than B: priced by the worst of them, no schedule of that size or more fits.
 */
export function proveInfeasible(columns: RoundColumns): CertificateNode | undefined {
  const { minScheduled, maxScheduled, bandwidthHz } = columns;
  if (minScheduled === 0) return undefined; // nobody is a schedule
  const tooMany = minScheduled > maxScheduled;
  const { scheduled, neededHz, leastHz } = easiestSchedule(columns);
  if (!tooMany && fitsInto(bandwidthHz, neededHz)) return undefined;
  const largest = leastHz.reduce((most, b) => (Number.isFinite(b) ? Math.max(most, b) : most), 0);
  const worst = scheduled.reduce((most, k) => Math.max(most, leastHz[k]!), 0);
  // With too few devices that can make it at all, any price high enough shows it.
  const count = tooMany ? 0 : Number.isFinite(worst) ? -worst : -(bandwidthHz + largest) * 2;
  const shared = [{ bandwidth: 1, share: 0, count, tauS: 0, ray: true as const }];
  return { split: 'devices', shared, order: [], tree: [0], own: [], parts: [] };
}
