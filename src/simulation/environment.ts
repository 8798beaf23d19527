/**
 * The world of a run: devices with their place, clock and data; and for each round the channels and the
 * mini-batches, turned into what the controller observes. The same for every policy.
 */
import type { Observation, ObservedDevice } from '../control/index.js';
import { randomStream } from '../core/random.js';
import { type PlacedDevice, placeDevices } from '../system/cell.js';
import { fixedDelayS } from '../system/delay.js';
import { computeEnergyJ, deviceFlopPerS, type Processor } from '../system/energy.js';
import { drawFading } from '../system/fading.js';
import type { SplitTask } from '../training/index.js';
import { miniBatch } from './mini-batches.js';
import type { Scenario } from './scenario.js';

export interface SimulatedDevice {
  readonly id: string;
  readonly rows: readonly number[];
  /** pi_k */
  readonly share: number;
  readonly place: PlacedDevice;
  readonly processor: Processor;
}

/** One round as it happens, before anybody decides. */
export interface RoundConditions {
  readonly observation: Observation;
  /** Mini-batch of each device, by id. */
  readonly batches: ReadonlyMap<string, readonly number[]>;
  /** Bits of each device if it takes part, by id. */
  readonly uplinkBits: ReadonlyMap<string, number>;
  readonly downlinkBits: ReadonlyMap<string, number>;
}

export interface Environment {
  readonly devices: readonly SimulatedDevice[];
  /** Rounds 0..T-1. */
  readonly rounds: readonly RoundConditions[];
  /** Rounds of the past, on other channels and mini-batches, to learn from. */
  readonly history: readonly Observation[];
}

/** The fading streams of the run itself and of the past, which must not be the same draws. */
const NOW = 'now';
const PAST = 'past';

function simulatedDevices(scenario: Scenario, task: SplitTask): SimulatedDevice[] {
  const { seed, cell, compute } = scenario;
  const total = task.devices.reduce((sum, device) => sum + device.rows.length, 0);
  const places = placeDevices(
    cell,
    task.devices.map((device) => device.id),
    seed,
  );
  const [least, most] = compute.deviceCyclesPerS;
  return task.devices.map(({ id, rows }, k) => ({
    id,
    rows,
    share: rows.length / total,
    place: places[k]!,
    processor: {
      cyclesPerS: least + (most - least) * randomStream(seed, 'clock', id).uniform(),
      flopPerCycle: compute.deviceFlopPerCycle,
      capacitance: compute.deviceCapacitance,
    },
  }));
}

/** p g / N0 in Hz. */
const snrHz = (powerW: number, gain: number, noiseWPerHz: number) => (powerW * gain) / noiseWPerHz;

function observeDevice(
  scenario: Scenario,
  task: SplitTask,
  device: SimulatedDevice,
  fadingPower: number,
  batch: readonly number[],
): { observed: ObservedDevice; downlinkBits: number } {
  const { radio, compute } = scenario;
  const gain = device.place.gain * fadingPower;
  const payload = task.payload(batch);
  const work = { ...task.workload(batch), downlinkBits: payload.downlinkBits };
  const rates = {
    deviceFlopPerS: deviceFlopPerS(device.processor),
    serverFlopPerS: compute.serverFlopPerS,
  };
  const downlink = {
    bandwidthHz: radio.downlinkBandwidthHz,
    snrHz: snrHz(radio.downlinkPowerW, gain, radio.noiseWPerHz),
  };
  return {
    observed: {
      id: device.id,
      share: device.share,
      snrHz: snrHz(radio.transmitPowerW, gain, radio.noiseWPerHz),
      uplinkBits: payload.uplinkBits,
      fixedDelayS: fixedDelayS(work, rates, downlink),
      transmitPowerW: radio.transmitPowerW,
      fixedEnergyJ: computeEnergyJ(device.processor, work.deviceFlop),
    },
    downlinkBits: payload.downlinkBits,
  };
}

function drawRounds(
  scenario: Scenario,
  task: SplitTask,
  devices: readonly SimulatedDevice[],
  count: number,
  era: typeof NOW | typeof PAST,
): RoundConditions[] {
  const ids = devices.map((device) => device.id);
  const fading = drawFading(scenario.radio.fading, ids, count, scenario.seed, `fading-${era}`);
  return fading.map((powers, t) => {
    const batches = new Map<string, readonly number[]>();
    const uplinkBits = new Map<string, number>();
    const downlinkBits = new Map<string, number>();
    const observed = devices.map((device, k) => {
      const size = scenario.learning.batchSize;
      const batch = miniBatch(device.rows, size, scenario.seed, `batch-${era}`, device.id, t);
      const seen = observeDevice(scenario, task, device, powers[k]!, batch);
      batches.set(device.id, batch);
      uplinkBits.set(device.id, seen.observed.uplinkBits);
      downlinkBits.set(device.id, seen.downlinkBits);
      return seen.observed;
    });
    return { observation: { devices: observed }, batches, uplinkBits, downlinkBits };
  });
}

/** Draws the whole world of a run from its seed. */
export function createEnvironment(scenario: Scenario, task: SplitTask): Environment {
  const devices = simulatedDevices(scenario, task);
  const past = drawRounds(scenario, task, devices, scenario.control.historyRounds, PAST);
  return {
    devices,
    rounds: drawRounds(scenario, task, devices, scenario.rounds, NOW),
    history: past.map((round) => round.observation),
  };
}
