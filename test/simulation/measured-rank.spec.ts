/** Labels that go with measured channels: who is strong on average over past and run holds other classes than who is weak. */
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../src/scenario/index.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { withMeasuredRank } from '../../src/simulation/index.js';
import type { ChannelTrace } from '../../src/system/traces/index.js';
import { KNOWN } from '../scenario/known.js';

const text = `rounds: 4
learning: { devices: 4, partition: { kind: by-distance } }
radio: { channel: { kind: traces, folder: x, format: plain, roundLength: 1 s, start: 6 s, maxAge: 0.5 s, afterEnd: away } }
constraints: { averageDelay: 0.2 s, deadline: 1 s }
control: { historyRounds: 4, baselineDevices: 1 }`;
const scenario = readScenario(text, 's', KNOWN);

/** One sample a second. */
const trace = (name: string, ratios: readonly number[]): ChannelTrace =>
  ({
    name,
    quantity: 'snr',
    samples: ratios.map((level, timeS) => ({ timeS, level })),
  }) as unknown as ChannelTrace;

/** Past and run are the seconds 2 to 9. */
const flat = (name: string, level: number, length = 10) => trace(name, new Array<number>(length).fill(level));
const rankOf = (of: Scenario, traces: readonly ChannelTrace[]) => {
  const { partition } = withMeasuredRank(of, traces).learning.task;
  return partition.kind === 'by-channel' ? partition.rank : undefined;
};

describe('the rank of measured channels', () => {
  it('is by the mean in dB over past and run, the strongest first, ties by place', () => {
    expect(rankOf(scenario, [flat('a', 2), flat('b', 8), flat('c', 1), flat('d', 8)])).toEqual([2, 0, 3, 1]);
    // 100 once and 0.01 otherwise is 0.01 * 10^(4/8) in the mean of dB: below 0.5 always.
    const spiky = trace('s', [1e9, 1e9, 100, ...new Array<number>(7).fill(0.01)]);
    expect(rankOf(scenario, [spiky, flat('b', 0.5), flat('c', 0.001), flat('d', 3)])).toEqual([2, 1, 3, 0]);
  });

  it('puts last who never had a channel, and does not look before or behind the rounds', () => {
    const away = trace('away', [...new Array<number>(10).fill(0.001), ...new Array<number>(8).fill(1e6)]);
    expect(rankOf(scenario, [away, flat('b', 1), flat('c', 2), flat('d', 3)])).toEqual([3, 2, 1, 0]);
    const empty = trace('empty', [1e6]);
    expect(rankOf(scenario, [empty, flat('b', 1), flat('c', 2), flat('d', 3)])![0]).toBe(3);
  });

  it('leaves other scenarios, and those without traces, as they are', () => {
    expect(withMeasuredRank(scenario, undefined)).toBe(scenario);
    const cell = readScenario('', 's', KNOWN);
    expect(withMeasuredRank(cell, [flat('a', 1)])).toBe(cell);
  });
});
