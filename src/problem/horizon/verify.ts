/**
 * Recomputes what a horizon certificate proves (theory 6, clairvoyant bound): for any prices theta >= 0,
 *
 *   sum_t w_t phi(S_t)  >=  sum_t m_t(theta) - theta . budget
 *
 * for all decisions within the budget, m_t(theta) being a lower bound of the round with the prices in place of
 * queues. Every m_t is recomputed from the round's own data; nothing the solver reports enters. A bound above
 * what the worst schedule costs leaves no schedule at all: some round, or the budget, cannot be kept.
 */
import type { Evidence } from '../problem.js';
import { toColumns } from '../round/columns.js';
import { penaltyValue } from '../round/penalty/penalty.js';
import { verifyRoundCertificate } from '../round/verify.js';
import type { HorizonCertificate } from './certificate.js';
import {
  type HorizonBudget,
  type HorizonPrices,
  type HorizonProblem,
  type HorizonRound,
  isIdle,
  pricedRound,
} from './problem.js';

/** How far above the worst penalty, relatively, a bound must be to mean that nothing is feasible. */
const MARGIN = 1e-6;

export function verifyHorizonCertificate(problem: HorizonProblem, certificate: HorizonCertificate): Evidence {
  const { prices, rounds } = certificate;
  const reasons = unfundedPrices(problem.budget, prices);
  if (rounds.length !== problem.rounds.length) {
    reasons.push(`certificate: ${rounds.length} rounds for a horizon of ${problem.rounds.length}`);
  }
  if (reasons.length > 0) return { bound: Number.NEGATIVE_INFINITY, reasons };
  let bound = -budgetWorth(problem.budget, prices);
  for (const [t, round] of problem.rounds.entries()) {
    const proof = rounds[t]!;
    if (isIdle(round)) {
      bound += round.emptyPenalty;
      continue;
    }
    if (proof === null) {
      return { bound: Number.NEGATIVE_INFINITY, reasons: [`certificate: round ${t} has no proof`] };
    }
    const evidence = verifyRoundCertificate(toColumns(pricedRound(round, prices)), proof);
    bound += evidence.bound;
    reasons.push(...evidence.reasons.map((reason) => `round ${t}: ${reason}`));
  }
  const worst = problem.rounds.reduce((sum, round) => sum + worstPenalty(round), 0);
  return { bound: bound > worst + MARGIN * Math.abs(worst) ? Number.POSITIVE_INFINITY : bound, reasons };
}

/** No decision of the round costs more. */
export function worstPenalty(round: HorizonRound): number {
  if (isIdle(round)) return round.emptyPenalty;
  const { penalty, penaltyWeight, devices } = round;
  const least = devices.reduce((low, { share }) => Math.min(low, share), 1);
  // phi falls with every device, except that it may be anything for nobody (the inverse's cap).
  return penaltyWeight * Math.max(penaltyValue(penalty, least, 1), penaltyValue(penalty, 0, 0));
}

/** theta . budget: what the Lagrangian credits. */
export function budgetWorth(budget: HorizonBudget, prices: HorizonPrices): number {
  let worth = prices.delayPrice * (budget.delayS ?? 0);
  for (const [id, joules] of Object.entries(budget.energyJ ?? {})) {
    worth += (Object.hasOwn(prices.energyPrice, id) ? prices.energyPrice[id]! : 0) * joules;
  }
  return worth;
}

/** A price on something that has no budget proves nothing. */
function unfundedPrices(budget: HorizonBudget, prices: HorizonPrices): string[] {
  const reasons: string[] = [];
  if (prices.delayPrice !== 0 && budget.delayS === undefined) {
    reasons.push('certificate: a price of delay without a budget of delay');
  }
  for (const [id, price] of Object.entries(prices.energyPrice)) {
    if (price !== 0 && !Object.hasOwn(budget.energyJ ?? {}, id)) {
      reasons.push(`certificate: a price for the energy of "${id}", which has no budget`);
    }
  }
  return reasons;
}
