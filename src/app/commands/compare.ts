/** `driftlora compare`: split federated LoRA against other ways of fine-tuning, over seeds. */
import type { Command } from 'commander';
import { POLICY_NAMES } from '../../control/index.js';
import { InputError } from '../../core/errors.js';
import { writeLine } from '../../core/json-input.js';
import { type OutDirectory, type OutKind, withOutDirectory } from '../../record/out-directory.js';
import { renderCompareReport, renderCompareTable } from '../../report/index.js';
import { readScenarioFile } from '../../scenario/index.js';
import { loadTraces, type Scenario, withMeasuredRank } from '../../simulation/index.js';
import { solverRegistry } from '../../solvers/index.js';
import {
  COMPARE_DEFAULTS,
  compareMethods,
  DEFAULT_MARGIN,
  METHODS,
  type MethodName,
} from '../../training/index.js';
import { points, wholeNumber } from '../option-values.js';
import { createProgress, tell } from '../progress.js';

interface CompareCommandOptions {
  readonly seeds: number;
  readonly rounds: number;
  readonly method?: readonly string[];
  readonly margin: number;
  readonly out: string;
}

const KIND: OutKind = {
  command: 'compare',
  mark: 'compare.json',
  files: ['compare.json', 'compare.html'],
};

export function addCompareCommand(root: Command): void {
  root
    .command('compare')
    .description(
      'split federated LoRA against full fine-tuning, centralised, head only, local, random encoder',
    )
    .argument(
      '[scenario]',
      'scenario file (YAML) whose learning section is used, or the name of a ready one; without one, the defaults',
    )
    .option('--seeds <n>', 'runs of each method', wholeNumber(1), 3)
    .option('--rounds <n>', 'rounds of each run', wholeNumber(1), COMPARE_DEFAULTS.settings.rounds)
    .option('--method <name...>', `of: ${METHODS.join(', ')}`)
    .option(
      '--margin <points>',
      'accuracies within this many points count as alike',
      points,
      100 * DEFAULT_MARGIN,
    )
    .option('--out <dir>', 'where compare.json and compare.html go', 'out-compare')
    .action(compare);
}

function methodsOf(names: readonly string[] | undefined): readonly MethodName[] {
  for (const name of names ?? []) {
    if (!METHODS.includes(name as MethodName)) {
      throw new InputError('--method', name, `one of ${METHODS.join(', ')}`);
    }
  }
  return (names as readonly MethodName[] | undefined) ?? METHODS;
}

/** The study's own step sizes; data, model, batch and devices are the scenario's. */
function settingsOf({ learning }: Scenario, rounds: number) {
  const { settings } = COMPARE_DEFAULTS;
  return {
    ...settings,
    rounds,
    devicesPerRound: Math.min(settings.devicesPerRound, learning.task.devices),
    batchSize: learning.batchSize,
  };
}

function stepSizesInWords(): string {
  const own = Object.entries(COMPARE_DEFAULTS.stepSizes ?? {}).map(([method, step]) => `${method} ${step}`);
  const { encoder = 1 } = COMPARE_DEFAULTS.settings.stepScale;
  return [...own, `full fine-tuning ${encoder} times it for the encoder`].join(', ');
}

async function compare(path: string | undefined, options: CompareCommandOptions): Promise<void> {
  const methods = methodsOf(options.method);
  await withOutDirectory(options.out, KIND, { tell }, (out) => compareInto(out, path, methods, options));
}

async function compareInto(
  out: OutDirectory,
  path: string | undefined,
  methods: readonly MethodName[],
  options: CompareCommandOptions,
): Promise<void> {
  const known = { policies: POLICY_NAMES, solvers: solverRegistry.map((entry) => entry.name) };
  const read = await readScenarioFile(path, known);
  // Measured channels decide one thing here: who holds which labels.
  const scenario = withMeasuredRank(read, await loadTraces(read));
  const seeds = Array.from({ length: options.seeds }, (_, i) => scenario.seed + i);
  const settings = settingsOf(scenario, options.rounds);
  const progress = createProgress(process.stderr, () => performance.now() / 1000);
  const total = methods.length * seeds.length;
  let done = 0;
  const summaries = await compareMethods({
    task: scenario.learning.task,
    settings,
    ...(COMPARE_DEFAULTS.stepSizes && { stepSizes: COMPARE_DEFAULTS.stepSizes }),
    seeds,
    methods,
    margin: options.margin / 100,
    onRun: (method, seed) => progress.update(++done, total, `${method}, seed ${seed}`),
  });
  progress.end();
  const setup = [
    `${settings.rounds} rounds of plain gradient steps, ${settings.devicesPerRound} of ${scenario.learning.task.devices} ` +
      `devices a round at random, ${settings.batchSize} rows each, seeds ${seeds.join(', ')}; step size ` +
      `${settings.stepSize}, except where a method needs another (${stepSizesInWords()}).`,
  ];
  await out.replace({
    'compare.json': `${JSON.stringify({ scenario, settings, seeds, summaries }, null, 2)}\n`,
    'compare.html': await renderCompareReport(summaries, setup),
  });
  await writeLine(renderCompareTable(summaries));
  process.stderr.write(`${options.out}/compare.html shows the comparison.\n`);
}
