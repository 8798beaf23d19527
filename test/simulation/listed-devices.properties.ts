/** Laws of devices that are listed: a list that writes out what would be drawn changes nothing, and ids carry what is drawn. */
import { beforeAll, describe, expect, it } from 'vitest';
import { inlinePool, type RunResult, runScenario, type Scenario } from '../../src/simulation/index.js';
import { createEnvironment } from '../../src/simulation/world/environment.js';
import { DEFAULT_SOLVER, loadSolver, type RoundSolver } from '../../src/solvers/index.js';
import { placeDevices } from '../../src/system/cell.js';
import { tinyTask } from '../reference/tiny-task.js';
import { tinyScenario } from './scenario-builder.js';

const DEVICES = 6;
let solver: RoundSolver;
beforeAll(async () => {
  solver = await loadSolver(DEFAULT_SOLVER);
});

type List = NonNullable<Scenario['devices']['list']>;

/** The scenario with a list of everything that is drawn for it. */
function writtenOut(scenario: Scenario, how: 'distance' | 'gain'): Scenario {
  const task = tinyTask(DEVICES);
  const { cell, constraints, seed } = scenario;
  const { averageEnergyJ } = constraints;
  // Of devices that move this is where they begin, before it is turned into coordinates and back.
  const ids = task.devices.map(({ id }) => id);
  const distanceM = placeDevices(cell, ids, seed).map(({ groundDistanceM }) => groundDistanceM);
  const list: List = createEnvironment(scenario, task).devices.map(
    ({ id, place, processor, transmitPowerW }, k) => ({
      id,
      ...(how === 'gain' ? { gain: place!.gain } : { distanceM: distanceM[k]! }),
      ...(cell.speedMPerS === undefined ? { lineOfSight: place!.lineOfSight } : {}),
      transmitPowerW,
      cyclesPerS: processor.cyclesPerS,
      ...(averageEnergyJ === undefined ? {} : { averageEnergyJ }),
    }),
  );
  return { ...scenario, devices: { ...scenario.devices, list } };
}

function run(scenario: Scenario): Promise<RunResult> {
  const task = tinyTask(DEVICES);
  return runScenario(scenario, { task, pool: inlinePool(task), solver, clockS: () => 0 });
}

const { control, constraints, cell } = tinyScenario();
const base = tinyScenario({
  rounds: 3,
  policies: ['plain-drift-plus-penalty', 'myopic', 'random'],
  control: { ...control, clairvoyantBound: false },
});

describe('a list that writes out what would be drawn', () => {
  it.each<[string, 'distance' | 'gain', Partial<Scenario>]>([
    ['distances', 'distance', {}],
    ['gains', 'gain', { seed: 7 }],
    ['distances of devices that move', 'distance', { seed: 8, cell: { ...cell, speedMPerS: 14 } }],
    ['budgets of energy', 'distance', { constraints: { ...constraints, averageEnergyJ: 0.002 } }],
  ])('gives the same bytes of records: %s', async (_what, how, change) => {
    const scenario = { ...base, ...change };
    const drawn = await run(scenario);
    const listed = await run(writtenOut(scenario, how));
    expect(JSON.stringify(listed.records)).toBe(JSON.stringify(drawn.records));
    const { scenario: _own, devices, ...summary } = listed.summary;
    expect(summary).toEqual({ ...drawn.summary, scenario: undefined, devices: undefined, ...summary });
    expect(devices.map(({ place: _place, ...device }) => device)).toEqual(
      drawn.summary.devices.map(({ place: _place, ...device }) => device),
    );
  });
});

describe('a list', () => {
  const worldOf = (list: List | undefined) => {
    const task = tinyTask(DEVICES);
    const devices = list?.map(({ id }, k) => ({ id, rows: task.devices[k]!.rows })) ?? task.devices;
    const scenario = { ...base, devices: { ...base.devices, ...(list ? { list } : {}) } };
    return createEnvironment(scenario, { ...task, devices });
  };

  it('draws what it leaves out by the id, wherever in the list that stands', () => {
    const drawn = worldOf(undefined);
    const turned = worldOf(drawn.devices.map(({ id }) => ({ id })).reverse());
    for (const { id, place, processor } of drawn.devices)
      expect(turned.devices.find((device) => device.id === id)).toMatchObject({ place, processor });
    const seen = ({ rounds }: typeof drawn, id: string) =>
      rounds.map(({ observation }) => observation.devices.find((device) => device.id === id)!.snrHz);
    for (const { id } of drawn.devices) expect(seen(turned, id)).toEqual(seen(drawn, id));
  });

  it('changes the device it speaks of, and no other', () => {
    const drawn = worldOf(undefined);
    const ids = drawn.devices.map(({ id }) => ({ id }));
    const own = worldOf([{ id: 'd0', transmitPowerW: 0.1, cyclesPerS: 1e9 }, ...ids.slice(1)]);
    own.rounds.forEach(({ observation: { devices } }, t) => {
      const [first, ...others] = drawn.rounds[t]!.observation.devices;
      expect(devices[0]!.snrHz / first!.snrHz).toBeCloseTo(0.5, 12);
      expect(devices[0]).toMatchObject({ id: 'd0', transmitPowerW: 0.1 });
      expect(devices.slice(1)).toEqual(others);
    });
    expect(own.devices[0]!.processor.cyclesPerS).toBe(1e9);
  });

  it('keeps names, and budgets of single devices, in records and summary', async () => {
    const task = tinyTask(DEVICES);
    const names = ['anna', 'béla, 2', 'c "3"', '__proto', 'e', '7'];
    const list = names.map((id, k) => ({ id, ...(k === 0 ? { averageEnergyJ: 1e-9 } : {}) }));
    const devices = task.devices.map(({ rows }, k) => ({ id: names[k]!, rows }));
    const named = { ...task, devices };
    const scenario = { ...base, policies: ['full-equal'], devices: { ...base.devices, list } };
    const { summary, records } = await runScenario(scenario, {
      task: named,
      pool: inlinePool(named),
      solver,
      clockS: () => 0,
    });
    expect(summary.devices.map(({ id }) => id)).toEqual(names);
    expect(summary.policies[0]!.overspentDevices).toBe(1);
    const scheduled = new Set(records.flatMap((record) => record.scheduled));
    expect([...scheduled].every((id) => names.includes(id))).toBe(true);
    expect(scheduled.size).toBeGreaterThan(1);
  });
});
