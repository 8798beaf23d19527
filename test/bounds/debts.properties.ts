/** The debts' theorems, T1 to T7: 600 cases a law, DRIFTLORA_FULL=1 for 20,000. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as bounds from '../../src/bounds/index.js';
import { AssumptionError, InputError } from '../../src/core/errors.js';
import { DEBT_LAWS } from './debt-laws.js';

const RUNS = process.env.DRIFTLORA_FULL === '1' ? 20_000 : 600;

describe('theorems on debts hold', () => {
  it.each(DEBT_LAWS.map((law) => [law.name, law] as const))('%s', (_name, law) => {
    fc.assert(law.of(bounds), { numRuns: law.name.startsWith('Gram') ? RUNS / 10 : RUNS });
  });
});

describe('the theorems refuse', () => {
  const curvature = { most: 2, least: 0 };
  const round = { imbalance: 0, mismatch: 0, noise: 0 };
  it.each<[string, () => unknown, new (...args: never[]) => Error]>([
    [
      'a step above 1/L',
      () => bounds.debtDescent(1, 1, round, { curvature, eta: 0.6, leak: 1 }),
      AssumptionError,
    ],
    ['no leak', () => bounds.debtDescent(1, 1, round, { curvature, eta: 0.1, leak: 0 }), InputError],
    [
      'more noise curvature than L',
      () => bounds.debtDescent(1, 1, round, { curvature: { ...curvature, noise: 3 }, eta: 0.1, leak: 1 }),
      InputError,
    ],
    [
      'mu above L',
      () => bounds.debtGapBounds(1, [round], 3, { curvature, eta: 0.1, leak: 1 }),
      AssumptionError,
    ],
    [
      'a step above 1/(2L)',
      () => bounds.meanLossBound(1, [{ imbalance2: 0, noise: 0 }], { L: 2, eta: 0.3 }),
      AssumptionError,
    ],
    ['a step above T7s', () => bounds.memoryStationarity(1, 1, { L: 1, eta: 0.4, age: 2 }), AssumptionError],
    ['no rounds', () => bounds.meanLossBound(1, [], { L: 2, eta: 0.1 }), InputError],
    ['weights that do not sum to 1', () => bounds.debtStep([0, 0], [0.5, 0.4], [0.5, 0.5]), AssumptionError],
    ['shares that do not sum to 1', () => bounds.debtSize([0, 0], [0.5, 0.4]), InputError],
    ['a debt too many', () => bounds.debtSize([0, 0, 0], [0.5, 0.5]), InputError],
    ['a mismatch below 0', () => bounds.meanIterateBound({ ...mean(), mismatch: -1 }), InputError],
  ])('%s', (_what, evaluate, kind) => {
    expect(evaluate).toThrow(kind);
  });
});

function mean() {
  return { rounds: 1, eta: 1, drift: 0, imbalance: 0, mismatch: 0, noise: 0, hessianLipschitz: 0, spread: 0 };
}
