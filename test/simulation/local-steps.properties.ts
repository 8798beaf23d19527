/** Laws of local steps: one is a run as ever, several are plain gradient descent at each device, paid for step by step. */
import { beforeAll, describe, expect, it } from 'vitest';
import { boundLimitations } from '../../src/report/limitations.js';
import { inlinePool, type RunResult, runScenario, type Scenario } from '../../src/simulation/index.js';
import { createEnvironment } from '../../src/simulation/world/environment.js';
import { localBatches } from '../../src/simulation/world/mini-batches.js';
import { DEFAULT_SOLVER, loadSolver, type RoundSolver } from '../../src/solvers/index.js';
import { assessMeanIterate, assessRun, stepWarnings } from '../../src/validation/index.js';
import { tinyTask } from '../reference/tiny-task.js';
import { tinyScenario } from './scenario-builder.js';

const DEVICES = 6;
const STEPS = 3;
const ETA = 0.2;

let solver: RoundSolver;
beforeAll(async () => {
  solver = await loadSolver(DEFAULT_SOLVER);
});

const { control, learning } = tinyScenario();
const base = tinyScenario({
  rounds: 3,
  policies: ['full-equal', 'random'],
  control: { ...control, clairvoyantBound: false },
});
const withSteps = (localSteps: number, more: Partial<Scenario['learning']> = {}): Scenario => ({
  ...base,
  learning: { ...learning, localSteps, ...more },
});

function run(scenario: Scenario): Promise<RunResult> {
  const task = tinyTask(DEVICES);
  return runScenario(scenario, { task, pool: inlinePool(task), solver, clockS: () => 0 });
}

/** Devices that go on alone for some steps, and the mean of where they end, in plain numbers. */
function reference(scenario: Scenario, policy: string, { records }: RunResult): number[] {
  const task = tinyTask(DEVICES);
  const { rounds } = createEnvironment(scenario, task);
  let model = [...task.initialTrainable(1)] as number[];
  for (const record of records.filter((one) => one.policy === policy)) {
    const ends = record.scheduled.map((id) => {
      let own = [...model];
      for (const rows of rounds[record.round]!.batches.get(id)!) {
        const { gradient } = task.deviceGradient(Float32Array.from(own), rows);
        own = own.map((value, i) => value - ETA * gradient[i]!);
      }
      return { rows: task.devices.find((device) => device.id === id)!.rows.length, own };
    });
    const all = ends.reduce((sum, { rows }) => sum + rows, 0);
    model = model.map((_, i) => ends.reduce((sum, { rows, own }) => sum + (rows / all) * own[i]!, 0));
  }
  return model;
}

describe('local steps', () => {
  it('of 1 are a run as ever, byte for byte', async () => {
    const [one, none] = [await run(withSteps(1)), await run(base)];
    expect(JSON.stringify(one.records)).toBe(JSON.stringify(none.records));
    expect(one.models).toEqual(none.models);
  });

  it('lead to the mean of where the devices end', async () => {
    const scenario = withSteps(STEPS);
    const result = await run(scenario);
    for (const { policy, served } of result.models) {
      const expected = reference(scenario, policy, result);
      expected.forEach((value, i) => {
        expect(served[i]).toBeCloseTo(value, 5);
      });
    }
    const [one, several] = [await run(base), result].map(({ models }) => [...models[0]!.served]);
    expect(several).not.toEqual(one);
  });

  it('cost their bits and computing, and no channel or first mini-batch changes', () => {
    const task = tinyTask(DEVICES);
    const [one, several] = [base, withSteps(STEPS)].map((scenario) => createEnvironment(scenario, task));
    several!.rounds.forEach(({ observation, batches }, t) => {
      const before = one!.rounds[t]!;
      observation.devices.forEach((device, k) => {
        const single = before.observation.devices[k]!;
        expect(device.snrHz).toBe(single.snrHz);
        expect(device.uplinkBits).toBe(STEPS * single.uplinkBits);
        expect(device.fixedEnergyJ).toBeCloseTo(STEPS * single.fixedEnergyJ, 12);
        expect(device.fixedDelayS).toBeCloseTo(STEPS * single.fixedDelayS, 12);
        expect(batches.get(device.id)!).toHaveLength(STEPS);
        expect(batches.get(device.id)![0]).toEqual(before.batches.get(device.id)![0]);
      });
    });
  });

  it('draw rows again only when all had their turn', () => {
    const rows = Array.from({ length: 10 }, (_, i) => 7 * i);
    const batches = localBatches(rows, { size: 4, steps: 5 }, 3, 'test', 'd', 0);
    expect(batches.flat()).toHaveLength(20);
    expect(new Set(batches.flat().slice(0, 10))).toEqual(new Set(rows));
    expect(batches.flat().slice(10)).toEqual(batches.flat().slice(0, 10));
    for (const batch of batches) expect(new Set(batch).size).toBe(4);
    expect(localBatches(rows, { size: 10, steps: 2 }, 3, 'test', 'd', 0)).toEqual([rows, rows]);
  });

  it('are outside the theorems, and the run says so', async () => {
    const { summary, records } = await run(withSteps(STEPS));
    expect(summary.constants!.assumptionsHold).toBe(false);
    expect(boundLimitations(summary, records).join(' ')).toContain('A device takes 3 local steps');
    expect(stepWarnings(summary, records).join(' ')).toContain('with 3 local steps (learning.localSteps)');
    const said = assessRun(summary, records).flatMap(({ words }) => words);
    expect(said.join(' ')).toContain('Devices took 3 local steps a round, and the theorems speak of one');
    expect(assessMeanIterate(summary, records)).toBeUndefined();
    const one = await run(base);
    expect(assessMeanIterate(one.summary, one.records)).toBeDefined();
    expect(stepWarnings(one.summary, one.records).join(' ')).not.toContain('local');
  });

  it('are what the server does with a heavy ball that has no momentum', async () => {
    const [ball, plain] = await Promise.all([
      run(
        withSteps(STEPS, {
          optimiser: { ...learning.optimiser, kind: 'momentum', stepSize: ETA, momentum: 0 },
        }),
      ),
      run(withSteps(STEPS)),
    ]);
    expect(ball.models).toEqual(plain.models);
  });

  it('are refused where a run is audited', async () => {
    const task = tinyTask(DEVICES);
    const dependencies = { task, pool: inlinePool(task), solver, clockS: () => 0 };
    await expect(runScenario(withSteps(2), dependencies, { audited: true })).rejects.toThrow(
      'learning.localSteps: got 2, accepted is 1',
    );
  });
});
