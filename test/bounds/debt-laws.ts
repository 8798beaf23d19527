/** The laws of the debts' theorems, T1 to T7, on exact quadratics with noise (quadratics.ts). */
import fc from 'fast-check';
import type { Theorems } from '../../src/validation/theorems.js';
import type { Vector } from './quadratics.js';
import {
  add,
  away,
  combine,
  deviceGradients,
  dot,
  eigenvalues,
  gradient,
  hessian,
  mean,
  norm2,
  optimum,
  paths,
  quadratics,
  rounds,
  sharesOf,
  times,
  value,
  vectors,
} from './quadratics.js';

const ROUNDING = 1e-9;
const DEVICES = 3;
const fraction = fc.oneof(fc.constant(1), fc.double({ min: 0.02, max: 1, noNaN: true }));
const leaks = fc.oneof(fc.constant(1), fc.double({ min: 0.05, max: 1, noNaN: true }));

function requireBelow(what: string, measured: number, bound: number, scale: number): void {
  if (!(measured <= bound + ROUNDING * (1 + scale))) {
    throw new Error(`${what}: measured ${measured} > bound ${bound}`);
  }
}

function requireEqual(what: string, measured: number, bound: number, scale: number): void {
  requireBelow(what, measured, bound, scale);
  requireBelow(`${what}, equality`, bound, measured, scale);
}

export interface DebtLaw {
  readonly name: string;
  readonly of: (theorems: Theorems) => fc.IProperty<unknown>;
}

/** sqrt(omega) D at theta. */
function mismatchOf(
  { shares }: { shares: readonly number[] },
  v: readonly Vector[],
  u: readonly Vector[],
  omega: number,
): number {
  const D2 = shares.reduce((sum, share, k) => sum + share * norm2(add(v[k]!, u[k]!, -1)), 0);
  return Math.sqrt(omega * D2);
}

export const oneRoundWithDebts: DebtLaw = {
  name: 'T1: no round of the shifted iterate ends above its bound, for any debts and any curvature',
  of: (theorems) =>
    fc.property(
      quadratics(DEVICES, -0.5).chain((F) => fc.tuple(fc.constant(F), rounds(F.shares, 3))),
      fc.tuple(vectors, vectors, fraction, leaks, fc.boolean()),
      ([F, plan], [theta, elsewhere, step, leak, constant]) => {
        const H = hessian(F);
        const [least, most] = eigenvalues(H);
        if (!(most > 0.05)) return;
        const eta = step / most;
        const u = constant ? away(F, elsewhere) : F.shares.map((): Vector => [0, 0]);
        let debts = F.shares.map(() => 0);
        for (const { weights } of plan.slice(1)) debts = theorems.debtStep(debts, weights, F.shares, leak);
        const { weights, noise } = plan[0]!;
        const after = theorems.debtStep(debts, weights, F.shares, leak);
        const z = add(theta, combine(debts, u), eta);
        const step_ = combine(weights, deviceGradients(F, theta));
        const ends = [1, -1].map((sign) => {
          const next = add(add(theta, step_, -eta), noise, -eta * sign);
          return value(F, add(next, combine(after, u), eta));
        });
        const noise2 = norm2(noise);
        const along = noise2 === 0 ? 0 : dot(noise, times(H, noise)) / noise2;
        const imbalance = Math.sqrt(norm2(combine(debts, u)));
        const round = {
          imbalance,
          mismatch: mismatchOf(F, away(F, theta), u, theorems.weightError(weights, F.shares)),
          noise: noise2,
        };
        const curvature = { most, least, noise: Math.max(0, along) };
        const bound = theorems.debtDescent(value(F, z), norm2(gradient(F, z)), round, {
          curvature,
          eta,
          leak,
        });
        requireBelow('T1', mean(ends), bound, Math.abs(bound) + value(F, theta) + 100 * noise2);
        const U2 = F.shares.reduce((sum, share, k) => sum + share * norm2(u[k]!), 0);
        const chi = theorems.debtSize(debts, F.shares);
        requireBelow('Cauchy-Schwarz', imbalance, Math.sqrt(chi * U2), Math.sqrt(U2 * chi));
      },
    ),
};

export const tightRoundWithDebts: DebtLaw = {
  name: 'T1, equality: equal curvature, eta = 1/L, lambda = 1, constants that are exact',
  of: (theorems) =>
    fc.property(
      sharesOf(DEVICES).chain((shares) => fc.tuple(fc.constant(shares), rounds(shares, 3))),
      fc.array(vectors, { minLength: DEVICES, maxLength: DEVICES }),
      fc.tuple(vectors, fc.constantFrom(0.5, 1, 3)),
      ([shares, plan], centres, [theta, L]) => {
        const F = { shares, centres, hessians: centres.map(() => [L, 0, L] as const) };
        const u = away(F, theta);
        let debts = shares.map(() => 0);
        for (const { weights } of plan.slice(1)) debts = theorems.debtStep(debts, weights, shares);
        const { weights, noise } = plan[0]!;
        const after = theorems.debtStep(debts, weights, shares);
        const eta = 1 / L;
        const z = add(theta, combine(debts, u), eta);
        const direction = combine(weights, deviceGradients(F, theta));
        const ends = [1, -1].map((sign) => {
          const next = add(add(theta, direction, -eta), noise, -eta * sign);
          return value(F, add(next, combine(after, u), eta));
        });
        const imbalance = Math.sqrt(norm2(combine(debts, u)));
        const setting = { curvature: { most: L, least: L }, eta, leak: 1 };
        const round = { imbalance, mismatch: 0, noise: norm2(noise) };
        const bound = theorems.debtDescent(value(F, z), norm2(gradient(F, z)), round, setting);
        requireEqual('T1', mean(ends), bound, Math.abs(bound) + value(F, z));
      },
    ),
};

export const gapWithDebts: DebtLaw = {
  name: 'T2: the gap of shifted and of last iterates stays below the bound after every round',
  of: (theorems) =>
    fc.property(
      quadratics(DEVICES, 0.05).chain((F) => fc.tuple(fc.constant(F), rounds(F.shares, 4))),
      fc.tuple(vectors, vectors, fraction, leaks),
      ([F, plan], [start, elsewhere, step, leak]) => {
        const [least, most] = eigenvalues(hessian(F));
        const eta = step / most;
        const u = away(F, elsewhere);
        const all = paths(F, start, plan, eta);
        const debts = [F.shares.map(() => 0)];
        for (const { weights } of plan) {
          debts.push(theorems.debtStep(debts.at(-1)!, weights, F.shares, leak));
        }
        const imbalance = (t: number) => norm2(combine(debts[t]!, u));
        const described = plan.map(({ weights, noise }, t) => {
          const omega = theorems.weightError(weights, F.shares);
          const squares = all.map((path) => mismatchOf(F, away(F, path[t]!), u, omega) ** 2);
          return {
            imbalance: Math.sqrt(imbalance(t)),
            mismatch: Math.sqrt(mean(squares)),
            noise: norm2(noise),
          };
        });
        const setting = { curvature: { most, least }, eta, leak };
        const best = value(F, optimum(F));
        const bounds = theorems.debtGapBounds(value(F, start) - best, described, least, setting);
        for (let t = 0; t <= plan.length; t++) {
          const shifted = mean(all.map((path) => value(F, add(path[t]!, combine(debts[t]!, u), eta)) - best));
          requireBelow(`z_${t}`, shifted, bounds[t]!, bounds[t]! + best);
          const last = mean(all.map((path) => value(F, path[t]!) - best));
          const bound = theorems.lastIterateGap(bounds[t]!, imbalance(t), setting);
          requireBelow(`theta_${t}`, last, bound, bound + best);
        }
        const twice = theorems.debtGapBounds(1, [undefined, undefined], least, setting);
        requireEqual('nobody', twice[2]!, 1, 1);
      },
    ),
};

export const lastIterateTight: DebtLaw = {
  name: 'T2, equality of the last step: one bowl, everything in one direction',
  of: (theorems) =>
    fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), (z, d) => {
      const [L, eta] = [2, 0.25];
      const setting = { curvature: { most: L, least: L }, eta, leak: 1 };
      const bound = theorems.lastIterateGap((L / 2) * z * z, (d / eta) ** 2, setting);
      requireEqual('last', (L / 2) * (z + d) ** 2, bound, bound);
    }),
};

export const history: DebtLaw = {
  name: 'T3: leaky debts within the mean of past omega, equal for a fixed preference; draws and round robin exact',
  of: (theorems) =>
    fc.property(
      sharesOf(DEVICES).chain((shares) => fc.tuple(fc.constant(shares), rounds(shares, 6))),
      leaks,
      fc.integer({ min: 1, max: 6 }),
      ([shares, plan], leak, turns) => {
        const run = (weights: readonly (readonly number[])[]) => {
          let debts = shares.map(() => 0);
          for (const a of weights) debts = theorems.debtStep(debts, a, shares, leak);
          return { debts, chi: theorems.debtSize(debts, shares) };
        };
        const omegas = plan.map(({ weights }) => theorems.weightError(weights, shares));
        const { debts, chi } = run(plan.map(({ weights }) => weights));
        requireEqual(
          'debts sum to 0',
          debts.reduce((sum, c) => sum + c, 0),
          0,
          10,
        );
        const bound = theorems.leakyDebtBound(omegas, leak);
        requireBelow('mean of past omega', chi, bound, bound);
        const same = plan.map(() => plan[0]!.weights);
        const fixed = theorems.leakyDebtBound(
          plan.map(() => omegas[0]!),
          leak,
        );
        requireEqual('fixed preference', run(same).chi, fixed, fixed);
        // Everybody drawn alone with probability pi_k: E a = pi, omega = sum pi_k (1/pi_k - 1) = K - 1.
        let expected = 0;
        for (let draw = 0; draw < DEVICES ** 3; draw++) {
          const who = [draw % 3, Math.floor(draw / 3) % 3, Math.floor(draw / 9)];
          const alone = who.map((j) => shares.map((_, k) => (k === j ? 1 : 0)));
          expected += who.reduce((p, j) => p * shares[j]!, 1) * run(alone).chi;
        }
        const independent = theorems.independentDebt([DEVICES - 1, DEVICES - 1, DEVICES - 1], leak);
        requireEqual('independent draws', expected, independent, independent);
        const equal = Array.from({ length: 4 }, () => 0.25);
        let c = equal.map(() => 0);
        for (let j = 0; j < turns; j++) {
          requireEqual('in turn', theorems.debtSize(c, equal), theorems.roundRobinDebt(4, j), 10);
          c = theorems.debtStep(
            c,
            equal.map((_, k) => (k === j % 4 ? 1 : 0)),
            equal,
          );
        }
        const cycle = [0, 1, 2, 3].map((j) => theorems.roundRobinDebt(4, j));
        requireEqual('in turn, mean', mean(cycle), theorems.meanRoundRobinDebt(4), 10);
      },
    ),
};

export const meanIterate: DebtLaw = {
  name: 'T4: the gradient and the gap at the mean iterate are below the bound, with noise',
  of: (theorems) =>
    fc.property(
      quadratics(DEVICES, 0.05).chain((F) => fc.tuple(fc.constant(F), rounds(F.shares, 4))),
      fc.tuple(vectors, vectors, fraction),
      ([F, plan], [start, elsewhere, step]) => {
        const [least, most] = eigenvalues(hessian(F));
        const eta = step / most;
        const W = plan.length;
        const u = away(F, elsewhere);
        const all = paths(F, start, plan, eta);
        let debts = F.shares.map(() => 0);
        for (const { weights } of plan) debts = theorems.debtStep(debts, weights, F.shares);
        const centre = (path: readonly Vector[]) =>
          combine(
            Array.from({ length: W }, () => 1 / W),
            path.slice(0, W),
          );
        const left = (path: readonly Vector[]) =>
          plan.reduce(
            (sum: Vector, { weights }, t) => {
              const v = away(F, path[t]!);
              const off = weights.map((a, k) => (a - F.shares[k]!) / W);
              return add(
                sum,
                combine(
                  off,
                  v.map((vk, k) => add(vk, u[k]!, -1)),
                ),
              );
            },
            [0, 0],
          );
        const terms = theorems.meanIterateBound({
          ...{ rounds: W, eta, hessianLipschitz: 0, spread: 0 },
          drift: Math.sqrt(mean(all.map((path) => norm2(add(path[W]!, start, -1))))),
          imbalance: Math.sqrt(norm2(combine(debts, u))),
          mismatch: Math.sqrt(mean(all.map((path) => norm2(left(path))))),
          noise: Math.sqrt(plan.reduce((sum, { noise }) => sum + norm2(noise), 0)),
        });
        const measured2 = mean(all.map((path) => norm2(gradient(F, centre(path)))));
        requireBelow('gradient', Math.sqrt(measured2), terms.gradient, terms.gradient);
        const best = value(F, optimum(F));
        const gap = mean(all.map((path) => value(F, centre(path)) - best));
        const bound = theorems.meanIterateGap(terms, least);
        requireBelow('gap', gap, bound, bound + best);
      },
    ),
};

/** log cosh: smooth, not quadratic; |third derivative| <= 4/(3 sqrt 3). */
const HESSIAN_LIPSCHITZ = 4 / (3 * Math.sqrt(3));

export const meanIterateCurved: DebtLaw = {
  name: 'T4 with a Hessian that changes: log cosh losses; and equality for one device heard for ever',
  of: (theorems) =>
    fc.property(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
      fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 9 }), fraction),
      (heard, [from, apart, eta]) => {
        const centres = [apart / 3, -apart / 3];
        const slope = (k: number, x: number) => Math.tanh(x - centres[k]!);
        const grad = (x: number) => (slope(0, x) + slope(1, x)) / 2;
        const path = [from / 3];
        let c = 0;
        let mismatch = 0;
        const W = heard.length;
        heard.forEach((first) => {
          const x = path.at(-1)!;
          // u_k at the origin; v_0 = -v_1.
          const [v, u] = [slope(0, x) - grad(x), slope(0, 0) - grad(0)];
          mismatch += ((first ? 1 : -1) * (v - u)) / W;
          c += first ? 0.5 : -0.5;
          path.push(x - eta * slope(first ? 0 : 1, x));
        });
        const centre = mean(path.slice(0, W));
        const u = slope(0, 0) - grad(0);
        const { gradient: bound } = theorems.meanIterateBound({
          ...{ rounds: W, eta, noise: 0, hessianLipschitz: HESSIAN_LIPSCHITZ },
          drift: Math.abs(path[W]! - path[0]!),
          imbalance: Math.abs(2 * c * u),
          mismatch: Math.abs(mismatch),
          spread: mean(path.slice(0, W).map((x) => (x - centre) ** 2)),
        });
        requireBelow('gradient', Math.abs(grad(centre)), bound, bound + 1);
        // F_k = (1/2)(x -+ 1)^2, device 0 for ever from its own optimum: grad F = 1 and c = W/2, -W/2.
        const alone = theorems.meanIterateBound({
          ...{ rounds: W, eta, drift: 0, mismatch: 0, noise: 0, hessianLipschitz: 0, spread: 0 },
          imbalance: W,
        });
        requireEqual('one device for ever', 1, alone.gradient, 1);
        requireEqual('its gap', 0.5, theorems.meanIterateGap(alone, 1), 1);
      },
    ),
};

export const meanLoss: DebtLaw = {
  name: 'T5: the loss at the mean iterate is below the bound, for equal Hessians',
  of: (theorems) =>
    fc.property(
      quadratics(DEVICES, 0.02, true).chain((F) => fc.tuple(fc.constant(F), rounds(F.shares, 4))),
      fc.tuple(vectors, fraction),
      ([F, plan], [start, step]) => {
        const L = eigenvalues(hessian(F))[1];
        const eta = step / (2 * L);
        const T = plan.length;
        const v = away(F, start);
        const all = paths(F, start, plan, eta);
        let debts = F.shares.map(() => 0);
        const described = plan.map(({ weights, noise }) => {
          const imbalance2 = norm2(combine(debts, v));
          debts = theorems.debtStep(debts, weights, F.shares);
          return { imbalance2, noise: norm2(noise) };
        });
        const target = optimum(F);
        const best = value(F, target);
        const centre = (path: readonly Vector[]) =>
          combine(
            Array.from({ length: T }, () => 1 / T),
            path.slice(0, T),
          );
        const gap = mean(all.map((path) => value(F, centre(path)) - best));
        const bound = theorems.meanLossBound(norm2(add(start, target, -1)), described, { L, eta });
        requireBelow('loss', gap, bound, bound + best);
      },
    ),
};

export const debtWeights: DebtLaw = {
  name: 'T6: no other weights leave less debt, the least is Phi, psi where nothing is due; no weight below 0 where asked',
  of: (theorems) =>
    fc.property(
      sharesOf(4),
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 1, max: 15 }),
      fc.tuple(fc.integer({ min: -8, max: 8 }), leaks),
      (shares, raw, mask, [shift, leak]) => {
        const centre = raw.reduce((sum, c, k) => sum + c * shares[k]!, 0);
        const debts = raw.map((c, k) => (c - centre) * shares[k]! * 0.3);
        const devices = shares.map((share, k) => ({ share, due: share - leak * debts[k]!, k }));
        const on = devices.filter(({ k }) => (mask >> k) & 1);
        const off = devices.filter(({ k }) => !((mask >> k) & 1));
        const sizeAfter = (onWeights: readonly number[]) => {
          const weights = shares.map((_, k) => {
            const place = on.findIndex((device) => device.k === k);
            return place < 0 ? 0 : onWeights[place]!;
          });
          return theorems.debtSize(theorems.debtStep(debts, weights, shares, leak), shares);
        };
        const best = theorems.debtWeights(on, off);
        const least = theorems.leastDebt(on, off);
        requireEqual('Phi', sizeAfter(best), least, least);
        if (on.length > 1) {
          const other = best.map((a, i) => a + (i === 0 ? shift / 8 : i === 1 ? -shift / 8 : 0));
          requireBelow('least', least, sizeAfter(other), least);
        }
        const x = on.reduce((sum, { share }) => sum + share, 0);
        const fresh = (list: readonly { share: number }[]) =>
          list.map(({ share }) => ({ share, due: share }));
        requireEqual('psi', theorems.leastDebt(fresh(on), fresh(off)), theorems.psi(Math.min(1, x)), 10);
        const positive = theorems.nonNegativeDebtWeights(on);
        requireEqual(
          'sum',
          positive.reduce((sum, a) => sum + a, 0),
          1,
          1,
        );
        if (positive.some((a) => a < 0)) throw new Error('a weight below 0');
        if (best.every((a) => a >= 0)) requireEqual('free weights', sizeAfter(positive), least, least);
        // Any other weights >= 0: all on one device, or pi/x.
        on.forEach((_, i) => {
          const alone = on.map((__, j) => (i === j ? 1 : 0));
          requireBelow('least of those >= 0', sizeAfter(positive), sizeAfter(alone), least + 10);
        });
        const plain = on.map(({ share }) => share / x);
        requireBelow('least of those >= 0', sizeAfter(positive), sizeAfter(plain), least + 10);
      },
    ),
};

export const memory: DebtLaw = {
  name: 'T7: with kept gradients the mean squared gradient is below the bound, whoever is heard',
  of: (theorems) =>
    fc.property(
      quadratics(DEVICES, 0.05),
      fc.array(fc.subarray([0, 1, 2]), { minLength: 1, maxLength: 12 }),
      fc.tuple(vectors, fraction),
      (F, plan, [start, step]) => {
        // Everybody before the first step; then whoever is heard renews its own.
        const ages = F.shares.map(() => 0);
        const largest = F.shares.map(() => 0);
        for (const heard of plan.slice(1)) {
          F.shares.forEach((_, k) => {
            ages[k] = heard.includes(k) ? 0 : ages[k]! + 1;
            largest[k] = Math.max(largest[k]!, ages[k]!);
          });
        }
        const L = Math.max(...F.hessians.map((H) => eigenvalues(H)[1]));
        const age = theorems.meanAge(F.shares, largest);
        const eta = step * theorems.memoryStepLimit(L, age);
        let theta = start;
        let kept = deviceGradients(F, theta);
        let sum = 0;
        plan.forEach((heard, t) => {
          const now = deviceGradients(F, theta);
          if (t > 0) kept = kept.map((old, k) => (heard.includes(k) ? now[k]! : old));
          sum += norm2(gradient(F, theta));
          theta = add(theta, combine(F.shares, kept), -eta);
        });
        const excess = value(F, start) - value(F, optimum(F));
        const bound = theorems.memoryStationarity(Math.max(0, excess), plan.length, { L, eta, age });
        requireBelow('memory', sum / plan.length, bound, bound + value(F, start));
      },
    ),
};

export const gram: DebtLaw = {
  name: 'Gram matrix and its forms from pairs of mini-batches: unbiased',
  of: (theorems) =>
    fc.property(
      quadratics(DEVICES, 0.05),
      fc.tuple(vectors, fc.array(vectors, { minLength: DEVICES, maxLength: DEVICES })),
      fc.array(fc.integer({ min: -4, max: 4 }), { minLength: DEVICES, maxLength: DEVICES }),
      (F, [theta, noises], raw) => {
        const middle = mean(raw);
        const c = raw.map((n) => n - middle);
        const g = deviceGradients(F, theta);
        const half = (signs: number) =>
          g.map((gk, k) => Float32Array.from(add(gk, noises[k]!, (signs >> k) & 1 ? 1 : -1)));
        let form = 0;
        const matrix = F.shares.map(() => F.shares.map(() => 0));
        const draws = 1 << DEVICES;
        for (let a = 0; a < draws; a++) {
          for (let b = 0; b < draws; b++) {
            const [first, second] = [half(a), half(b)];
            const pairs = F.shares.map((share, k) => ({
              ...{ share, batchSize: 1, first: first[k]!, second: second[k]! },
            }));
            form += theorems.gramForm(c, pairs) / draws ** 2;
            theorems.gramMatrix(pairs).forEach((row, k) => {
              row.forEach((entry, l) => {
                matrix[k]![l]! += entry / draws ** 2;
              });
            });
          }
        }
        const v = away(F, theta);
        // Gradients are single precision.
        const scale = 1e4 * (1 + norm2(theta) + noises.reduce((sum, n) => sum + norm2(n), 0));
        requireEqual("c'Gc", form, norm2(combine(c, v)), scale);
        v.forEach((vk, k) => {
          v.forEach((vl, l) => {
            requireEqual(`G_${k}${l}`, matrix[k]![l]!, dot(vk, vl), scale);
          });
        });
      },
    ),
};

export const DEBT_LAWS: readonly DebtLaw[] = [
  ...[oneRoundWithDebts, tightRoundWithDebts, gapWithDebts, lastIterateTight, history],
  ...[meanIterate, meanIterateCurved, meanLoss, debtWeights, memory, gram],
];
