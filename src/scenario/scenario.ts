/**
 * A scenario in SI units: everything that decides what a run does. The YAML a user writes (with units) is read by the
 * sections beside this file, which name each key once; nothing below them sees a unit or a default.
 */
import type { z } from 'zod';
import type { PolicyPluginRef } from '../control/index.js';
import { type CellConfig, type GivenPlace, placeDevices } from '../system/cell.js';
import type { NamedDevice, PartitionSpec, SplitTaskSpec } from '../training/index.js';
import { settledFading } from './channel-over-time.js';
import { checkAcross } from './cross-checks.js';
import type { DeviceEntry } from './device-entry.js';
import { documentShape, type KnownNames, type ScenarioDocument } from './document.js';

function makeSchema(known: KnownNames) {
  return documentShape(known)
    .superRefine(checkAcross)
    .transform((document) => ({
      ...document,
      learning: learningOf(document),
      radio: { ...document.radio, fading: settledFading(document) },
    }));
}

/** Made once for the same names: it takes ten times as long as reading a short scenario, and a sweep reads thousands. */
const made = new WeakMap<KnownNames, ReturnType<typeof makeSchema>>();

/** The one schema of a scenario: a file in, a Scenario out. */
export function scenarioSchema(known: KnownNames): ReturnType<typeof makeSchema> {
  const schema = made.get(known) ?? makeSchema(known);
  made.set(known, schema);
  return schema;
}

/** What a file says, and the plug-ins that came beside it (no key of a file: `--plugin` of the command). */
export type Scenario = Readonly<z.output<ReturnType<typeof makeSchema>>> & {
  readonly plugins?: readonly PolicyPluginRef[];
};
export type LearningConfig = Scenario['learning'];
export type RadioConfig = Scenario['radio'];
export type ControlConfig = Scenario['control'];
/** phi of the objective, by theory 3. 'inverse' is Lemma 1's psi = (1 - x)/x. */
export type PenaltyKind = ControlConfig['penalty'];
/** Where channels come from: drawn for the devices of a cell with RadioConfig.fading, or measured. */
export type ChannelConfig = RadioConfig['channel'];
/** Measured channels (docs/traces.md). */
export type TraceChannelConfig = Extract<ChannelConfig, { kind: 'traces' }>;
/** A device that is named one by one, as far as it is said. */
export type ListedDevice = NonNullable<Scenario['devices']['list']>[number];
/** Whether a device is there in a round: two states, left and joined with these probabilities a round. */
export type AvailabilityConfig = Scenario['devices']['availability'];

/** The task is what training takes; the rest of the group decides how it is trained. */
function learningOf({ learning, seed, cell, radio, devices: { list } }: ScenarioDocument) {
  const { model, data, partition, devices, adaptation, lora, maxTokens, precision, ...rest } = learning;
  const { constants = rest.train ? 'measured' : 'none', ...training } = rest;
  const task: SplitTaskSpec = {
    model: model.kind === 'random-use-lite' ? { kind: model.kind, seed } : model,
    dataset: { ...data, seed },
    partition:
      partition.kind !== 'by-distance'
        ? partition
        : radio.channel.kind === 'cell'
          ? byDistance(partition, devices, cell, seed, list)
          : { kind: 'by-channel', mixture: partition.mixture },
    devices,
    ...(list === undefined ? {} : { namedDevices: list.map(namedDevice) }),
    seed,
    adaptation,
    lora,
    maxTokens,
    precision,
    ...(training.train || constants === 'measured' ? {} : { isSizesOnly: true }),
  };
  const { privacy, localSteps, featureCache, ...others } = training;
  return {
    task,
    ...others,
    // What is not asked for is not there.
    ...(localSteps === 1 ? {} : { localSteps }),
    ...(featureCache ? { featureCache } : {}),
    ...(privacy === 'none' ? {} : { privacy }),
    constants,
  };
}

/** What a task has to know of a device. */
const namedDevice = ({ id, rows, share }: DeviceEntry): NamedDevice => ({
  id,
  ...(rows === undefined ? {} : { rows }),
  ...(share === undefined ? {} : { share }),
});

/**
 * Positions are those of the list, or drawn from the cell and the seed, by the ids that a partition gives: those of the run's
 * devices.
 */
function byDistance(
  { mixture }: { readonly mixture: number },
  devices: number,
  cell: CellConfig,
  seed: number,
  list?: readonly (GivenPlace & { readonly id: string })[],
): PartitionSpec {
  const ids = list?.map(({ id }) => id) ?? Array.from({ length: devices }, (_, k) => `d${k}`);
  const distanceM = placeDevices(cell, ids, seed, list).map(({ groundDistanceM }) => groundDistanceM);
  return { kind: 'by-distance', mixture, distanceM };
}

/** The same scenario with another seed everywhere: the streams of the rooms are told apart by their purpose. */
export function withSeed(scenario: Scenario, seed: number): Scenario {
  const { learning } = scenario;
  const { task } = learning;
  const partition =
    task.partition.kind === 'by-distance'
      ? byDistance(task.partition, task.devices, scenario.cell, seed, scenario.devices.list)
      : task.partition;
  const model = task.model.kind === 'random-use-lite' ? { ...task.model, seed } : task.model;
  const dataset = { ...task.dataset, seed };
  return { ...scenario, seed, learning: { ...learning, task: { ...task, model, dataset, partition, seed } } };
}

/** A part of a scenario that may hold what its seed decided. */
interface Seeded {
  readonly seed?: number;
  readonly distanceM?: readonly number[];
}

function unseeded(part: object): object {
  const { seed: _, distanceM: __, ...rest } = part as Seeded;
  return rest;
}

/** What is left of a scenario without all that its seed decides: equal for runs of one scenario, whatever their seeds. */
export function withoutSeed({ seed: _, learning, ...rest }: Scenario): object {
  const { task, ...training } = learning;
  const { dataset, model, partition, ...spec } = task;
  const bare = {
    ...unseeded(spec),
    ...{ dataset: unseeded(dataset), model: unseeded(model), partition: unseeded(partition) },
  };
  return { ...rest, learning: { ...training, task: bare } };
}
