/** One training run of one method, with what it cost. */
import { randomStream } from '../../core/random.js';
import { aggregate } from '../federated/aggregate.js';
import { createOptimiser, type StepScale } from '../federated/optimiser.js';
import { dropOut, participationWeights } from '../federated/participation.js';
import { matrixBits, type Precision } from '../split/precision.js';
import type { SplitTask } from '../task.js';
import type { Method } from './methods.js';

export interface RunSettings {
  readonly rounds: number;
  /** Devices a round, drawn without replacement. */
  readonly devicesPerRound: number;
  /** Rows of a device's mini-batch; a device with fewer uses all it has. */
  readonly batchSize: number;
  readonly stepSize: number;
  readonly stepScale: StepScale;
  /** Probability that a scheduled device's upload is lost. */
  readonly dropOutProbability: number;
  readonly precision: Precision;
}

export interface RunResult {
  /** Share of right answers on the held-out rows. */
  readonly accuracy: number;
  readonly trainedParameters: number;
  readonly airBits: number;
  readonly serverFlop: number;
  readonly deviceFlop: number;
}

interface Costs {
  airBits: number;
  serverFlop: number;
  deviceFlop: number;
}

/**
 * A mini-batch of `count` of the rows (all when there are fewer): the same for the same owner and turn, whatever else is
 * drawn. So a device's n-th mini-batch is the same whether it trains with others or alone.
 */
type Draw = (rows: readonly number[], count: number, owner: string, turn: number) => readonly number[];

export function trainOnce(task: SplitTask, method: Method, settings: RunSettings, seed: number): RunResult {
  const costs: Costs = { airBits: 0, serverFlop: 0, deviceFlop: 0 };
  const draw: Draw = (rows, count, owner, turn) =>
    randomStream(seed, 'compare', 'batches', owner, turn).shuffled(rows).slice(0, count);
  const accuracy =
    method.training === 'local'
      ? trainLocally(task, settings, seed, draw, costs)
      : trainTogether(task, method, settings, seed, draw, costs);
  return { accuracy, trainedParameters: task.layout.size, ...costs };
}

function trainTogether(
  task: SplitTask,
  method: Method,
  settings: RunSettings,
  seed: number,
  draw: Draw,
  costs: Costs,
): number {
  const { rounds, devicesPerRound, batchSize } = settings;
  const optimiser = createOptimiser({ kind: 'sgd', ...settings });
  const scheduling = randomStream(seed, 'compare', 'scheduling');
  const losses = randomStream(seed, 'compare', 'drop-outs');
  const everybody = task.devices.map((_, k) => k);
  const all = task.devices.flatMap(({ rows }) => rows);
  const shares = task.devices.map(({ rows }) => rows.length / all.length);
  const turns = task.devices.map(() => 0);
  let state = optimiser.init(task.layout);
  let trained = task.initialTrainable(seed);
  for (let round = 0; round < rounds; round++) {
    let batches: (readonly number[])[];
    let weights: number[];
    if (method.training === 'centralised') {
      // As many rows as a round of the federation sees, in parts that fit the memory.
      batches = Array.from({ length: devicesPerRound }, (_, part) =>
        draw(all, batchSize, 'everybody', round * devicesPerRound + part),
      );
      weights = batches.map(() => 1 / devicesPerRound);
    } else {
      const scheduled = scheduling.shuffled(everybody).slice(0, devicesPerRound);
      const arrived = dropOut(scheduled, settings.dropOutProbability, losses);
      batches = arrived.map((k) => draw(task.devices[k]!.rows, batchSize, task.devices[k]!.id, turns[k]!++));
      weights = participationWeights(shares, arrived);
    }
    if (batches.length === 0) continue; // a round in which nobody arrives changes no model
    const gradients = batches.map((rows) => task.deviceGradient(trained, rows).gradient);
    for (const rows of batches) charge(task, method, settings.precision, rows, costs);
    ({ state, trainable: trained } = optimiser.step(state, trained, aggregate(gradients, weights)));
  }
  return accuracyOf(task, trained);
}

/** Every device alone, as often as a device takes part on average; the mean accuracy by data share. */
function trainLocally(
  task: SplitTask,
  settings: RunSettings,
  seed: number,
  draw: Draw,
  costs: Costs,
): number {
  const { rounds, devicesPerRound, batchSize, precision } = settings;
  const optimiser = createOptimiser({ kind: 'sgd', ...settings });
  const steps = Math.max(1, Math.round((rounds * devicesPerRound) / task.devices.length));
  const total = task.devices.reduce((sum, { rows }) => sum + rows.length, 0);
  let accuracy = 0;
  for (const { id, rows } of task.devices) {
    let state = optimiser.init(task.layout);
    let trained = task.initialTrainable(seed);
    for (let step = 0; step < steps; step++) {
      const batch = draw(rows, batchSize, id, step);
      const { gradient } = task.deviceGradient(trained, batch);
      ({ state, trainable: trained } = optimiser.step(state, trained, gradient));
      charge(task, LOCAL, precision, batch, costs);
    }
    accuracy += (rows.length / total) * accuracyOf(task, trained);
  }
  return accuracy;
}

const LOCAL = { training: 'local', air: 'none' } as const;

function accuracyOf(task: SplitTask, trained: Float32Array): number {
  const { correct, count } = task.evaluate(trained, task.heldOut);
  return correct / count;
}

/** Adds a mini-batch's bits and arithmetic, the latter to the side that really does it. */
function charge(
  task: SplitTask,
  method: Pick<Method, 'air' | 'training'>,
  precision: Precision,
  rows: readonly number[],
  costs: Costs,
): void {
  const { deviceFlop, serverFlop } = task.workload(rows);
  const onDevice = method.training === 'local' || method.air === 'model';
  costs.deviceFlop += deviceFlop + (onDevice ? serverFlop : 0);
  costs.serverFlop += onDevice ? 0 : serverFlop;
  if (method.air === 'split') {
    const { uplinkBits, downlinkBits } = task.payload(rows);
    costs.airBits += uplinkBits + downlinkBits;
  } else if (method.air === 'model') {
    // Weights down, gradient up.
    for (const { rows: r, cols } of task.layout.blocks) costs.airBits += 2 * matrixBits(precision, r, cols);
  }
}
