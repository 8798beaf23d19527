/**
 * Recomputes what a horizon certificate proves (theory 6, clairvoyant bound): for any prices theta >= 0,
 *
 *   sum_t w_t phi(S_t)  >=  sum_t m_t(theta) - theta . budget
 *
 * for all decisions within the budget, m_t(theta) being a lower bound of the round with the prices in place of
 * queues. Every m_t is recomputed from the round's own data; nothing the solver reports enters, and everything is rounded
 * outwards. A bound above what the worst schedule costs leaves no schedule at all: some round, or the budget, cannot be kept.
 */
import { SLACK_FACTOR } from '../round/check/facts.js';
import { addDown, addUp, mulUp } from '../round/check/rounding.js';
import { verifyRoundCertificate } from '../round/check/verify.js';
import { penaltyChecking } from '../round/penalty/penalty.js';
import type { Evidence } from '../verdict.js';
import type { HorizonCertificate } from './certificate.js';
import {
  type HorizonBudget,
  type HorizonPrices,
  type HorizonProblem,
  type HorizonRound,
  isIdle,
  pricedRound,
} from './problem.js';

const NOTHING = Number.NEGATIVE_INFINITY;

/** @param problem a validated horizon problem */
export function verifyHorizonCertificate(problem: HorizonProblem, certificate: HorizonCertificate): Evidence {
  const { prices, rounds } = certificate;
  const reasons = unfundedPrices(problem.budget, prices);
  if (rounds.length !== problem.rounds.length) {
    reasons.push(`certificate: ${rounds.length} rounds for a horizon of ${problem.rounds.length}`);
  }
  if (reasons.length > 0) return { bound: NOTHING, reasons };
  let bound = -budgetWorth(problem.budget, prices);
  let isEmpty = false;
  for (const [t, round] of problem.rounds.entries()) {
    const proof = rounds[t]!;
    if (isIdle(round)) {
      bound = addDown(bound, round.emptyPenalty);
      continue;
    }
    if (proof === null) return { bound: NOTHING, reasons: [`certificate: round ${t} has no proof`] };
    const evidence = verifyRoundCertificate(pricedRound(round, prices), proof);
    reasons.push(...evidence.reasons.map((reason) => `round ${t}: ${reason}`));
    if (evidence.bound === Number.POSITIVE_INFINITY) isEmpty = true;
    else bound = addDown(bound, evidence.bound);
  }
  if (isEmpty) return { bound: Number.POSITIVE_INFINITY, reasons };
  const worst = problem.rounds.reduce((sum, round) => addUp(sum, worstPenalty(round)), 0);
  if (bound > worst) return { bound: Number.POSITIVE_INFINITY, reasons };
  return { bound: Number.isNaN(bound) ? NOTHING : bound, reasons };
}

/** No decision of the round costs more. */
export function worstPenalty(round: HorizonRound): number {
  if (isIdle(round)) return round.emptyPenalty;
  const { penalty, penaltyWeight, devices } = round;
  const leastShare = devices.reduce((low, { share }) => Math.min(low, share), 1);
  const most = penaltyChecking(penalty).most(penalty, leastShare);
  return most >= 0 ? mulUp(penaltyWeight, most) : 0;
}

/** theta . budget with the slack, up: what the Lagrangian credits. */
function budgetWorth(budget: HorizonBudget, prices: HorizonPrices): number {
  let worth = mulUp(prices.delayPrice, mulUp(budget.delayS ?? 0, SLACK_FACTOR));
  for (const [id, joules] of Object.entries(budget.energyJ ?? {})) {
    const price = Object.hasOwn(prices.energyPrice, id) ? prices.energyPrice[id]! : 0;
    worth = addUp(worth, mulUp(price, mulUp(joules, SLACK_FACTOR)));
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
