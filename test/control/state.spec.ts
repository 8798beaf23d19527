import { describe, expect, it } from 'vitest';
import { createController, createPolicy, restoreState } from '../../src/control/index.js';
import { DEFAULT_SOLVER, loadSolver } from '../../src/solvers/index.js';

const GOOD = {
  version: 2,
  round: 2,
  delayQueueS: 0.5,
  spentDelayS: 3,
  energyQueueJ: { a: 0.1 },
  spentEnergyJ: { a: 0.2 },
};

describe('a saved state', () => {
  it('is read back as it was', () => {
    expect(restoreState(GOOD)).toEqual(GOOD);
  });

  it.each([
    ['state', null],
    ['state.version', { ...GOOD, version: 1 }],
    ['state.round', { ...GOOD, round: -1 }],
    ['state.delayQueueS', { ...GOOD, delayQueueS: Number.NaN }],
    ['state.spentDelayS', { ...GOOD, spentDelayS: '3' }],
    ['state.energyQueueJ', { ...GOOD, energyQueueJ: [] }],
    ['state.memory', { ...GOOD, memory: [] }],
    ['state.spentEnergyJ.a', { ...GOOD, spentEnergyJ: { a: -1 } }],
  ])('is refused where %s is wrong', (field, saved) => {
    expect(() => restoreState(saved)).toThrow(expect.objectContaining({ field }));
  });
});

describe('the controller refuses', () => {
  const rules = {
    horizon: 2,
    bandwidthHz: 1e6,
    delayKind: 'synchronous',
    averageDelayS: 1,
    deadlineS: 2,
    penalty: { kind: 'linear' },
    weights: [1, 1],
  } as const;

  it.each([
    ['rules.horizon', { horizon: 0 }],
    ['rules.bandwidthHz', { bandwidthHz: Number.NaN }],
    ['rules.deadlineS', { deadlineS: -1 }],
    ['rules.averageEnergyJ', { averageEnergyJ: 0 }],
    ['rules.averageEnergyJ.a', { averageEnergyJ: { a: -1 } }],
    ['rules.maxScheduled', { maxScheduled: 1.5 }],
    ['rules.weights', { weights: [1] }],
    ['rules.weights[1]', { weights: [1, -1] }],
  ])('%s out of range', async (field, change) => {
    const solver = await loadSolver(DEFAULT_SOLVER);
    const make = () =>
      createController({
        rules: { ...rules, ...change },
        policy: createPolicy('myopic', { rules }),
        solver,
        seed: 1,
      });
    expect(make).toThrow(expect.objectContaining({ field }));
  });

  it('rounds beyond the horizon, and outcomes that are not numbers', async () => {
    const solver = await loadSolver(DEFAULT_SOLVER);
    const controller = createController({
      rules,
      policy: createPolicy('myopic', { rules }),
      solver,
      seed: 1,
    });
    const state = { ...controller.initialState(), round: 2 };
    expect(() => controller.decide(state, { devices: [] })).toThrow(
      expect.objectContaining({ field: 'state.round' }),
    );
    expect(() => controller.observe(state, { delayS: Number.NaN, energyJ: {} })).toThrow(
      expect.objectContaining({ field: 'outcome.delayS' }),
    );
    expect(() => controller.observe(state, { delayS: 1, energyJ: { a: -1 } })).toThrow(
      expect.objectContaining({ field: 'outcome.energyJ.a' }),
    );
  });
});
