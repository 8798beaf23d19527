import { describe, expect, it } from 'vitest';
import {
  contraction,
  gapBound,
  gapBoundStep,
  noiseFactor,
  oneRoundDescent,
  participationOf,
  psi,
  roundWeights,
  smoothConstants,
  smoothPlConstants,
  stationarityBound,
} from '../../src/bounds/index.js';
import { AssumptionError, InputError } from '../../src/core/errors.js';

const constants = smoothPlConstants({ L: 2, mu: 0.5, delta2: 3, sigma2: 4 });
const everybody = [
  { share: 0.5, batchSize: 1 },
  { share: 0.5, batchSize: 1 },
];

describe('assumptions are checked, not assumed', () => {
  it.each([
    ['L', { L: 0, mu: 1, delta2: 1, sigma2: 1 }],
    ['mu', { L: 1, mu: Number.NaN, delta2: 1, sigma2: 1 }],
    ['delta2', { L: 1, mu: 1, delta2: -1, sigma2: 1 }],
    ['sigma2', { L: 1, mu: 1, delta2: 1, sigma2: Number.POSITIVE_INFINITY }],
  ])('refuses a bad %s as input', (field, raw) => {
    expect(() => smoothPlConstants(raw)).toThrow(expect.objectContaining({ name: 'InputError', field }));
  });

  it('refuses mu > L, which no function has', () => {
    expect(() => smoothPlConstants({ L: 1, mu: 1.1, delta2: 0, sigma2: 0 })).toThrow(AssumptionError);
  });

  it('refuses a step above 1/L in every theorem, and takes 1/L itself', () => {
    const step = { constants, eta: 0.51, participants: everybody };
    expect(() => contraction(constants, 0.51)).toThrow(AssumptionError);
    expect(() => oneRoundDescent(1, 1, step)).toThrow(AssumptionError);
    expect(() => gapBoundStep(1, step)).toThrow(AssumptionError);
    expect(() => stationarityBound(1, [step], step)).toThrow(AssumptionError);
    expect(contraction(constants, 0.5)).toBe(0.75);
    const third = smoothPlConstants({ L: 49, mu: 49, delta2: 0, sigma2: 0 });
    expect(contraction(third, 1 / 49)).toBeCloseTo(0, 12);
  });

  it('refuses a schedule of nobody where a gradient is needed', () => {
    const nobody = { constants, eta: 0.5, participants: [] };
    expect(() => psi(0)).toThrow(AssumptionError);
    expect(() => noiseFactor([])).toThrow(AssumptionError);
    expect(() => oneRoundDescent(1, 1, nobody)).toThrow(AssumptionError);
    expect(() => stationarityBound(1, [nobody], nobody)).toThrow(AssumptionError);
  });

  it('refuses shares that are not shares', () => {
    expect(() => participationOf([{ share: 0, batchSize: 1 }])).toThrow(InputError);
    expect(() => participationOf([...everybody, { share: 0.1, batchSize: 1 }])).toThrow(InputError);
    expect(() => noiseFactor([{ share: 0.5, batchSize: 0 }])).toThrow(InputError);
  });

  it('takes constants without mu where the theorem needs none', () => {
    const smooth = smoothConstants({ L: 2, delta2: 3, sigma2: 4 });
    // 2 excess/eta = 4, L eta sigma^2 nu = 2 0.5 4 (1/2) = 2
    expect(stationarityBound(1, [{ participants: everybody }], { constants: smooth, eta: 0.5 })).toBe(6);
  });
});

describe('values worked out by hand', () => {
  it('gives Theorem 2 over an active, an empty and an active round', () => {
    const half = [{ share: 0.5, batchSize: 4 }];
    // rho = 0.75, participation (0.5/2) 3 psi(1/2) = 0.75, noise (2 0.25/2) 4 (1/4) = 0.25
    const bounds = gapBound(8, [{ participants: half }, { participants: [] }, { participants: half }], {
      constants,
      eta: 0.5,
    });
    expect(bounds).toEqual([8, 7, 7, 6.25]);
  });

  it('has no noise with exact gradients', () => {
    expect(noiseFactor([{ share: 1, batchSize: Number.POSITIVE_INFINITY }])).toBe(0);
  });
});

describe('round weights', () => {
  it('have mean 1, ratio rho, and are all 1 without contraction', () => {
    const weights = roundWeights(5, 0.5);
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(5, 12);
    expect(weights[3]! / weights[4]!).toBeCloseTo(0.5, 12);
    expect([...roundWeights(4, 1)]).toEqual([1, 1, 1, 1]);
    expect([...roundWeights(3, 0)]).toEqual([0, 0, 3]);
  });

  it('refuse rho outside [0, 1] and no rounds', () => {
    expect(() => roundWeights(3, 1.01)).toThrow(InputError);
    expect(() => roundWeights(0, 0.5)).toThrow(InputError);
  });
});
