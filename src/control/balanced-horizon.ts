/**
 * The long-term problem of balanced participation on known channels (theory 9.9 and 9.10): T times (25), what the policy `balanced` minimises
 * online, as a horizon problem.
 */
import { debtSize, debtStep } from '../bounds/index.js';
import type { HorizonProblem } from '../problem/horizon/problem.js';
import { byId } from '../problem/round/by-id.js';
import { penaltyValue } from '../problem/round/penalty/penalty.js';
import type { Penalty } from '../problem/round/problem.js';
import type { Observation } from './observation.js';
import { wholeHorizon } from './prices/sample-horizon.js';
import type { ControlRules } from './rules.js';

/** beta, and whom it speaks of. */
export interface LongTermBalance {
  /** In (0, 1). */
  readonly beta: number;
  /** All devices, also those that are never there; shares sum to 1. */
  readonly devices: readonly { readonly id: string; readonly share: number }[];
}

/**
 * What a round with nobody costs. The cap of another penalty than (1 - x)/x is on another scale: `quadratic`'s 1 would make nobody
 * better than half of the data. Nobody is then as bad as the smallest device alone.
 */
export function capOfNobody(penalty: Penalty, shares: readonly number[]): number {
  if (penalty.kind === 'inverse') return penaltyValue(penalty, 0, 0);
  const least = shares.reduce((a, b) => Math.min(a, b), 1);
  return (1 - least) / least;
}

const capOf = (penalty: Penalty, { devices }: LongTermBalance) =>
  capOfNobody(
    penalty,
    devices.map(({ share }) => share),
  );

/** Its objective is T times (25): psi of every round weighs 1 - beta, chi of the debts at the end beta. */
export function balancedHorizon(
  rules: ControlRules,
  observations: readonly Observation[],
  balance: LongTermBalance,
): HorizonProblem {
  const { beta, devices } = balance;
  const penalty: Penalty = { kind: 'inverse', cap: capOf(rules.penalty, balance) };
  const weights = new Array<number>(rules.horizon).fill(1 - beta);
  const ids = devices.map(({ id }) => id);
  return {
    ...wholeHorizon({ ...rules, penalty, weights }, observations),
    balance: { weight: beta, shares: byId(ids, (k) => devices[k]!.share) },
  };
}

/**
 * (25) of a finished run: beta chi_T/T + (1 - beta)(1/T) sum psi.
 * @param heard ids of the devices heard in each round
 */
export function longTermBalance(
  penalty: Penalty,
  balance: LongTermBalance,
  heard: readonly (readonly string[])[],
): number {
  const { beta, devices } = balance;
  const shares = devices.map(({ share }) => share);
  const cap = capOf(penalty, balance);
  let debts = shares.map(() => 0);
  let psi = 0;
  for (const ids of heard) {
    const inside = new Set(ids);
    const x = devices.reduce((sum, { id, share }) => sum + (inside.has(id) ? share : 0), 0);
    psi += x > 0 ? (1 - x) / x : cap;
    if (x > 0) {
      const weights = devices.map(({ id, share }) => (inside.has(id) ? share / x : 0));
      debts = debtStep(debts, weights, shares);
    }
  }
  return (beta * debtSize(debts, shares) + (1 - beta) * psi) / Math.max(heard.length, 1);
}
