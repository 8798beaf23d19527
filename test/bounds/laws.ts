/**
 * The laws every theorem must satisfy, whoever implements it: the package's functions must pass all, and broken
 * copies of them (mutation.spec.ts) must not. Tolerance: 1e-9 of the numbers a claim was computed from.
 */
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { randomStream } from '../../src/core/random.js';
import { dissimilarity, normalMatrix, scheduleError2 } from '../../src/training/convex/index.js';
import { bowls } from '../../src/validation/bowls.js';
import { type Claim, judge, type Theorems } from '../../src/validation/theorems.js';
import { subsets, tightnessTable } from '../../src/validation/tightness.js';
import { kernels } from '../training/convex/shapes.js';
import { apartOf, balancedGames, sequences } from './balanced-games.js';
import { clairvoyantOptimum, onlineGames, play, pricedCost } from './online-games.js';
import { runs } from './runs.js';
import { schedulingGames, serve } from './scheduling-games.js';

const ROUNDING = 1e-9;

function requireClaim(what: string, { measured, bound, scale }: Claim): void {
  if (!(measured <= bound + ROUNDING * scale))
    throw new Error(`${what}: measured ${measured} > bound ${bound}`);
}

export interface Law {
  readonly name: string;
  readonly of: (theorems: Theorems) => fc.IProperty<unknown>;
}

const onRuns = (theorems: Theorems, check: (claims: ReturnType<typeof judge>) => void) =>
  fc.property(runs, (run) => check(judge(run, theorems)));

export const lemma1: Law = {
  name: 'Lemma 1: the participation error of any schedule is within its bounds, ours never above the classical',
  of: (theorems) =>
    fc.property(kernels, fc.nat(), fc.nat(), (kernel, seed, mask) => {
      const B = normalMatrix(randomStream(seed, 'B'), kernel.G.rows, kernel.C.rows);
      const devices = kernel.devices.map((_, k) => k);
      const S = devices.filter((k) => (mask >> k) & 1);
      if (S.length === 0) S.push(0);
      const participation = theorems.participationOf(
        S.map((k) => ({ share: kernel.devices[k]!.share, batchSize: 1 })),
      );
      const found = dissimilarity(kernel, B);
      const measured = scheduleError2(kernel, B, S);
      const scale = found.deltaMax2 * (1 + 1 / participation);
      requireClaim('mean square', {
        measured,
        bound: theorems.participationError(found, participation),
        scale,
      });
      const bounded = theorems.boundedParticipationError(found, participation);
      requireClaim('every device', { measured, bound: bounded, scale });
      const classical = theorems.classicalParticipationError(found, participation);
      requireClaim('classical', { measured: bounded, bound: classical, scale });
    }),
};

export const uniformSampling: Law = {
  name: 'Lemma 1, uniform: the mean error over all n-subsets is what the formula says',
  of: (theorems) =>
    fc.property(
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 6 }),
      fc.nat(),
      (centres, r) => {
        const kernel = bowls(
          [1.5],
          centres.map((value) => [[value]]),
        );
        const n = 1 + (r % centres.length);
        const origin = Matrix.zeros(1, 1);
        const draws = subsets(centres.length, n);
        const measured = draws.reduce((sum, S) => sum + scheduleError2(kernel, origin, S), 0) / draws.length;
        const bound = theorems.uniformSamplingError(dissimilarity(kernel, origin), centres.length, n);
        requireClaim('uniform', { measured, bound, scale: 1000 });
        requireClaim('uniform, equality', { measured: bound, bound: measured, scale: 1000 });
      },
    ),
};

export const oneRound: Law = {
  name: 'Theorem 1: no round ends above its bound, error known or not',
  of: (theorems) =>
    onRuns(theorems, (claims) => {
      for (const claim of claims.participationError) requireClaim('Lemma 1 in expectation', claim);
      for (const claim of claims.oneRoundGivenError) requireClaim('error known', claim);
      for (const claim of claims.oneRound) requireClaim('from the schedule', claim);
    }),
};

export const gap: Law = {
  name: 'Theorem 2: the gap is below the bound after every round',
  of: (theorems) =>
    onRuns(theorems, (claims) => {
      for (const claim of claims.gap) requireClaim('gap', claim);
    }),
};

export const stationarity: Law = {
  name: 'Theorem 3: the mean squared gradient of the active rounds is below the bound',
  of: (theorems) =>
    onRuns(theorems, ({ stationarity: claim }) => {
      if (claim) requireClaim('stationarity', claim);
    }),
};

export const violation: Law = {
  name: 'Queues: mean overspending is at most (Y(T) - Y(0))/T, whatever was decided',
  of: (theorems) =>
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 20 })), {
        minLength: 1,
        maxLength: 30,
      }),
      fc.integer({ min: 0, max: 9 }),
      (steps, initial) => {
        const used = steps.map(([value]) => value);
        const allowed = steps.map(([, value]) => value);
        const path = theorems.queuePath(initial, used, allowed);
        const over = used.reduce((sum, value, t) => sum + value - allowed[t]!, 0) / used.length;
        const bound = theorems.constraintViolationBound(initial, path.at(-1)!, used.length);
        requireClaim('violation', { measured: over, bound, scale: 40 });
      },
    ),
};

const lookAhead: Law = {
  name: 'Drift-plus-penalty: within C W/V of every frame optimum that knows its future, path by path',
  of: (theorems) =>
    fc.property(onlineGames, (game) => {
      const { V, rounds, allowed, initial, decisionGap } = game;
      const { actions } = play(game, theorems.queueStep);
      const mean = actions.reduce((sum, { penalty }) => sum + penalty, 0) / rounds.length;
      const excess = allowed.map((limit, j) =>
        Math.max(...rounds.flat().map((action) => Math.abs(action.used[j]! - limit))),
      );
      for (const frame of [1, 2, 4]) {
        let best = 0;
        for (let t = 0; t < rounds.length; t += frame) {
          best += clairvoyantOptimum(
            rounds.slice(t, t + frame),
            allowed.map((limit) => limit * frame),
          );
        }
        const promise = theorems.lookAheadGap(
          { V, excess, rounds: rounds.length, initial, decisionGap },
          frame,
        );
        const bound = best / rounds.length + promise.total;
        requireClaim(`frames of ${frame}`, { measured: mean, bound, scale: bound });
      }
    }),
};

export const clairvoyant: Law = {
  name: 'Clairvoyant bound: no price makes it pass the best sequence of decisions',
  of: (theorems) =>
    fc.property(
      onlineGames,
      fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 2 }),
      (game, quarters) => {
        const prices = quarters.map((n) => n / 4);
        const allowances = game.allowed.map((limit) => limit * game.rounds.length);
        const minima = game.rounds.map((offers) =>
          Math.min(...offers.map((action) => pricedCost(action, 1, prices))),
        );
        const bound = theorems.clairvoyantBound({ prices, allowances, minima });
        const best = clairvoyantOptimum(game.rounds, allowances);
        requireClaim('clairvoyant', { measured: bound, bound: best, scale: 10 });
      },
    ),
};

export const balancedClairvoyant: Law = {
  name: 'Balanced clairvoyant bound: no prices make it pass the best sequence, debts included',
  of: (theorems) =>
    fc.property(
      balancedGames,
      fc.integer({ min: 0, max: 8 }),
      fc.array(fc.integer({ min: -12, max: 12 }), { minLength: 3, maxLength: 3 }),
      (game, quarters, tenths) => {
        const { shares, weight, rounds, allowance } = game;
        const objectiveOf = (path: ReturnType<typeof sequences>[number]) => {
          let debts = shares.map(() => 0);
          for (const { heard } of path) {
            const x = heard.reduce((sum, k) => sum + shares[k]!, 0);
            const weights = shares.map((share, k) => (heard.includes(k) ? share / x : 0));
            if (heard.length > 0) debts = theorems.debtStep(debts, weights, shares);
          }
          return {
            debts,
            objective: path.reduce(
              (sum, { penalty }) => sum + penalty,
              weight * theorems.debtSize(debts, shares),
            ),
          };
        };
        const played = sequences(game).map(objectiveOf);
        const best = played.reduce((least, one) => (one.objective < least.objective ? one : least));
        const boundAt = (price: number, debtPrices: readonly number[]) =>
          theorems.balancedClairvoyantBound({
            ...{ shares, weight, debtPrices, prices: [price], allowances: [allowance] },
            minima: rounds.map((offers) =>
              Math.min(
                ...offers.map(({ heard, penalty, used }) =>
                  apartOf(heard, shares).reduce(
                    (sum, d, k) => sum + debtPrices[k]! * d,
                    penalty + price * used,
                  ),
                ),
              ),
            ),
          });
        const price = quarters / 4;
        const any = tenths.map((n) => n / 10);
        const own = best.debts.map((debt) => 2 * weight * debt);
        for (const prices of [any, own]) {
          const bound = boundAt(price, prices);
          requireClaim('balanced clairvoyant', { measured: bound, bound: best.objective, scale: 100 });
          // Shifted along the shares, prices say the same of the debts and less of chi: a sum of 0 is best.
          const sum = prices.reduce((total, n) => total + n, 0);
          const shifted = boundAt(
            price,
            prices.map((n, k) => n - sum * shares[k]!),
          );
          requireClaim('prices that sum to 0', { measured: bound, bound: shifted, scale: 100 });
        }
      },
    ),
};

export const queues: Law = {
  name: 'Queue bound: energy and delay queues stay below it under minimising decisions',
  of: (theorems) =>
    fc.property(schedulingGames, (game) => {
      const { energyQueues, delayQueue, energyBounds, delayBound } = serve(game, theorems);
      energyQueues.forEach((path, k) => {
        requireClaim(`Q_${k}`, { measured: Math.max(...path), bound: energyBounds[k]!, scale: 10 });
      });
      requireClaim('Y', { measured: Math.max(...delayQueue), bound: delayBound, scale: 10 });
    }),
};

export const weights: Law = {
  name: 'Round weights: those of the bound itself when nobody is ever absent, with mean 1',
  of: (theorems) =>
    fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (T, step) => {
      const constants = theorems.smoothPlConstants({ L: 2, mu: 0.5, delta2: 1, sigma2: 0 });
      const horizon = { constants, eta: step / 2 };
      const rounds = Array.from({ length: T }, () => ({ participants: [{ share: 0.5, batchSize: 1 }] }));
      const { weight } = theorems.gapSensitivity(rounds, horizon);
      const mean = weight.reduce((a, b) => a + b, 0) / T;
      const ours = theorems.roundWeights(T, theorems.contraction(constants, horizon.eta));
      weight.forEach((w, t) => {
        if (!(Math.abs(ours[t]! - w / mean) <= ROUNDING * T)) throw new Error(`weight of round ${t}`);
      });
    }),
};

/** Equality on the tight instances: fails for a bound that is looser than it need be. */
export const tightness: Law = {
  name: 'Tightness: equality on every tight instance',
  of: (theorems) =>
    fc.property(fc.constant(0), () => {
      for (const { theorem, instance, slack } of tightnessTable(theorems)) {
        if (!(Math.abs(slack) <= ROUNDING)) throw new Error(`${theorem}, ${instance}: slack ${slack}`);
      }
    }),
};

export const LAWS: readonly Law[] = [
  lemma1,
  uniformSampling,
  oneRound,
  gap,
  stationarity,
  violation,
  lookAhead,
  clairvoyant,
  balancedClairvoyant,
  queues,
  weights,
  tightness,
];
