/** Policies that select by a value of each device: whom they hear, and that they do what their sources say. */
import { describe, expect, it } from 'vitest';
import {
  type ControlRules,
  createController,
  createPolicy,
  type ObservedDevice,
} from '../../../src/control/index.js';
import { ageOf, rememberHeard } from '../../../src/control/last-heard.js';
import { hasPoint } from '../../../src/problem/index.js';
import { exact } from '../../../src/solvers/exact.js';

const HORIZON = 60;
const rules: ControlRules = {
  ...{ horizon: HORIZON, bandwidthHz: 1e6, delayKind: 'synchronous', deadlineS: 2, averageDelayS: 0.6 },
  ...{ penalty: { kind: 'linear' }, weights: new Array(HORIZON).fill(1), maxScheduled: 2 },
};

/** Ten alike, unless something tells them apart. */
const devices = (change: (k: number) => Partial<ObservedDevice> = () => ({})): ObservedDevice[] =>
  Array.from({ length: 10 }, (_, k) => ({
    ...{ id: `d${k}`, share: 0.1, snrHz: 5e6, uplinkBits: 4e5, fixedDelayS: 0.1 },
    ...{ transmitPowerW: 0.2, fixedEnergyJ: 0.003 },
    ...change(k),
  }));

interface Played {
  /** Rounds in which each device was heard. */
  readonly heard: Readonly<Record<string, readonly number[]>>;
  readonly averageDelayS: number;
  readonly overspent: boolean;
}

/** A whole horizon; every decision is checked. @param lossOf what a device says when it is heard */
function play(
  name: string,
  list: ObservedDevice[],
  own: Partial<ControlRules> = {},
  lossOf?: (id: string) => number,
): Played {
  const all = { ...rules, ...own };
  const policy = createPolicy(
    name,
    { rules: all },
    'averageDelayS' in own || !/choice/.test(name) ? {} : { devices: 2 },
  );
  const controller = createController({ rules: all, policy, solver: exact, seed: 3 });
  let state = controller.initialState();
  const heard: Record<string, number[]> = Object.fromEntries(list.map(({ id }) => [id, []]));
  for (let round = 0; round < HORIZON; round++) {
    const { decision, answer, verdict, state: decided } = controller.decide(state, { devices: list });
    expect(verdict.valid).toBe(true);
    for (const id of decision.scheduled) heard[id]!.push(round);
    const { delayS, energyJ } =
      answer && hasPoint(answer.solution) ? answer.solution : { delayS: 0, energyJ: {} };
    const loss = lossOf && Object.fromEntries(decision.scheduled.map((id) => [id, lossOf(id)]));
    state = controller.observe(decided, { delayS, energyJ, ...(loss ? { loss } : {}) });
  }
  const averageDelayS = state.spentDelayS / HORIZON;
  const limitJ =
    typeof all.averageEnergyJ === 'number' ? all.averageEnergyJ * HORIZON * (1 + 1e-9) : Infinity;
  return {
    heard,
    averageDelayS,
    overspent: Object.values(state.spentEnergyJ).some((joules) => joules > limitJ),
  };
}

const times = ({ heard }: Played, k: number) => heard[`d${k}`]!.length;

describe('what was last heard', () => {
  it('ages by a round each, and begins anew', () => {
    const controller = createController({
      rules,
      policy: createPolicy('age-of-information', { rules }),
      solver: exact,
      seed: 1,
    });
    const start = controller.initialState();
    expect([ageOf(start, 'a'), ageOf({ ...start, round: 4 }, 'a')]).toEqual([1, 5]);
    const memory = rememberHeard({ ...start, round: 4 }, ['a'], { a: 2 });
    expect(ageOf({ ...start, round: 5, memory }, 'a')).toBe(1);
    expect(ageOf({ ...start, round: 7, memory }, 'a')).toBe(3);
    expect(rememberHeard({ ...start, round: 5, memory }, ['b'], {})).toEqual({
      lastHeard: { round: { a: 4, b: 5 }, loss: { a: 2 } },
    });
  });
});

describe('age-of-information', () => {
  it('hears equal devices in turn: nobody twice before everybody once', () => {
    const { heard } = play('age-of-information', devices());
    const first = Object.values(heard).map(([round]) => round!);
    expect(Math.max(...first)).toBeLessThan(10);
    for (const rounds of Object.values(heard))
      expect(rounds.length).toBeGreaterThanOrEqual(Math.min(...Object.values(heard).map((r) => r.length)));
    const counts = Object.values(heard).map(({ length }) => length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
  });

  it('hears a weak channel more seldom, yet again and again', () => {
    const weak = devices((k) => (k === 0 ? { snrHz: 5e5 } : {}));
    const played = play('age-of-information', weak, { averageDelayS: 0.15 });
    expect(times(played, 0)).toBeLessThan(times(played, 5));
    expect(times(played, 0)).toBeGreaterThan(1);
  });

  it('keeps budgets of delay and of energy', () => {
    const tight = play('age-of-information', devices(), { averageDelayS: 0.1, averageEnergyJ: 0.01 });
    expect(tight.averageDelayS).toBeLessThanOrEqual(0.1 * (1 + 1e-9));
    expect(tight.overspent).toBe(false);
    expect(Object.values(tight.heard).flat().length).toBeGreaterThan(0);
  });
});

const lossOf = (id: string) => (id === 'd7' ? 3 : 0.5);

describe('importance', () => {
  it('hears a large loss more often, and loses nobody', () => {
    const played = play('importance', devices(), {}, lossOf);
    const others = [0, 1, 2, 3, 4, 5, 6, 8, 9].map((k) => times(played, k));
    expect(times(played, 7)).toBeGreaterThan(2 * Math.max(...others));
    expect(Math.min(...others)).toBeGreaterThan(0);
  });

  it('without losses goes by data and by who was not heard', () => {
    const played = play(
      'importance',
      devices((k) => ({ share: k === 2 ? 0.19 : 0.09 })),
    );
    expect(times(played, 2)).toBeGreaterThan(times(played, 3));
  });
});

describe('power-of-choice', () => {
  it('draws by share, hears everybody once, then the large losses', () => {
    const played = play('power-of-choice', devices(), {}, lossOf);
    const others = [0, 1, 2, 3, 4, 5, 6, 8, 9].map((k) => times(played, k));
    expect(Object.values(played.heard).every((rounds) => rounds.length > 0)).toBe(true);
    // A candidate in 4 of 10 rounds, and then always heard; by chance alone 2 of 10.
    expect(times(played, 7)).toBeGreaterThan(Math.max(...others));
    expect(times(played, 7)).toBeGreaterThanOrEqual(0.25 * HORIZON);
    for (let round = 0; round < HORIZON; round++)
      expect(Object.values(played.heard).filter((rounds) => rounds.includes(round)).length).toBe(2);
  });
});

describe('losses of an outcome', () => {
  const controller = createController({
    rules,
    policy: createPolicy('importance', { rules }),
    solver: exact,
    seed: 1,
  });
  const { state } = controller.decide(controller.initialState(), { devices: devices() });
  it.each([
    ['negative', { d0: -1 }, 'outcome.loss.d0'],
    ['no number', { d0: Number.NaN }, 'outcome.loss.d0'],
    ['of somebody else', { nobody: 1 }, 'outcome.loss.nobody'],
    ['no record', 3, 'outcome.loss'],
  ])('are refused where they are %s', (_, loss, field) => {
    expect(() => controller.observe(state, { delayS: 0.1, energyJ: {}, loss: loss as never })).toThrow(field);
  });
});
