/**
 * T3, what a history of schedules makes of the debts: chi against psi.
 *
 * Statement. Let (1 - lambda) = eta kappa.
 *  (a) On any path, ((1 - lambda))^2 chi_t <= (1 - lambda^t) sum_{s<t} (1 - lambda) lambda^(t-1-s) omega_s: at most the exponential
 *      mean of past omega. Equality for a fixed preference (the same weights every round).
 *  (b) For independent draws with E a = pi,  E chi_t = sum_{s<t} lambda^(2(t-1-s)) E omega_s, which tends to omega/(1 - lambda^2):
 *      (1 - lambda)^2 chi is then (1 - lambda)/(1 + lambda) of omega.
 *  (c) Round robin over q groups of equal share with lambda = 1 has chi = j (q - j) after j turns of a cycle, (q^2 - 1)/6 on average.
 * With lambda = 1 a fixed preference makes chi grow like t^2.
 *
 * Proof. c_t = sum_{s<t} lambda^(t-1-s) d_s with d_s = a_s - pi. (a) (1 - lambda) c_t is (1 - lambda^t) times a mean of the d_s, and the
 * square of the norm with the weights 1/pi is convex. (b) The d_s are independent with mean 0: their squares add up. (c) After j turns
 * c_k = pi_k (q - j) for the devices heard, of total share j/q, and -pi_k j for the others:
 * chi = (j/q)(q - j)^2 + ((q - j)/q) j^2 = j (q - j); its mean over j = 0..q-1 is (q^2 - 1)/6.  QED
 */
import { requireCount, requireNonNegative, requirePositive, requireWithin } from './checks.js';

/** (a): bound on chi_t from every omega before it, the oldest first. lambda in (0, 1). */
export function leakyDebtBound(omegas: readonly number[], leak: number): number {
  requirePositive('leak', leak);
  requireWithin('leak', leak, 0, 1);
  if (leak === 1) return omegas.length * omegas.reduce((sum, omega) => sum + omega, 0);
  let mean = 0;
  omegas.forEach((omega, s) => {
    mean = leak * mean + (1 - leak) * requireNonNegative(`omegas[${s}]`, omega);
  });
  return ((1 - leak ** omegas.length) * mean) / (1 - leak) ** 2;
}

/** (b): E chi_t of independent draws with E a = pi, from every E omega before it, the oldest first. */
export function independentDebt(omegas: readonly number[], leak: number): number {
  requirePositive('leak', leak);
  requireWithin('leak', leak, 0, 1);
  return omegas.reduce((chi, omega, s) => leak * leak * chi + requireNonNegative(`omegas[${s}]`, omega), 0);
}

/** (c): chi after j turns of a cycle of q groups of equal share, lambda = 1. */
export function roundRobinDebt(groups: number, turns: number): number {
  requireCount('groups', groups);
  const place = requireCount('turns', turns, 0) % groups;
  return place * (groups - place);
}

/** (c): its mean over a cycle. */
export function meanRoundRobinDebt(groups: number): number {
  return (requireCount('groups', groups) ** 2 - 1) / 6;
}
