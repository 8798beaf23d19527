/** Device ids that objects know already behave like any others, and a caller may go on with its own objects. */
import { describe, expect, it } from 'vitest';
import {
  type ControlRules,
  createController,
  createPolicy,
  type Observation,
  policyRegistry,
  restoreState,
} from '../../src/control/index.js';
import { evaluateDecision } from '../../src/problem/round/evaluate.js';
import { exact } from '../../src/solvers/exact.js';

/** The long version: prices learned anew on the way are most of the time. */
const ROUNDS = process.env.DRIFTLORA_FULL ? 6 : 4;
const ODD = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
const PLAIN = ['a', 'b', 'c', 'd'];

const rulesFor = (ids: readonly string[]): ControlRules => ({
  horizon: ROUNDS,
  bandwidthHz: 2e6,
  delayKind: 'synchronous',
  averageDelayS: 0.2,
  averageEnergyJ: Object.fromEntries(ids.map((id, k) => [id, 0.01 * (k + 1)])),
  deadlineS: 2,
  penalty: { kind: 'inverse', cap: 9 },
  weights: Array<number>(ROUNDS).fill(1),
});

const observe = (ids: readonly string[], t: number): Observation => ({
  devices: ids.map((id, k) => ({
    ...{ id, share: 0.25, snrHz: 1e7 * (1 + ((3 * k + 5 * t) % 7)), uplinkBits: 4e5 },
    ...{ fixedDelayS: 0.02, transmitPowerW: 0.2, fixedEnergyJ: 1e-4 },
  })),
});

/** Everything that a horizon leaves, as text in which ids are replaced by their places. */
function play(name: string, ids: readonly string[]): string {
  const rules = rulesFor(ids);
  const history = Array.from({ length: 4 }, (_, t) => observe(ids, t + 2));
  const controller = createController({
    ...{ rules, solver: exact, seed: 1 },
    policy: createPolicy(name, { rules, history }),
  });
  let state = controller.initialState();
  const lines: unknown[] = [];
  for (let t = 0; t < ROUNDS; t++) {
    const { decision, answer, verdict, state: next } = controller.decide(state, observe(ids, t));
    expect(verdict.valid).toBe(true);
    const { delayS, energyJ } = answer
      ? evaluateDecision(answer.problem, decision)
      : { delayS: 0, energyJ: {} };
    state = restoreState(JSON.parse(JSON.stringify(controller.observe(next, { delayS, energyJ }))));
    const place = (id: string) => ids.indexOf(id);
    const byPlace = (record: Readonly<Record<string, number>>) =>
      Object.entries(record)
        .map(([id, value]): [number, number] => [place(id), value])
        .sort(([a], [b]) => a - b);
    lines.push(decision.scheduled.map(place), delayS);
    lines.push(byPlace(state.spentEnergyJ), byPlace(state.energyQueueJ));
  }
  expect(Object.keys(state.spentEnergyJ).length).toBeGreaterThan(0);
  return JSON.stringify(lines);
}

describe('ids that every object knows', () => {
  it.each(policyRegistry.map(({ name }) => name))('change nothing for %s', (name) => {
    expect(play(name, ODD)).toBe(play(name, PLAIN));
  });
});

describe('an observation', () => {
  it('is copied: what its owner does with it afterwards changes no state', () => {
    const rules = rulesFor(PLAIN);
    const policy = createPolicy('learning-drift-plus-penalty', { rules });
    const controller = createController({ rules, solver: exact, seed: 1, policy });
    const seen = observe(PLAIN, 0);
    const { state } = controller.decide(controller.initialState(), seen);
    const before = JSON.stringify(state);
    for (const device of seen.devices as unknown as { snrHz: number }[]) device.snrHz = 1;
    expect(JSON.stringify(state)).toBe(before);
    expect(() => restoreState(JSON.parse(before))).not.toThrow();
  });
});
