/**
 * Recomputes what a horizon certificate proves (theory 6, clairvoyant bound): for any prices theta >= 0,
 *
 *   sum_t w_t phi(S_t)  >=  sum_t m_t(theta) - theta . budget
 *
 * for all decisions within the budget, m_t(theta) being a lower bound of the round with the prices in place of
 * queues. With a balance (theory 9.10) the prices n of the debts join in, for any n of either sign:
 *
 *   sum_t w_t phi(S_t) + weight chi  >=  sum_t m_t(theta, n) - theta . budget - sum_k n_k^2/(4 weight pi_k),
 *
 * m_t now also holding sum_k n_k (1{k in S}/x - 1) where somebody is heard. Every m_t is recomputed from the round's own data; nothing the solver reports enters, and everything is rounded
 * outwards. A bound above what the worst schedule costs leaves no schedule at all: some round, or the budget, cannot be kept.
 */
import { SLACK_FACTOR } from '../round/check/facts.js';
import { addDown, addUp, mulUp } from '../round/check/rounding.js';
import { verifyRoundCertificate } from '../round/check/verify.js';
import { penaltyChecking } from '../round/penalty/penalty.js';
import type { Evidence } from '../verdict.js';
import type { HorizonCertificate } from './certificate.js';
import { debtOffset, debtWorth, mostImbalance } from './imbalance.js';
import {
  type HorizonBalance,
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
  const { balance } = problem;
  const reasons = [...unfundedPrices(problem.budget, prices), ...strayDebtPrices(balance, prices)];
  if (rounds.length !== problem.rounds.length) {
    reasons.push(`certificate: ${rounds.length} rounds for a horizon of ${problem.rounds.length}`);
  }
  if (reasons.length > 0) return { bound: NOTHING, reasons };
  let bound = -budgetWorth(problem.budget, prices);
  const { debtPrice } = prices;
  if (balance && debtPrice) bound = addDown(bound, -debtWorth(balance, debtPrice));
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
    if (debtPrice) bound = addDown(bound, -debtOffset(round, debtPrice));
  }
  if (isEmpty) return { bound: Number.POSITIVE_INFINITY, reasons };
  if (bound > worstObjective(problem)) return { bound: Number.POSITIVE_INFINITY, reasons };
  return { bound: Number.isNaN(bound) ? NOTHING : bound, reasons };
}

/** No schedule costs more. */
export function worstObjective(problem: HorizonProblem): number {
  const worst = problem.rounds.reduce((sum, round) => addUp(sum, worstPenalty(round)), 0);
  const { balance } = problem;
  return balance ? addUp(worst, mulUp(balance.weight, mostImbalance(problem, balance))) : worst;
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

/** Debts are priced where the problem has a balance, every device's and nobody else's. */
function strayDebtPrices(balance: HorizonBalance | undefined, { debtPrice }: HorizonPrices): string[] {
  if (debtPrice === undefined) {
    return balance ? ['certificate: no prices of debts, for a problem with a balance'] : [];
  }
  if (balance === undefined) return ['certificate: prices of debts, for a problem without a balance'];
  const { shares } = balance;
  return [
    ...Object.keys(shares)
      .filter((id) => !Object.hasOwn(debtPrice, id))
      .map((id) => `certificate: no price for the debt of "${id}"`),
    ...Object.keys(debtPrice)
      .filter((id) => !Object.hasOwn(shares, id))
      .map((id) => `certificate: a price for the debt of "${id}", which the balance does not have`),
  ];
}
