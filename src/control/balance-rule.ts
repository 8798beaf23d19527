/**
 * beta and lambda by rule (theory 9.9): how many rounds a debt may wait, against how many devices a round hears.
 *
 * T1's bias of a round is (eta R)^2 U^2 chi for the debts and D^2 psi for the round's own participation, and noise has a slope in psi too. A debt
 * waits for q = K/n rounds before it is paid, n the devices heard in a round: it is worth A q against B, and
 *
 *   beta = A q / (A q + B).
 *
 * Nobody knows how much of the devices' difference stays (U^2) and how much moves with the model (D^2): half each is assumed, at the step
 * eta R = 1 where the theorems end, and without noise A = B: beta = q/(q + 1). With everybody in every round beta is 1/2; with one device of
 * twenty 0.95.
 *
 * lambda is rho, by which the bound's slowest direction forgets a round: it is the ratio of the weights of successive rounds, 1 where all weigh the same.
 */
import type { ControlRules } from './rules.js';

/**
 * beta from the devices heard so far; before the first round one device a round is assumed, which hears most evenly.
 * @param devices K, seen so far (>= 1)
 * @param rounds with somebody, and devices heard in them
 */
export function balanceByRule(devices: number, rounds: number, heard: number): number {
  const aRound = (heard + 1) / (rounds + 1);
  const waits = Math.max(1, devices / aRound);
  return waits / (waits + 1);
}

/** lambda: the largest ratio of a round's weight to the next one's, at most 1. */
export function leakByRule({ weights, horizon }: Pick<ControlRules, 'weights' | 'horizon'>): number {
  let leak = 0;
  for (let t = 1; t < horizon; t++) {
    if (weights[t]! > 0) leak = Math.max(leak, weights[t - 1]! / weights[t]!);
  }
  return leak > 0 ? Math.min(1, leak) : 1;
}
