/**
 * A round as it happens: channels, mini-batches and failures, drawn once and the same for every policy; and what it costs a device to
 * take part, which is the same for every policy, too, unless the server keeps the features of texts that a policy has heard.
 */
import type { Observation, ObservedDevice } from '../../control/index.js';
import type { Scenario } from '../../scenario/scenario.js';
import { fixedDelayS } from '../../system/delay.js';
import { computeEnergyJ, deviceFlopPerS } from '../../system/energy.js';
import { radioOf } from '../../system/radio.js';
import {
  type CachedRows,
  type HeadState,
  type LocalBatches,
  localCosts,
  type MessageSize,
  type SplitTask,
} from '../../training/index.js';
import { drawPresence } from './availability.js';
import type { Channel, DeviceLink, Era } from './channel.js';
import type { SimulatedDevice } from './devices.js';
import { localBatches } from './mini-batches.js';
import { drawFailures, type Failures } from './outcome.js';

/** One round as it happens, before anybody decides. A device that is away, or without a channel, is in none of it. */
export interface RoundConditions {
  readonly observation: Observation;
  /** Mini-batches of each device, one a local step, by id. */
  readonly batches: ReadonlyMap<string, LocalBatches>;
  /** Who will fail before the round is over; nobody who decides sees it. */
  readonly failures: Failures;
  /** Bits of each device if it takes part, by id. */
  readonly uplinkBits: ReadonlyMap<string, number>;
  readonly downlinkBits: ReadonlyMap<string, number>;
  /** The messages that they are. */
  readonly messages: ReadonlyMap<string, readonly MessageSize[]>;
}

/** A device that is there in a round. */
interface PresentDevice {
  readonly device: SimulatedDevice;
  readonly link: DeviceLink;
  readonly batches: LocalBatches;
}

/** What is drawn of a round. */
export interface DrawnRound {
  readonly present: readonly PresentDevice[];
  readonly failures: Failures;
  readonly head: HeadState;
}

export function drawRounds(
  { seed, learning, devices: { availability, dropOutProbability } }: Scenario,
  channel: Channel,
  devices: readonly SimulatedDevice[],
  count: number,
  era: Era,
): DrawnRound[] {
  const ids = devices.map((device) => device.id);
  const presence = drawPresence(availability, ids, count, seed, era);
  const shape = { size: learning.batchSize, steps: learning.localSteps ?? 1 };
  return channel.draw(era, count).map((links, t) => ({
    present: devices.flatMap((device, k) => {
      const link = links[k];
      if (!link || !presence[k]![t]) return [];
      const batches = localBatches(device.rows, shape, seed, `batch-${era}`, device.id, t);
      return [{ device, link, batches }];
    }),
    failures: drawFailures(ids, dropOutProbability, seed, t),
    head: isStart(era, t) ? 'zero' : 'trained',
  }));
}

/**
 * In the first round every policy's head is the zero that it starts with. Later rounds are charged in full, also for a policy that heard
 * nobody until then: what a round costs must not depend on who decided the rounds before it.
 */
const isStart = (era: Era, round: number) => era === 'now' && round === 0;

/** @param kept rows whose features the server keeps; absent where it keeps none */
export function conditionsOf(
  scenario: Scenario,
  task: SplitTask,
  { present, failures, head }: DrawnRound,
  kept?: CachedRows,
): RoundConditions {
  const batches = new Map<string, LocalBatches>();
  const uplinkBits = new Map<string, number>();
  const downlinkBits = new Map<string, number>();
  const messages = new Map<string, readonly MessageSize[]>();
  const devices = present.map((one) => {
    const { id } = one.device;
    const costs = localCosts(task, one.batches, kept, head);
    batches.set(id, one.batches);
    uplinkBits.set(id, costs.uplinkBits);
    downlinkBits.set(id, costs.downlinkBits);
    messages.set(id, costs.messages);
    return observeDevice(scenario, one, costs);
  });
  return { observation: { devices }, batches, failures, uplinkBits, downlinkBits, messages };
}

function observeDevice(
  { radio, compute }: Scenario,
  { device, link }: PresentDevice,
  costs: ReturnType<typeof localCosts>,
): ObservedDevice {
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
    id: device.id,
    share: device.share,
    snrHz: link.uplinkSnrHz,
    uplinkBits: costs.uplinkBits,
    fixedDelayS: fixedDelayS(costs, rates, downlink),
    transmitPowerW: device.transmitPowerW,
    fixedEnergyJ: computeEnergyJ(device.processor, costs.deviceFlop),
  };
}
