/** The debts as queues: drift in closed form, and the promise played against enumerated decisions on arbitrary paths. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  debtNumerators,
  debtPromise,
  debtSize,
  debtStep,
  psi,
  queueStep,
  weightError,
} from '../../src/bounds/index.js';
import { InputError } from '../../src/core/errors.js';
import { sharesOf } from './quadratics.js';

const K = 4;
const RUNS = process.env.DRIFTLORA_FULL === '1' ? 20_000 : 300;
const ROUNDING = 1e-9;
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const leaks = fc.oneof(fc.constant(1), between(0.05, 1));

const schedules = Array.from({ length: 2 ** K - 1 }, (_, i) =>
  Array.from({ length: K }, (__, k) => k).filter((k) => ((i + 1) >> k) & 1),
);
const massOf = (S: readonly number[], shares: readonly number[]) =>
  Math.min(
    1,
    S.reduce((sum, k) => sum + shares[k]!, 0),
  );
const weightsOf = (S: readonly number[], shares: readonly number[]) => {
  const x = S.reduce((sum, k) => sum + shares[k]!, 0);
  return shares.map((share, k) => (S.includes(k) ? share / x : 0));
};
const fraction = (S: readonly number[], shares: readonly number[], numerators: readonly number[]) =>
  S.reduce((sum, k) => sum + numerators[k]!, 1) / massOf(S, shares) - 1;

describe("the round's fraction", () => {
  test.prop(
    [sharesOf(K), fc.array(fc.nat({ max: schedules.length - 1 }), { maxLength: 8 }), between(0, 1), leaks],
    { numRuns: RUNS },
  )('is the drift of the debts and psi, weighed by beta', (shares, past, beta, leak) => {
    let debts = shares.map(() => 0);
    for (const i of past) debts = debtStep(debts, weightsOf(schedules[i]!, shares), shares, leak);
    const numerators = debtNumerators(debts, beta, leak);
    const before = debtSize(debts, shares);
    for (const S of schedules) {
      const weights = weightsOf(S, shares);
      const after = debtSize(debtStep(debts, weights, shares, leak), shares);
      const x = massOf(S, shares);
      const drift = beta * (after - leak * leak * before) + (1 - beta) * psi(x);
      expect(Math.abs(fraction(S, shares, numerators) - drift)).toBeLessThanOrEqual(
        1e-8 * (1 + after + before),
      );
      expect(weightError(weights, shares)).toBeCloseTo(psi(x), 9);
    }
  });
});

/**
 * A round offers each schedule at a delay of its own, or not at all; every device alone is always offered. Alone with probability
 * pi_k is balanced: psi* = K - 1; its mean delay is the budget.
 */
const worlds = fc.record({
  shares: sharesOf(K),
  offers: fc.array(
    fc.record({
      open: fc.array(fc.boolean(), { minLength: schedules.length, maxLength: schedules.length }),
      delays: fc.array(between(0, 3), { minLength: schedules.length, maxLength: schedules.length }),
    }),
    { minLength: 1, maxLength: 25 },
  ),
  beta: fc.oneof(fc.constant(1), between(0.02, 1)),
  leak: leaks,
  V: between(0.1, 50),
  initial: between(0, 5),
});

describe('the promise of debts as queues', () => {
  test.prop([worlds], { numRuns: RUNS })(
    'holds on any path',
    ({ shares, offers, beta, leak, V, initial }) => {
      let debts = shares.map(() => 0);
      let Y = initial;
      let [psiSum, chiSum, largest] = [0, 0, 0];
      for (const { open, delays } of offers) {
        const alone = (i: number) => schedules[i]!.length === 1;
        const budget = schedules.reduce(
          (sum, S, i) => (alone(i) ? sum + shares[S[0]!]! * delays[i]! : sum),
          0,
        );
        const numerators = debtNumerators(debts, beta, leak);
        const offered = schedules.map((S, i) => ({ S, i })).filter(({ i }) => open[i] || alone(i));
        const cost = ({ S, i }: { S: readonly number[]; i: number }) =>
          V * fraction(S, shares, numerators) + Y * (delays[i]! - budget);
        const best = offered.reduce((a, b) => (cost(b) < cost(a) ? b : a));
        for (const { i } of offered) largest = Math.max(largest, Math.abs(delays[i]! - budget));
        chiSum += debtSize(debts, shares);
        psiSum += psi(massOf(best.S, shares));
        debts = debtStep(debts, weightsOf(best.S, shares), shares, leak);
        Y = queueStep(Y, delays[best.i]!, budget);
      }
      const T = offers.length;
      const promise = debtPromise({
        ...{ beta, tradeOff: V, rounds: T, reference: K - 1 },
        excess: [largest],
        initial: [initial],
      });
      const chi = debtSize(debts, shares);
      const left =
        (beta * (chi + (1 - leak * leak) * chiSum)) / T + ((1 - beta) * psiSum) / T + Y ** 2 / (2 * V * T);
      const most = (bound: number) => bound * (1 + ROUNDING) + ROUNDING;
      expect(left).toBeLessThanOrEqual(most(promise.total));
      expect(psiSum / T).toBeLessThanOrEqual(most(promise.participation));
      expect(Y).toBeLessThanOrEqual(most(promise.queue));
      if (leak === 1) expect(chi / T ** 2).toBeLessThanOrEqual(most(promise.imbalance));
    },
  );

  it('is near equality where the reference is all there is: one device a round, no budget, drift alone', () => {
    // Equal shares, everybody alone: chi goes round, chi_T <= T (K - 1) with equality after the first round.
    const shares = [0.25, 0.25, 0.25, 0.25];
    const chi = debtSize(debtStep([0, 0, 0, 0], [1, 0, 0, 0], shares), shares);
    const { imbalance } = debtPromise({ beta: 1, tradeOff: 1, rounds: 1, reference: K - 1, excess: [] });
    expect(chi).toBeCloseTo(imbalance, 12);
  });

  it.each([
    ['beta', { beta: 0 }],
    ['beta', { beta: 1.1 }],
    ['tradeOff', { tradeOff: 0 }],
    ['rounds', { rounds: 0 }],
    ['reference', { reference: -1 }],
    ['excess[0]', { excess: [-1] }],
  ])('refuses %s out of range', (field, change) => {
    const good = { beta: 0.5, tradeOff: 1, rounds: 1, reference: 1, excess: [1] };
    expect(() => debtPromise({ ...good, ...change })).toThrow(InputError);
    expect(() => debtPromise({ ...good, ...change })).toThrow(expect.objectContaining({ field }));
  });
});
