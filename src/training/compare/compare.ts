/**
 * Split federated LoRA against its alternatives on the same data, devices, rounds and mini-batches: accuracy with
 * an interval over seeds, trained parameters, bits over the air and arithmetic.
 */
import { InputError } from '../../core/errors.js';
import { type Interval, meanInterval } from '../../core/student.js';
import { differenceP, equivalenceP, holm, TEST_LEVEL } from '../../core/tests-of-means.js';
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
  /** Methods whose mean accuracies are within this of each other count as alike; default DEFAULT_MARGIN. */
  readonly margin?: number;
  /** Called after each run, for progress. */
  readonly onRun?: (method: MethodName, seed: number, result: RunResult) => void;
}

export interface MethodSummary {
  readonly method: MethodName;
  readonly about: string;
  readonly accuracy: Interval;
  /** Accuracy minus that of split federated LoRA, seed by seed; absent for itself. */
  readonly difference?: Interval;
  /** What the seeds show of that difference; absent for split federated LoRA itself. */
  readonly evidence?: Evidence;
  /** Whether the seeds show that the accuracies are alike, by `evidence.alike`. */
  readonly comparable?: boolean;
  readonly trainedParameters: number;
  /** Means over the seeds, of a whole run. */
  readonly airBits: number;
  readonly serverFlop: number;
  readonly deviceFlop: number;
  readonly runs: readonly { readonly seed: number; readonly accuracy: number }[];
}

/**
 * Tests of one difference, at 5 % over all methods of the study together (Holm). Both may be shown: a difference that
 * is there, and smaller than the margin. Neither: the seeds are too few to tell.
 */
export interface Evidence {
  /** Largest difference of mean accuracies that counts as alike. */
  readonly margin: number;
  /** Corrected p-value of two one-sided tests, and whether it shows that the difference is within the margin. */
  readonly alikeP: number;
  readonly alike: boolean;
  /** Corrected p-value of Student's test, and whether it shows that there is a difference. */
  readonly differentP: number;
  readonly different: boolean;
}

/** Two percentage points. */
export const DEFAULT_MARGIN = 0.02;

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
  const { margin = DEFAULT_MARGIN } = options;
  if (!(margin > 0 && margin < 1)) throw new InputError('margin', margin, 'a number between 0 and 1');
  const evidence = evidenceOf(differencesOf(results), margin);
  return methods.map((method) => summarise(method, seeds, results.get(method)!, evidence.get(method)));
}

/** Accuracy minus that of split federated LoRA, by seed, of every other method that was run. */
function differencesOf(results: ReadonlyMap<MethodName, readonly RunResult[]>) {
  const reference = results.get(REFERENCE);
  const others = [...results].filter(([method]) => reference && method !== REFERENCE);
  return new Map(
    others.map(([method, runs]) => [
      method,
      runs.map(({ accuracy }, i) => accuracy - reference![i]!.accuracy),
    ]),
  );
}

function evidenceOf(differences: ReadonlyMap<MethodName, readonly number[]>, margin: number) {
  const all = [...differences];
  const alike = holm(all.map(([, values]) => equivalenceP(values, margin)));
  const different = holm(all.map(([, values]) => differenceP(values)));
  return new Map(
    all.map(([method, values], i) => {
      const [alikeP, differentP] = [alike[i]!, different[i]!];
      const shown = { alike: alikeP <= TEST_LEVEL, different: differentP <= TEST_LEVEL };
      return [
        method,
        { difference: meanInterval(values), evidence: { margin, alikeP, differentP, ...shown } },
      ];
    }),
  );
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
  runs: readonly RunResult[],
  found: { readonly difference: Interval; readonly evidence: Evidence } | undefined,
): MethodSummary {
  const accuracies = runs.map(({ accuracy }) => accuracy);
  const mean = (key: 'airBits' | 'serverFlop' | 'deviceFlop') =>
    meanInterval(runs.map((run) => run[key])).mean;
  return {
    method,
    about: METHOD_TABLE[method].about,
    accuracy: meanInterval(accuracies),
    ...(found && { ...found, comparable: found.evidence.alike }),
    trainedParameters: runs[0]!.trainedParameters,
    airBits: mean('airBits'),
    serverFlop: mean('serverFlop'),
    deviceFlop: mean('deviceFlop'),
    runs: seeds.map((seed, i) => ({ seed, accuracy: accuracies[i]! })),
  };
}
