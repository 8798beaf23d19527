/**
 * The world of a run: devices with their place, clock and data; and for each round the channels and the
 * mini-batches, turned into what the controller observes. The same for every policy.
 */
import type { Observation, ObservedDevice } from '../../control/index.js';
import { InputError } from '../../core/errors.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { PlacedDevice } from '../../system/cell.js';
import { fixedDelayS } from '../../system/delay.js';
import { computeEnergyJ, deviceFlopPerS, type Processor } from '../../system/energy.js';
import { radioOf } from '../../system/radio.js';
import type { ChannelTrace } from '../../system/traces/index.js';
import type { HeadState, MessageSize, SplitTask } from '../../training/index.js';
import { drawPresence } from './availability.js';
import { type Channel, cellChannel, type DeviceLink, type Era } from './channel.js';
import { clockHz, transmitPowerW } from './listed.js';
import { miniBatch } from './mini-batches.js';
import { drawFailures, type Failures } from './outcome.js';
import { traceChannel } from './trace-channel.js';

export interface SimulatedDevice {
  readonly id: string;
  readonly rows: readonly number[];
  /** pi_k */
  readonly share: number;
  /** Absent where channels were measured. */
  readonly place?: PlacedDevice;
  readonly transmitPowerW: number;
  readonly processor: Processor;
}

/** One round as it happens, before anybody decides. A device that is away, or without a channel, is in none of it. */
export interface RoundConditions {
  readonly observation: Observation;
  /** Mini-batch of each device, by id. */
  readonly batches: ReadonlyMap<string, readonly number[]>;
  /** Who will fail before the round is over; nobody who decides sees it. */
  readonly failures: Failures;
  /** Bits of each device if it takes part, by id. */
  readonly uplinkBits: ReadonlyMap<string, number>;
  readonly downlinkBits: ReadonlyMap<string, number>;
  /** The messages that they are. */
  readonly messages: ReadonlyMap<string, readonly MessageSize[]>;
}

export interface Environment {
  readonly devices: readonly SimulatedDevice[];
  /** Rounds 0..T-1. */
  readonly rounds: readonly RoundConditions[];
  /** Rounds of the past, on other channels and mini-batches, to learn from. */
  readonly history: readonly Observation[];
}

function simulatedDevices(scenario: Scenario, task: SplitTask, { places }: Channel): SimulatedDevice[] {
  const { compute } = scenario;
  const total = task.devices.reduce((sum, device) => sum + device.rows.length, 0);
  return task.devices.map(({ id, rows }, k) => ({
    id,
    rows,
    share: rows.length / total,
    ...(places ? { place: places[k]! } : {}),
    transmitPowerW: transmitPowerW(scenario, k),
    processor: {
      cyclesPerS: clockHz(scenario, k, id),
      flopPerCycle: compute.deviceFlopPerCycle,
      capacitance: compute.deviceCapacitance,
    },
  }));
}

function observeDevice(
  scenario: Scenario,
  task: SplitTask,
  device: SimulatedDevice,
  link: DeviceLink,
  batch: readonly number[],
  head: HeadState,
): { observed: ObservedDevice; downlinkBits: number; messages: readonly MessageSize[] } {
  const { radio, compute } = scenario;
  const payload = task.payload(batch, undefined, head);
  const work = { ...task.workload(batch, head), downlinkBits: payload.downlinkBits };
  const rates = {
    deviceFlopPerS: deviceFlopPerS(device.processor),
    serverFlopPerS: compute.serverFlopPerS,
  };
  const downlink = {
    bandwidthHz: radio.downlinkBandwidthHz,
    snrHz: link.downlinkSnrHz,
    ...radioOf(radio),
  };
  return {
    observed: {
      id: device.id,
      share: device.share,
      snrHz: link.uplinkSnrHz,
      uplinkBits: payload.uplinkBits,
      fixedDelayS: fixedDelayS(work, rates, downlink),
      transmitPowerW: device.transmitPowerW,
      fixedEnergyJ: computeEnergyJ(device.processor, work.deviceFlop),
    },
    downlinkBits: payload.downlinkBits,
    messages: payload.messages,
  };
}

function drawRounds(
  scenario: Scenario,
  task: SplitTask,
  channel: Channel,
  devices: readonly SimulatedDevice[],
  count: number,
  era: Era,
): RoundConditions[] {
  const { seed, learning } = scenario;
  const { availability, dropOutProbability } = scenario.devices;
  const ids = devices.map((device) => device.id);
  const presence = drawPresence(availability, ids, count, seed, era);
  return channel.draw(era, count).map((links, t) => {
    const batches = new Map<string, readonly number[]>();
    const uplinkBits = new Map<string, number>();
    const downlinkBits = new Map<string, number>();
    const messages = new Map<string, readonly MessageSize[]>();
    const observed = devices.flatMap((device, k) => {
      const link = links[k];
      if (!link || !presence[k]![t]) return [];
      const batch = miniBatch(device.rows, learning.batchSize, seed, `batch-${era}`, device.id, t);
      const seen = observeDevice(scenario, task, device, link, batch, isStart(era, t) ? 'zero' : 'trained');
      batches.set(device.id, batch);
      uplinkBits.set(device.id, seen.observed.uplinkBits);
      downlinkBits.set(device.id, seen.downlinkBits);
      messages.set(device.id, seen.messages);
      return [seen.observed];
    });
    const failures = drawFailures(ids, dropOutProbability, seed, t);
    return { observation: { devices: observed }, batches, failures, uplinkBits, downlinkBits, messages };
  });
}

/**
 * In the first round every policy's head is the zero that it starts with. Later rounds are charged in full, also for a policy that heard
 * nobody until then: what a round costs must not depend on who decided the rounds before it.
 */
const isStart = (era: Era, round: number) => era === 'now' && round === 0;

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
  const past = drawRounds(scenario, task, channel, devices, scenario.control.historyRounds, 'past');
  return {
    devices,
    rounds: drawRounds(scenario, task, channel, devices, scenario.rounds, 'now'),
    history: past.map((round) => round.observation),
  };
}
