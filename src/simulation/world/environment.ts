/**
 * The world of a run: devices with their place, clock and data; and for each round the channels and the
 * mini-batches, turned into what the controller observes. The same for every policy.
 */
import type { Observation } from '../../control/index.js';
import { InputError } from '../../core/errors.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { ChannelTrace } from '../../system/traces/index.js';
import type { CachedRows, SplitTask } from '../../training/index.js';
import { type Channel, cellChannel, type Era } from './channel.js';
import { conditionsOf, drawRounds, type RoundConditions } from './conditions.js';
import { type SimulatedDevice, simulatedDevices } from './devices.js';
import { traceChannel } from './trace-channel.js';

export interface Environment {
  readonly devices: readonly SimulatedDevice[];
  /** Rounds 0..T-1, as they are for a policy of which no features are kept. */
  readonly rounds: readonly RoundConditions[];
  /** A round where the server keeps the features of these rows; only there with `learning.featureCache`. */
  readonly withKept?: (round: number, kept: CachedRows) => RoundConditions;
  /** Rounds of the past, on other channels and mini-batches, to learn from. */
  readonly history: readonly Observation[];
}

function channelOf(scenario: Scenario, task: SplitTask, traces?: readonly ChannelTrace[]): Channel {
  const { channel } = scenario.radio;
  const ids = task.devices.map((device) => device.id);
  if (channel.kind === 'cell') return cellChannel(scenario, ids);
  if (!traces) throw new InputError('traces', traces, 'those of the scenario, from loadTraces');
  return traceChannel(scenario, channel, ids.length, traces);
}

/**
 * Draws the whole world of a run from its seed.
 * @param traces from loadTraces, for a scenario with measured channels
 */
export function createEnvironment(
  scenario: Scenario,
  task: SplitTask,
  traces?: readonly ChannelTrace[],
): Environment {
  const channel = channelOf(scenario, task, traces);
  const devices = simulatedDevices(scenario, task, channel);
  const drawn = (count: number, era: Era) => drawRounds(scenario, channel, devices, count, era);
  const past = drawn(scenario.control.historyRounds, 'past');
  const now = drawn(scenario.rounds, 'now');
  return {
    devices,
    rounds: now.map((round) => conditionsOf(scenario, task, round)),
    ...(scenario.learning.featureCache
      ? { withKept: (round: number, kept: CachedRows) => conditionsOf(scenario, task, now[round]!, kept) }
      : {}),
    history: past.map((round) => conditionsOf(scenario, task, round).observation),
  };
}
