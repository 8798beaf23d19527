/** Putting certificates together. */
import type { CertificateNode, RoundCertificate } from '../../problem/round/certificate.js';
import { fingerprint } from '../../problem/round/fingerprint.js';
import { penaltyArgument, penaltyValue } from '../../problem/round/penalty/penalty.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import { fractionTail } from './fraction-tail.js';
import { constantOf, isFraction } from './linear-fraction.js';
import { type RoundColumns, toColumns } from './problem-columns.js';

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
      ? {
          split: 'tau',
          tauS: horizonS,
          parts: [root, isFraction(columns) ? fractionTail(columns).node : FREE_LEAF],
        }
      : root;
  const problem = fingerprint({ ...columns, snrHz: columns.givenSnrHz });
  if (chains === undefined) {
    const version = isFraction(columns) ? ({ version: 2 } as const) : {};
    return { kind: 'covering-leaves', ...version, problem, root: node };
  }
  return { kind: 'covering-leaves', version: 2, problem, chains, root: node };
}

/** A tau beyond which nothing is better than the objective (the deadline, where tau has no price). */
export function tauHorizonS(columns: RoundColumns, objective: number): number {
  if (columns.tauPrice === 0) return columns.deadlineS;
  const spent = objective - (isFraction(columns) ? fractionTail(columns).least : leastObjective(columns));
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
  if (isFraction(columns)) return leastFraction(columns);
  if (penaltyArgument(penalty) === 'count') return penaltyWeight * penaltyValue(penalty, 0, maxScheduled);
  const all = share.reduce((sum, s) => sum + s, 0);
  const most = penaltyWeight * penaltyValue(penalty, all, columns.deviceCount);
  return Math.min(most, penaltyWeight * penaltyValue(penalty, 0, 0));
}

/** What the checker proves of a linear fraction without a certificate, a little less: whoever helps takes part, at either end of x. */
function leastFraction(columns: RoundColumns): number {
  const { penalty, penaltyWeight, share, numerator } = columns;
  const constant = constantOf(columns);
  const helping = numerator.reduce((sum, n) => sum + Math.min(0, n), 0);
  const least = share.reduce((low, s) => Math.min(low, s), 1);
  const most = Math.max(
    least,
    share.reduce((sum, s) => sum + s, 0),
  );
  const at = (x: number) => (constant + helping) / x - constant;
  const rounding = 1e-12 * ((Math.abs(constant) - helping) / least + Math.abs(constant));
  const somebody = Math.min(at(least), at(most)) - rounding;
  return penaltyWeight * Math.min(somebody, penaltyValue(penalty, 0, 0));
}

/** W phi of no schedule of the problem is lower. */
export function leastPenaltyOf(problem: RoundProblem): number {
  return leastPenalty(toColumns(problem));
}
