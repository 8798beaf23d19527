import { describe, expect, it } from 'vitest';
import { overrideScenario, quickScenario, readScenario } from '../../src/scenario/index.js';
import { KNOWN } from './known.js';

const scenario = readScenario('learning: { model: { kind: random-use-lite } }', 's', KNOWN);

describe('quickScenario', () => {
  it('shrinks rounds and rows and keeps devices, radio and policies', () => {
    const quick = quickScenario(scenario);
    expect(quick.rounds).toBeLessThan(scenario.rounds);
    expect(quick.learning.task.devices).toBe(scenario.learning.task.devices);
    expect(quick.radio).toEqual(scenario.radio);
    expect(quick.policies).toEqual(scenario.policies);
  });

  it('never makes anything larger, and is the same when done twice', () => {
    const small = readScenario(
      'rounds: 2\nlearning: { data: { rows: 100, heldOutRows: 10 } }\ncontrol: { historyRounds: 3 }',
      's',
      KNOWN,
    );
    expect(quickScenario(small)).toMatchObject({ rounds: 2, control: { historyRounds: 3 } });
    expect(quickScenario(small).learning.task.dataset).toMatchObject({ rows: 100, heldOutRows: 10 });
    expect(quickScenario(quickScenario(scenario))).toEqual(quickScenario(scenario));
  });

  it('keeps a row for every device', () => {
    const many = readScenario('learning: { devices: 1000 }', 's', KNOWN);
    expect(quickScenario(many).learning.task.dataset).toMatchObject({ rows: 1000 });
  });
});

describe('overrideScenario', () => {
  it('changes what was given and nothing else', () => {
    expect(overrideScenario(scenario, {}, KNOWN)).toEqual(scenario);
    const adjusted = overrideScenario(scenario, { rounds: 5, policies: ['myopic'] }, KNOWN);
    expect(adjusted).toEqual({ ...scenario, rounds: 5, policies: ['myopic'] });
  });

  it('puts a seed where the file would have put it', () => {
    const fromFile = readScenario('seed: 9\nlearning: { model: { kind: random-use-lite } }', 's', KNOWN);
    expect(overrideScenario(scenario, { seed: 9 }, KNOWN)).toEqual(fromFile);
  });

  it('replaces the folder of measured channels', () => {
    const measured = readScenario('radio: { channel: { kind: traces } }', 's', KNOWN);
    expect(overrideScenario(measured, { traces: 'elsewhere' }, KNOWN).radio.channel).toEqual({
      ...measured.radio.channel,
      folder: 'elsewhere',
    });
  });

  it.each([
    [{ traces: 'x' }, /^traces: got "x", accepted is a scenario whose radio\.channel is of kind traces/],
    [{ rounds: 0 }, /^rounds: got 0/],
    [{ seed: -1 }, /^seed: got -1/],
    [{ seed: Number.NaN }, /^seed: got NaN/],
    [{ policies: [] }, /^policies: got \[\]/],
    [{ policies: ['myopc'] }, /^policies\[0\]: got "myopc", accepted is one of .*did you mean "myopic"/],
    [{ policies: ['myopic', 'myopic'] }, /^policies\[1\]: .*each name once/],
  ])('refuses %j', (overrides, message) => {
    expect(() => overrideScenario(scenario, overrides, KNOWN)).toThrow(message);
  });
});
