/**
 * The round whose penalty is a linear fraction of the schedule, (1 + sum_S n_k)/x - 1 (theory 9.9), within what is left of the budgets: one
 * guarded round, so that its decision is proven best as every other policy's is.
 */
import { byId } from '../problem/round/by-id.js';
import { guardedRound } from './budget-guard.js';
import type { PolicyAnswer, PolicyContext } from './policy.js';
import type { RoundPrices } from './round-problem.js';

/** The fraction: n_k by id (0 where absent), and the penalty of nobody. */
export interface BalancePenalty {
  readonly numerators: ReadonlyMap<string, number>;
  readonly cap: number;
}

/** Undefined where nobody can take part. */
export function balancedRound(
  context: PolicyContext,
  prices: RoundPrices,
  { numerators, cap }: BalancePenalty,
): PolicyAnswer | undefined {
  return guardedRound(context, {
    ...prices,
    penaltyOf: (ids) => ({
      kind: 'fraction',
      cap,
      constant: 1,
      numerators: byId(ids, (place) => numerators.get(ids[place]!) ?? 0),
    }),
  });
}
