/**
 * Measured channels as the channels of a run. Device k has trace k mod F of the F traces; when there are more devices
 * than traces, the next ones have later parts of the same traces, one after another and never overlapping.
 */
import { InputError } from '../../core/errors.js';
import type { RadioConfig, Scenario, TraceChannelConfig } from '../../scenario/scenario.js';
import { snrHz } from '../../system/link.js';
import {
  type ChannelTrace,
  checkReach,
  gainOf,
  levelAt,
  pastTimeS,
  readTraceFolder,
  roundTimeS,
  type TraceRemark,
  type TraceWindow,
} from '../../system/traces/index.js';
import { ratioToDecibel } from '../../system/units.js';
import type { Channel, DeviceLink, Era, RoundLinks } from './channel.js';
import { transmitPowerW } from './listed.js';

/**
 * Reads the traces a scenario names.
 * @param onRemark called for what is odd in the files and yet read
 * @returns undefined for a scenario that names none
 * @throws InputError when they cannot be read, or no round of the run is in any of them
 */
export async function loadTraces(
  { radio }: Scenario,
  onRemark?: (remark: TraceRemark) => void,
): Promise<readonly ChannelTrace[] | undefined> {
  const { channel } = radio;
  if (channel.kind !== 'traces') return undefined;
  const { folder, format, encoding } = channel;
  const { time } = channel.columns;
  const columns = time === undefined ? undefined : { ...channel.columns, time };
  const traces = await readTraceFolder(folder, format, 'radio.channel.folder', {
    columns,
    encoding,
    onRemark,
  });
  checkReach(traces, channel, 'radio.channel');
  return traces;
}

/** The rounds of one device in its trace. A lap leaves room for the past of the next one. */
function windowOf(
  { rounds, control }: Scenario,
  config: TraceChannelConfig,
  { samples }: ChannelTrace,
  lap: number,
): TraceWindow {
  const { startS, roundS, afterEnd } = config;
  const lapS = (control.historyRounds + rounds) * roundS;
  const startOfRunS = samples[0]!.timeS + startS + lap * lapS;
  return { startS: startOfRunS, roundS, endS: samples.at(-1)!.timeS, afterEnd };
}

/**
 * The downlink of a measured ratio stands against the noise and interference it was measured with, the uplink against
 * that of the scenario's base station; a trace of gains has the scenario's noise at both ends.
 */
function linkOf(
  radio: RadioConfig,
  powerW: number,
  config: TraceChannelConfig,
  { quantity }: ChannelTrace,
  level: number,
): DeviceLink {
  const gain = gainOf(quantity, level, config.reference);
  const phoneNoise = quantity === 'snr' ? config.reference.noiseWPerHz : radio.noiseWPerHz;
  return {
    uplinkSnrHz: snrHz(powerW, gain, radio.noiseWPerHz),
    downlinkSnrHz: snrHz(radio.downlinkPowerW, gain, phoneNoise),
  };
}

/** Ratio of one device over rounds of an era, undefined where it had no channel. */
function levels(
  { trace, window }: ReturnType<typeof cutTraces>[number],
  maxAgeS: number,
  era: Era,
  rounds: number,
): (number | undefined)[] {
  return Array.from({ length: rounds }, (_, round) => {
    const timeS = era === 'past' ? pastTimeS(window, round, rounds) : roundTimeS(window, round);
    return timeS === undefined ? undefined : levelAt(trace, timeS, maxAgeS);
  });
}

function cutTraces(
  scenario: Scenario,
  config: TraceChannelConfig,
  devices: number,
  traces: readonly ChannelTrace[],
) {
  if (traces.length === 0) throw new InputError('traces', traces, 'at least one trace');
  return Array.from({ length: devices }, (_, k) => {
    const trace = traces[k % traces.length]!;
    return { trace, window: windowOf(scenario, config, trace, Math.floor(k / traces.length)) };
  });
}

/**
 * The scenario whose labels go with the measured channels: devices from the strongest to the weakest by the mean of their channel in dB, over the
 * past and the rounds of the run in which they had one; who never had one comes last. Another scenario is given back as it is.
 * @param traces from loadTraces
 */
export function withMeasuredRank(scenario: Scenario, traces: readonly ChannelTrace[] | undefined): Scenario {
  const { learning, radio, rounds, control } = scenario;
  const { partition, devices } = learning.task;
  const { channel } = radio;
  if (partition.kind !== 'by-channel' || channel.kind !== 'traces' || !traces) return scenario;
  const meanDb = cutTraces(scenario, channel, devices, traces).map((cut) => {
    const found = [
      ...levels(cut, channel.maxAgeS, 'past', control.historyRounds),
      ...levels(cut, channel.maxAgeS, 'now', rounds),
    ].filter((level) => level !== undefined);
    const sum = found.reduce((total, level) => total + ratioToDecibel(level), 0);
    return found.length === 0 ? Number.NEGATIVE_INFINITY : sum / found.length;
  });
  const order = meanDb.map((_, k) => k).sort((a, b) => meanDb[b]! - meanDb[a]! || a - b);
  const rank = meanDb.map((_, k) => order.indexOf(k));
  const task = { ...learning.task, partition: { ...partition, rank } };
  return { ...scenario, learning: { ...learning, task } };
}

/** @param traces at least one */
export function traceChannel(
  scenario: Scenario,
  config: TraceChannelConfig,
  devices: number,
  traces: readonly ChannelTrace[],
): Channel {
  const cut = cutTraces(scenario, config, devices, traces);
  return {
    draw(era, rounds) {
      const found = cut.map((one) => levels(one, config.maxAgeS, era, rounds));
      return Array.from(
        { length: rounds },
        (_, round): RoundLinks =>
          cut.map(({ trace }, k) => {
            const level = found[k]![round];
            return level === undefined
              ? undefined
              : linkOf(scenario.radio, transmitPowerW(scenario, k), config, trace, level);
          }),
      );
    },
  };
}
