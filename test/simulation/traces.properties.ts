/** Laws of the world of a run on measured channels: gaps, the future, the past, and who is there. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Scenario, TraceChannelConfig } from '../../src/scenario/scenario.js';
import { createEnvironment } from '../../src/simulation/world/environment.js';
import { type ChannelTrace, parsePlainTraces } from '../../src/system/traces/index.js';
import { tinyTask } from '../reference/tiny-task.js';
import { tinyScenario } from './scenario-builder.js';

const DEVICES = 4;
const task = tinyTask(DEVICES);

const CHANNEL: TraceChannelConfig = {
  kind: 'traces',
  folder: 'not read here',
  format: 'plain',
  columns: { timeUnit: 's', levels: 'dB' },
  encoding: 'utf-8',
  roundS: 2,
  startS: 12,
  maxAgeS: 3,
  afterEnd: 'away',
  reference: { bandwidthHz: 20e6, powerW: 80, noiseWPerHz: 1e-17 },
};

function scenarioOf(channel: Partial<TraceChannelConfig> = {}, change: Partial<Scenario> = {}): Scenario {
  const base = tinyScenario({ rounds: 5, ...change });
  return {
    ...base,
    radio: { ...base.radio, channel: { ...CHANNEL, ...channel } },
    control: { ...base.control, historyRounds: 6 },
  };
}

/** A sample every so often from 0 on; null is an outage, undefined a gap. */
const trace = (
  device: string,
  snrDb: readonly (number | null | undefined)[],
  quantity: ChannelTrace['quantity'] = 'snr',
): ChannelTrace => ({
  device,
  quantity,
  samples: snrDb.flatMap((db, timeS) =>
    db === undefined ? [] : db === null ? [{ timeS }] : [{ timeS, level: 10 ** (db / 10) }],
  ),
});

const steady = (device: string, seconds = 40, db = 3) => trace(device, new Array<number>(seconds).fill(db));

const levels = fc.array(fc.option(fc.integer({ min: -10, max: 30 }), { freq: 4 }), {
  minLength: 13,
  maxLength: 40,
});
const tracesOf = fc
  .array(levels, { minLength: 1, maxLength: DEVICES })
  .map((all) => all.map((snr, i) => trace(`t${i}`, snr)));

const idsOf = (observation: { readonly devices: readonly { readonly id: string }[] }) =>
  observation.devices.map(({ id }) => id);

describe('a run on measured channels', () => {
  it('turns a ratio into p g / N0, and leaves the downlink the noise it was measured with', () => {
    const scenario = scenarioOf();
    const { radio } = scenario;
    const { rounds, devices } = createEnvironment(scenario, task, [steady('a')]);
    const gain = (10 ** 0.3 * 1e-17 * 20e6) / 80;
    const [first] = rounds[0]!.observation.devices;
    expect(first!.snrHz).toBeCloseTo((radio.transmitPowerW * gain) / radio.noiseWPerHz, 3);
    expect(devices.every(({ place }) => place === undefined)).toBe(true);
    const noisy = scenarioOf({ reference: { ...CHANNEL.reference, noiseWPerHz: 1e-16, powerW: 800 } });
    const [same] = createEnvironment(noisy, task, [steady('a')]).rounds[0]!.observation.devices;
    expect(same!.snrHz).toBeCloseTo(first!.snrHz, 3); // the same gain
    expect(same!.fixedDelayS).toBeGreaterThan(first!.fixedDelayS); // received against more noise
  });

  it('takes a measured gain as it is', () => {
    const gains = parsePlainTraces(
      `time_s,device,gain_db\n${Array.from({ length: 40 }, (_, s) => `${s},a,-110`).join('\n')}\n`,
      'a.csv',
    );
    const scenario = scenarioOf();
    const { radio } = scenario;
    const [first] = createEnvironment(scenario, task, gains).rounds[0]!.observation.devices;
    expect(first!.snrHz / ((radio.transmitPowerW * 1e-11) / radio.noiseWPerHz)).toBeCloseTo(1, 12);
  });

  it('has a device away at an outage, in a gap, and after its end; its other figures stay as they are', () => {
    const seen = (snr: readonly (number | null | undefined)[]) =>
      createEnvironment(scenarioOf(), task, [trace('a', snr), steady('b')]).rounds.map(
        ({ observation, batches }) => {
          expect([...batches.keys()]).toEqual(idsOf(observation));
          expect(idsOf(observation)).toContain('d1');
          return observation.devices.some(({ id }) => id === 'd0');
        },
      );
    const snr: (number | null | undefined)[] = new Array(40).fill(3);
    expect(seen(snr)).toEqual([true, true, true, true, true]);
    snr[14] = null; // round 1 begins at 14 s
    expect(seen(snr)).toEqual([true, false, true, true, true]);
    snr.fill(undefined, 13, 17); // the last sample before rounds 1 and 2 is that of 12 s
    expect(seen(snr)).toEqual([true, true, false, true, true]);
    expect(seen(snr.slice(0, 18))).toEqual([true, true, false, false, false]);
  });

  it('sees the rounds of a short trace again, from the first, when told to', () => {
    const snr = Array.from({ length: 17 }, (_, second) => second);
    const channel = { afterEnd: 'repeat' as const };
    const { rounds } = createEnvironment(scenarioOf(channel), task, [trace('a', snr)]);
    const snrHz = rounds.map(({ observation }) => observation.devices[0]!.snrHz);
    expect(snrHz[3]).toBe(snrHz[0]);
    expect(snrHz[4]).toBe(snrHz[1]);
    expect(new Set(snrHz).size).toBe(3);
  });

  it('cuts later parts out of a trace for the devices that have no trace of their own', () => {
    const snr = Array.from({ length: 200 }, (_, second) => second / 10);
    const environment = createEnvironment(scenarioOf(), task, [trace('a', snr)]);
    const moments = [...environment.history, ...environment.rounds.map((round) => round.observation)].map(
      ({ devices }) => devices.map(({ snrHz }) => snrHz),
    );
    expect(moments.every((each) => each.length === DEVICES)).toBe(true);
    expect(new Set(moments.flat()).size).toBe(11 * DEVICES); // no moment is anybody else's
  });

  test.prop([tracesOf, fc.nat({ max: 4 }), fc.integer({ min: -10, max: 30 })])(
    'observes nothing that is measured later, and learns from nothing that is not earlier than the run',
    (traces, round, otherDb) => {
      const nowS = CHANNEL.startS + round * CHANNEL.roundS;
      const futureIsOther = (untilS: number) =>
        traces.map((one) => ({
          ...one,
          samples: one.samples.map(({ timeS, ...rest }) =>
            timeS > untilS ? { timeS, level: 10 ** (otherDb / 10) } : { timeS, ...rest },
          ),
        }));
      const scenario = scenarioOf();
      const real = createEnvironment(scenario, task, traces);
      const other = createEnvironment(scenario, task, futureIsOther(nowS));
      // Those without a trace of their own look at later parts.
      const own = (observation: { devices: readonly { id: string }[] }) =>
        observation.devices.filter(({ id }) => Number(id.slice(1)) < traces.length);
      for (let t = 0; t <= round; t++) {
        expect(own(other.rounds[t]!.observation)).toEqual(own(real.rounds[t]!.observation));
      }
      const past = createEnvironment(scenario, task, futureIsOther(CHANNEL.startS - CHANNEL.roundS));
      expect(past.history.map(own)).toEqual(real.history.map(own));
    },
  );

  test.prop([tracesOf])(
    'never makes up a rate: who is observed was measured within the last seconds',
    (traces) => {
      const { rounds } = createEnvironment(scenarioOf(), task, traces);
      rounds.forEach(({ observation }, t) => {
        const nowS = CHANNEL.startS + t * CHANNEL.roundS;
        const present = traces.map(({ samples }) => {
          const last = samples.findLast(({ timeS }) => timeS <= nowS)!;
          return (
            nowS <= samples.at(-1)!.timeS && nowS - last.timeS <= CHANNEL.maxAgeS && last.level !== undefined
          );
        });
        const expected = present.flatMap((isPresent, k) => (isPresent ? [`d${k}`] : []));
        const first = idsOf(observation).filter((id) => Number(id.slice(1)) < traces.length);
        expect(first).toEqual(expected);
      });
    },
  );

  it('does not run without its traces', () => {
    expect(() => createEnvironment(scenarioOf(), task)).toThrow(/^traces: got nothing/);
    expect(() => createEnvironment(scenarioOf(), task, [])).toThrow(/at least one trace/);
  });
});
