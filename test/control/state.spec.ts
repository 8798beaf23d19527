import { describe, expect, it } from 'vitest';
import {
  type ControllerState,
  type ControlRules,
  createController,
  createPolicy,
  initialState,
  type Observation,
  type Outcome,
  restoreState,
} from '../../src/control/index.js';
import { sealed } from '../../src/control/state.js';
import { DEFAULT_SOLVER, loadSolver } from '../../src/solvers/index.js';

const GOOD = sealed({
  round: 2,
  delayQueueS: 0.5,
  spentDelayS: 3,
  energyQueueJ: { a: 0.1 },
  spentEnergyJ: { a: 0.2 },
});

const WITH_MEMORY = sealed({ ...GOOD, scheduled: ['a'], memory: { seen: [{ devices: [] }], n: 1 } });

describe('a saved state', () => {
  it('is read back as it was', () => {
    expect(restoreState(JSON.parse(JSON.stringify(GOOD)))).toEqual(GOOD);
    expect(restoreState(JSON.parse(JSON.stringify(WITH_MEMORY)))).toEqual(WITH_MEMORY);
  });

  it.each([
    ['state', null],
    ['state.version', { ...GOOD, version: 2 }],
    ['state.digest', { ...GOOD, spentDelayS: 2 }],
    ['state.digest', { ...GOOD, energyQueueJ: { a: 0 } }],
    ['state.digest', { ...GOOD, round: 1 }],
    ['state.digest', { ...GOOD, digest: undefined }],
    ['state.digest', { ...WITH_MEMORY, memory: { seen: [], n: 1 } }],
    ['state.digest', { ...WITH_MEMORY, memory: undefined }],
    ['state.scheduled[0]', { ...WITH_MEMORY, scheduled: [1] }],
    ['state.spent', { ...GOOD, spent: 1 }],
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
    ['rules.delayKind', { delayKind: 'late' }],
    ['rules.penalty', { penalty: undefined }],
    ['rules.penalty.kind', { penalty: { kind: 'cubic' } }],
    ['rules.penalty.cap', { penalty: { kind: 'inverse' } }],
    ['rules.maxSpectralEfficiency', { maxSpectralEfficiency: 0 }],
    ['rules.snrGap', { snrGap: '3 dB' }],
    ['rules.weights', { weights: [1] }],
    ['rules.weights[1]', { weights: [1, -1] }],
  ])('%s out of range', async (field, change) => {
    const solver = await loadSolver(DEFAULT_SOLVER);
    const make = () =>
      createController({
        rules: { ...rules, ...change } as ControlRules,
        policy: createPolicy('myopic', { rules }),
        solver,
        seed: 1,
      });
    expect(make).toThrow(expect.objectContaining({ field }));
  });

  const phone = (id: string) => ({
    ...{ id, share: 0.5, snrHz: 1e7, uplinkBits: 1e5, fixedDelayS: 0 },
    ...{ transmitPowerW: 0.1, fixedEnergyJ: 0 },
  });
  const controllerOf = async () =>
    createController({
      ...{ rules, policy: createPolicy('myopic', { rules }), seed: 1 },
      solver: await loadSolver(DEFAULT_SOLVER),
    });

  it.each<[string, unknown]>([
    ['observation', null],
    ['observation.devices', {}],
    ['observation.devices', { devices: null }],
    ['observation.devises', { devises: [] }],
    ['observation.devices[0]', { devices: [null] }],
    ['observation.devices[1].id', { devices: [phone('a'), phone('a')] }],
    ['observation.devices[0].snrHz', { devices: [{ ...phone('a'), snrHz: -1 }] }],
    ['observation.devices[0].uplinkBits', { devices: [{ ...phone('a'), uplinkBits: null }] }],
    ['observation.devices[0].energyPrice', { devices: [{ ...phone('a'), energyPrice: 1 }] }],
    ['observation.devices', { devices: [phone('a'), phone('b'), phone('c')] }],
  ])('an observation by %s', async (field, observation) => {
    const controller = await controllerOf();
    const decide = () => controller.decide(controller.initialState(), observation as Observation);
    expect(decide).toThrow(expect.objectContaining({ name: 'InputError', field }));
  });

  it.each<[string, unknown]>([
    ['outcome', null],
    ['outcome.delayS', { energyJ: {} }],
    ['outcome.delayS', { delayS: -1, energyJ: {} }],
    ['outcome.energyJ', { delayS: 0 }],
    ['outcome.energyJ', { delayS: 0, energyJ: null }],
    ['outcome.energyJ.ghost', { delayS: 0, energyJ: { ghost: 1 } }],
    ['outcome.heard', { delayS: 0, energyJ: {}, heard: 'a' }],
    ['outcome.heard[0]', { delayS: 0, energyJ: {}, heard: ['ghost'] }],
    ['outcome.heard[1]', { delayS: 0, energyJ: {}, heard: ['a', 'a'] }],
    ['outcome.energyJ.a', { delayS: 0, energyJ: { a: Number.POSITIVE_INFINITY } }],
  ])('an outcome by %s', async (field, outcome) => {
    const controller = await controllerOf();
    const { state } = controller.decide(controller.initialState(), { devices: [phone('a')] });
    expect(() => controller.observe(state, outcome as Outcome)).toThrow(
      expect.objectContaining({ name: 'InputError', field }),
    );
  });

  it('an outcome of nobody, one past the horizon, and a state that is none', async () => {
    const controller = await controllerOf();
    const { state } = controller.decide(controller.initialState(), { devices: [] });
    const refusal = (given: unknown, delayS: number) => () =>
      controller.observe(given as ControllerState, { delayS, energyJ: {} });
    expect(refusal(state, 1)).toThrow(expect.objectContaining({ field: 'outcome.delayS' }));
    expect(refusal(null, 1)).toThrow(expect.objectContaining({ field: 'state' }));
    expect(refusal({ ...initialState(), round: 2 }, 1)).toThrow(
      expect.objectContaining({ field: 'state.round' }),
    );
    expect(controller.observe(state, { delayS: 0, energyJ: {} }).round).toBe(1);
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
    const first = controller.initialState();
    expect(() => controller.decide(state, { devices: [] })).toThrow(
      expect.objectContaining({ field: 'state.round' }),
    );
    expect(() => controller.observe(first, { delayS: Number.NaN, energyJ: {} })).toThrow(
      expect.objectContaining({ field: 'outcome.delayS' }),
    );
    expect(() => controller.observe(first, { delayS: 1, energyJ: { a: -1 } })).toThrow(
      expect.objectContaining({ field: 'outcome.energyJ.a' }),
    );
  });
});
