/** The balance of a horizon problem as a contract: what it takes, what it refuses and in which words, and what it adds. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { certifyHorizon } from '../../../src/problem/horizon/certify.js';
import { evaluateHorizon } from '../../../src/problem/horizon/evaluate.js';
import type { HorizonProblem } from '../../../src/problem/horizon/problem.js';
import { validateHorizonProblem } from '../../../src/problem/horizon/validate.js';
import type { RoundProblem } from '../../../src/problem/round/problem.js';
import { clairvoyant } from '../../../src/solvers/horizon/index.js';

const SHARES = { near: 0.5, far: 0.25, away: 0.25 };
const device = (id: 'near' | 'far') => ({
  id,
  share: SHARES[id],
  snrHz: id === 'near' ? 1e8 : 1e7,
  uplinkBits: 5e5,
  fixedDelayS: 0.03,
  transmitPowerW: 0.2,
  fixedEnergyJ: 1e-4,
});
const ROUND: RoundProblem = {
  bandwidthHz: 1e6,
  penaltyWeight: 0.25,
  penalty: { kind: 'inverse', cap: 3 },
  delayPrice: 0,
  delayKind: 'synchronous',
  devices: [device('near'), device('far')],
};
const PROBLEM: HorizonProblem = {
  rounds: [ROUND, { emptyPenalty: 0.75 }, ROUND, ROUND],
  budget: { delayS: 1 },
  balance: { weight: 0.75, shares: SHARES },
};

function refusal(problem: unknown): InputError {
  try {
    validateHorizonProblem(problem);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('was taken');
}
const balanced = (balance: unknown) => ({ ...PROBLEM, balance });

describe('the balance of a horizon', () => {
  it('is taken as it is, and absent where it was', () => {
    expect(validateHorizonProblem(JSON.parse(JSON.stringify(PROBLEM)))).toEqual(PROBLEM);
    const { balance: _, ...plain } = PROBLEM;
    expect('balance' in validateHorizonProblem(plain)).toBe(false);
  });

  it.each([
    ['balance.weight', { weight: 0, shares: SHARES }, 'a finite number > 0'],
    ['balance.weight', { weight: -1, shares: SHARES }, 'a finite number > 0'],
    ['balance.weight', { weight: Number.NaN, shares: SHARES }, 'a finite number > 0'],
    ['balance.weight', { shares: SHARES }, 'a finite number > 0'],
    ['balance.shares', { weight: 1 }, 'an object'],
    ['balance.shares', { weight: 1, shares: {} }, 'shares of all devices, with a sum of 1'],
    ['balance.shares', { weight: 1, shares: { ...SHARES, away: 0.3 } }, 'with a sum of 1'],
    ['balance.shares.far', { weight: 1, shares: { ...SHARES, far: 0 } }, 'a number in (0, 1]'],
    ['balance.shares.far', { weight: 1, shares: { ...SHARES, far: '0.25' } }, 'a number in (0, 1]'],
    ['balance.beta', { beta: 1, weight: 1, shares: SHARES }, 'no key of that name'],
    ['rounds[0].devices[1].id', { weight: 1, shares: { near: 0.5, other: 0.5 } }, 'an id of balance.shares'],
    ['rounds[0].devices[0].share', { weight: 1, shares: { near: 0.6, far: 0.4 } }, '0.6, its share in'],
  ])('is refused at %s', (field, balance, accepted) => {
    const error = refusal(balanced(balance));
    expect(error.field).toBe(field);
    expect(error.accepted).toContain(accepted);
  });

  it('goes with the penalty (1 - x)/x alone', () => {
    const rounds = [ROUND, { ...ROUND, penalty: { kind: 'quadratic' } }];
    const error = refusal({ ...PROBLEM, rounds });
    expect(error.field).toBe('rounds[1].penalty.kind');
    expect(error.accepted).toContain('"inverse"');
  });

  it('adds weight times chi of the debts at the end; nobody leaves them as they are', () => {
    const nobody = { scheduled: [], bandwidthHz: {} };
    const near = { scheduled: ['near'], bandwidthHz: { near: 1e6 } };
    const both = { scheduled: ['near', 'far'], bandwidthHz: { near: 3e5, far: 7e5 } };
    // c = (1 - 1/2, -1/4, -1/4) of the first round and (2/3 - 1/2, 1/3 - 1/4, -1/4) of the last.
    const chi = (2 / 3) ** 2 / 0.5 + (1 / 6) ** 2 / 0.25 + (1 / 2) ** 2 / 0.25;
    const psi = 1 + 3 + 1 / 3;
    const { objective } = evaluateHorizon(PROBLEM, [near, nobody, nobody, both]);
    expect(objective).toBeCloseTo(0.25 * psi + 0.75 + 0.75 * chi, 12);
  });

  it('is answered with a bound, prices of debts that sum to 0, and a schedule that the checker takes', () => {
    const { solution, prices } = clairvoyant(PROBLEM);
    expect(certifyHorizon(PROBLEM, JSON.parse(JSON.stringify(solution))).reasons).toEqual([]);
    const debts = Object.values(prices.debtPrice!);
    expect(Object.keys(prices.debtPrice!)).toEqual(Object.keys(SHARES));
    expect(Math.abs(debts.reduce((sum, price) => sum + price, 0))).toBeLessThan(1e-12);
    expect(debts.some((price) => Math.abs(price) > 1e-3)).toBe(true);
    // Never there, and so never heard: its price is that of a debt that only grows.
    expect(prices.debtPrice!.away).toBeLessThan(0);
  });
});
