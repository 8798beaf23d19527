/**
 * Split federated LoRA against its alternatives on the same data, devices, rounds and mini-batches: accuracy with
 * an interval over seeds, trained parameters, bits over the air and arithmetic.
 */
import { InputError } from '../../core/errors.js';
import { type Interval, meanInterval } from '../../core/student.js';
import { createSplitTask } from '../task.js';
import type { SplitTaskSpec } from '../task-spec.js';
import { METHOD_TABLE, METHODS, type MethodName } from './methods.js';
import { type RunResult, type RunSettings, trainOnce } from './train.js';

export interface CompareOptions {
  /** Precision, LoRA and data of the study; its `seed` fields are replaced by each seed in turn. */
  readonly task: SplitTaskSpec;
  readonly settings: Omit<RunSettings, 'precision'>;
  /** Step size of a method where it is not `settings.stepSize`: each is to be shown at its own best. */
  readonly stepSizes?: Readonly<Partial<Record<MethodName, number>>>;
  readonly seeds: readonly number[];
  readonly methods?: readonly MethodName[];
  /** Called after each run, for progress. */
  readonly onRun?: (method: MethodName, seed: number, result: RunResult) => void;
}

export interface MethodSummary {
  readonly method: MethodName;
  readonly about: string;
  readonly accuracy: Interval;
  /** Accuracy minus that of split federated LoRA, seed by seed; absent for itself. */
  readonly difference?: Interval;
  /** Whether the interval of the difference contains 0. */
  readonly comparable?: boolean;
  readonly trainedParameters: number;
  /** Means over the seeds, of a whole run. */
  readonly airBits: number;
  readonly serverFlop: number;
  readonly deviceFlop: number;
  readonly runs: readonly { readonly seed: number; readonly accuracy: number }[];
}

const REFERENCE: MethodName = 'split-federated-lora';

/** @throws InputError without seeds, or for a method that does not exist */
export async function compareMethods(options: CompareOptions): Promise<MethodSummary[]> {
  const { seeds, methods = METHODS, onRun } = options;
  if (seeds.length === 0) throw new InputError('seeds', seeds, 'at least one seed');
  const results = new Map<MethodName, RunResult[]>();
  for (const method of methods) {
    if (!METHODS.includes(method)) throw new InputError('methods', method, METHODS.join(', '));
    const runs: RunResult[] = [];
    for (const seed of seeds) {
      const result = await runMethod(options, method, seed);
      runs.push(result);
      onRun?.(method, seed, result);
    }
    results.set(method, runs);
  }
  return methods.map((method) => summarise(method, seeds, results));
}

async function runMethod(options: CompareOptions, name: MethodName, seed: number): Promise<RunResult> {
  const method = METHOD_TABLE[name];
  const base = options.task;
  const dataset = { ...base.dataset, seed };
  const spec = method.task({ ...base, seed, dataset });
  const { settings, stepSizes } = options;
  const stepSize = stepSizes?.[name] ?? settings.stepSize;
  return trainOnce(
    await createSplitTask(spec),
    method,
    { ...settings, stepSize, precision: base.precision },
    seed,
  );
}

function summarise(
  method: MethodName,
  seeds: readonly number[],
  results: ReadonlyMap<MethodName, readonly RunResult[]>,
): MethodSummary {
  const runs = results.get(method)!;
  const reference = results.get(REFERENCE);
  const accuracies = runs.map(({ accuracy }) => accuracy);
  const difference =
    method !== REFERENCE && reference
      ? meanInterval(accuracies.map((a, i) => a - reference[i]!.accuracy))
      : undefined;
  const mean = (key: 'airBits' | 'serverFlop' | 'deviceFlop') =>
    meanInterval(runs.map((run) => run[key])).mean;
  return {
    method,
    about: METHOD_TABLE[method].about,
    accuracy: meanInterval(accuracies),
    ...(difference && { difference, comparable: Math.abs(difference.mean) <= difference.halfWidth }),
    trainedParameters: runs[0]!.trainedParameters,
    airBits: mean('airBits'),
    serverFlop: mean('serverFlop'),
    deviceFlop: mean('deviceFlop'),
    runs: seeds.map((seed, i) => ({ seed, accuracy: accuracies[i]! })),
  };
}
