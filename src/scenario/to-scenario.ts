/** From the groups of a scenario file to the Scenario the simulation takes. */

import type { SplitTaskSpec } from '../training/index.js';
import type { ScenarioDocument } from './document.js';
import type { ChannelConfig, DevicesConfig, Scenario } from './scenario.js';

type Learning = ScenarioDocument['learning'];
type Channel = ScenarioDocument['radio']['channel'];
type Devices = ScenarioDocument['devices'];

/** One seed for all: the streams of the rooms are told apart by their purpose. */
function taskSpec(learning: Learning, seed: number): SplitTaskSpec {
  const { model, data, partition, devices, adaptation, lora, maxTokens, precision } = learning;
  return {
    model: model.kind === 'random-use-lite' ? { kind: model.kind, seed } : { kind: model.kind },
    dataset: { ...data, seed },
    partition,
    devices,
    seed,
    adaptation,
    lora,
    maxTokens,
    precision,
  };
}

function channelConfig(channel: Channel): ChannelConfig {
  if (channel.kind === 'cell') return channel;
  const { kind, folder, format, roundLength, start, maxAge, afterEnd } = channel;
  return {
    kind,
    folder,
    format,
    roundS: roundLength,
    startS: start,
    maxAgeS: maxAge,
    afterEnd,
    reference: {
      bandwidthHz: channel.referenceBandwidth,
      powerW: channel.referencePower,
      noiseWPerHz: channel.referenceNoise,
    },
  };
}

function devicesConfig({ availability, dropOut }: Devices): DevicesConfig {
  if (availability.kind === 'always') return { availability, dropOutProbability: dropOut };
  const { kind, leave, join } = availability;
  return {
    availability: { kind, leaveProbability: leave, joinProbability: join },
    dropOutProbability: dropOut,
  };
}

/** The same scenario with another seed everywhere. */
export function withSeed(scenario: Scenario, seed: number): Scenario {
  const { learning } = scenario;
  const { task } = learning;
  const model = task.model.kind === 'random-use-lite' ? { ...task.model, seed } : task.model;
  const dataset = { ...task.dataset, seed };
  return { ...scenario, seed, learning: { ...learning, task: { ...task, model, dataset, seed } } };
}

export function toScenario(document: ScenarioDocument): Scenario {
  const { name, description, seed, rounds, learning, cell, radio, compute, constraints, control } = document;
  return {
    name,
    description,
    seed,
    rounds,
    learning: {
      task: taskSpec(learning, seed),
      batchSize: learning.batchSize,
      optimiser: learning.optimiser,
      evaluateEvery: learning.evaluateEvery,
      train: learning.train,
    },
    cell: {
      radiusM: cell.radius,
      leastDistanceM: cell.leastDistance,
      carrierHz: cell.carrier,
      baseStationHeightM: cell.baseStationHeight,
      deviceHeightM: cell.deviceHeight,
      shadowing: cell.shadowing,
      antennaGain: cell.antennaGain,
    },
    radio: {
      bandwidthHz: radio.bandwidth,
      noiseWPerHz: radio.noise * radio.noiseFigure,
      transmitPowerW: radio.power,
      downlinkBandwidthHz: radio.downlinkBandwidth,
      downlinkPowerW: radio.downlinkPower,
      fading: radio.fading,
      channel: channelConfig(radio.channel),
    },
    compute: {
      deviceCyclesPerS: [compute.deviceClock.least, compute.deviceClock.most],
      deviceFlopPerCycle: compute.deviceFlopPerCycle,
      deviceCapacitance: compute.deviceCapacitance,
      serverFlopPerS: compute.serverRate,
    },
    devices: devicesConfig(document.devices),
    constraints: {
      averageDelayS: constraints.averageDelay,
      delayKind: constraints.delayKind,
      deadlineS: constraints.deadline,
      ...(constraints.averageEnergy === undefined ? {} : { averageEnergyJ: constraints.averageEnergy }),
      ...(constraints.maxScheduled === undefined ? {} : { maxScheduled: constraints.maxScheduled }),
    },
    control,
    policies: document.policies,
  };
}
