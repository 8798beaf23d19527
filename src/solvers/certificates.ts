/** Putting certificates together. */
import type { CertificateNode, RoundCertificate } from '../problem/round/certificate.js';
import { fingerprint } from '../problem/round/fingerprint.js';
import { penaltyArgument, penaltyValue } from '../problem/round/penalty/penalty.js';
import type { RoundColumns } from './tools/columns.js';

/** A tree of a single leaf at price 0: closes parts in which tau alone costs too much. */
const FREE_LEAF: CertificateNode = {
  split: 'devices',
  shared: [{ bandwidth: 0, share: 0, count: 0, tauS: 0 }],
  order: [],
  tree: [0],
  own: [],
  parts: [],
};

/**
 * The certificate with this root. A root that covers tau up to `horizonS` only is completed by the part beyond,
 * where tau alone costs too much.
 */
export function closeAt(
  columns: RoundColumns,
  root: CertificateNode,
  horizonS = columns.deadlineS,
  chains?: readonly (readonly number[])[],
): RoundCertificate {
  const node: CertificateNode =
    columns.tauPrice > 0 && horizonS < columns.deadlineS
      ? { split: 'tau', tauS: horizonS, parts: [root, FREE_LEAF] }
      : root;
  const problem = fingerprint({ ...columns, snrHz: columns.givenSnrHz });
  if (chains === undefined) return { kind: 'covering-leaves', problem, root: node };
  return { kind: 'covering-leaves', version: 2, problem, chains, root: node };
}

/** A tau beyond which nothing is better than the objective (the deadline, where tau has no price). */
export function tauHorizonS(columns: RoundColumns, objective: number): number {
  if (columns.tauPrice === 0) return columns.deadlineS;
  const spent = objective - leastObjective(columns);
  return Math.min(
    columns.deadlineS,
    (spent * (1 + 1e-6) + 1e-9 * (Math.abs(objective) + columns.penaltyWeight)) / columns.tauPrice + 1e-300,
  );
}

/** Below every schedule's objective: the penalty that everybody's taking part would leave, less all values. */
export function leastObjective(columns: RoundColumns): number {
  let values = 0;
  for (let k = 0; k < columns.deviceCount; k++) values += Math.min(0, columns.fixedCost[k]!);
  return leastPenalty(columns) + values;
}

/** W phi with as many as possible taking part: below every schedule's. */
export function leastPenalty(columns: RoundColumns): number {
  const { penalty, penaltyWeight, share, maxScheduled } = columns;
  if (penaltyArgument(penalty) === 'count') return penaltyWeight * penaltyValue(penalty, 0, maxScheduled);
  const all = share.reduce((sum, s) => sum + s, 0);
  const most = penaltyWeight * penaltyValue(penalty, all, columns.deviceCount);
  return Math.min(most, penaltyWeight * penaltyValue(penalty, 0, 0));
}
