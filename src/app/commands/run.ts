/** `driftlora run`: the main job. Prints a table, writes the out directory. */

import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { type LoadedPolicy, loadPolicyPlugin, POLICY_NAMES } from '../../control/index.js';
import { InputError } from '../../core/errors.js';
import { adaptersFile } from '../../record/adapters.js';
import { type OutDirectory, withOutDirectory } from '../../record/out-directory.js';
import { RUN_FILES, RUN_KIND, runFiles } from '../../record/run-files.js';
import { renderReport, renderTable } from '../../report/index.js';
import {
  channelRemark,
  inScenarioKeys,
  KNOWN_NAMES,
  namesWith,
  overrideScenario,
  printDefaults,
  quickScenario,
  readScenarioFile,
  shippedSchemaPath,
  withPlugins,
} from '../../scenario/index.js';
import {
  loadTraces,
  type ProofLines,
  proofs,
  type RunResult,
  runScenario,
  type Scenario,
  workerPool,
} from '../../simulation/index.js';
import { loadSolver } from '../../solvers/index.js';
import { remarkLines, type TraceRemark } from '../../system/traces/index.js';
import { createSplitTask, type Layout } from '../../training/index.js';
import { stepWarnings } from '../../validation/index.js';
import { EXIT, exitCodeOfRounds } from '../exit.js';
import { onInterrupt } from '../interrupt.js';
import { wholeNumber } from '../option-values.js';
import { createProgress, tell } from '../progress.js';

interface RunOptions {
  readonly out: string;
  readonly seed?: number;
  readonly rounds?: number;
  readonly policy?: readonly string[];
  readonly plugin?: readonly string[];
  readonly traces?: string;
  readonly quick?: true;
  readonly workers: number;
  readonly printDefaults?: true;
  readonly trajectoryConstants?: true;
  readonly audit?: true;
}

/** Start, end and three rounds between them. */
const TRAJECTORY_POINTS = 5;

export function addRunCommand(root: Command): void {
  root
    .command('run')
    .description('run a scenario: every policy decides, proves and trains round by round; prints a table')
    .argument(
      '[scenario]',
      'scenario file (YAML), or the name of a ready one such as vehicles; without one, the defaults',
    )
    .option('--out <dir>', 'where summary.json, rounds.ndjson and report.html go', 'out')
    .option('--seed <n>', 'seed of everything random', wholeNumber(0))
    .option('--rounds <n>', 'rounds of the horizon', wholeNumber(1))
    .option('--policy <name...>', `policies to run, of: ${POLICY_NAMES.join(', ')}`)
    .option('--plugin <file...>', 'ES modules that export a policy each, compared beside the others')
    .option(
      '--traces <dir>',
      'folder of measured channels, for a scenario whose radio.channel is of kind traces',
    )
    .option('--quick', 'a small version of the scenario, done in seconds')
    .option('--workers <n>', 'worker threads that train devices', wholeNumber(1), availableParallelism())
    .option('--trajectory-constants', "measure the bound's constants again along the first policy's run")
    .option(
      '--audit',
      'hold the theorems against every round on the real model, term by term (two more gradients of every device a round and policy)',
    )
    .option('--print-defaults', 'print a complete commented scenario and stop')
    .action(async (path: string | undefined, options: RunOptions) => {
      if (options.printDefaults) {
        process.stdout.write(printDefaults(pathToFileURL(shippedSchemaPath()).href));
        return;
      }
      const plugins = await Promise.all((options.plugin ?? []).map(loadPolicyPlugin));
      await run(await loadScenario(path, options, plugins), options, plugins);
    });
}

async function loadScenario(
  path: string | undefined,
  options: RunOptions,
  plugins: readonly LoadedPolicy[],
): Promise<Scenario> {
  const refs = plugins.map(({ ref }) => ref);
  const known = namesWith(KNOWN_NAMES, refs);
  const read = await readScenarioFile(path, known);
  const overridden = overrideScenario(
    options.quick ? quickScenario(read) : read,
    {
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.rounds === undefined ? {} : { rounds: options.rounds }),
      ...(options.policy === undefined ? {} : { policies: options.policy }),
      ...(options.traces === undefined ? {} : { traces: options.traces }),
    },
    known,
  );
  const scenario = withPlugins(overridden, refs);
  const remark = channelRemark(scenario);
  if (remark) process.stderr.write(`${remark}\n`);
  return scenario;
}

/** Reads the traces of a scenario, and says what is odd in them. */
async function tracesOf(scenario: Scenario) {
  const remarks: TraceRemark[] = [];
  try {
    return await loadTraces(scenario, (remark) => remarks.push(remark));
  } finally {
    for (const line of remarkLines(remarks)) tell(line);
  }
}

const clockS = () => performance.now() / 1000;

function run(scenario: Scenario, options: RunOptions, plugins: readonly LoadedPolicy[]): Promise<void> {
  return withOutDirectory(options.out, RUN_KIND, { tell }, (out) => runInto(out, scenario, options, plugins));
}

async function runInto(
  out: OutDirectory,
  scenario: Scenario,
  options: RunOptions,
  plugins: readonly LoadedPolicy[],
): Promise<void> {
  let roundsDone = 0;
  const interrupt = onInterrupt(() => roundsDone > 0);
  try {
    await runUntil(interrupt.signal, out, { scenario, options, plugins }, (rounds) => {
      roundsDone = rounds;
    });
  } finally {
    interrupt.end();
  }
}

interface AskedRun {
  readonly scenario: Scenario;
  readonly options: RunOptions;
  readonly plugins: readonly LoadedPolicy[];
}

async function runUntil(
  signal: AbortSignal,
  out: OutDirectory,
  { scenario, options, plugins }: AskedRun,
  onRounds: (done: number) => void,
): Promise<void> {
  const traces = await tracesOf(scenario);
  const startedAt = new Date().toISOString();
  const progress = createProgress(process.stderr, clockS);
  const spec = scenario.learning.task;
  const pool = workerPool(spec, options.workers);
  try {
    const proven = proofs();
    const dependencies = {
      task: await inScenarioKeys(createSplitTask(spec)),
      plugins: plugins.map(({ policy }) => policy),
      traces,
      pool,
      solver: await loadSolver(scenario.control.solver),
      clockS,
      horizonWorkers: pool.workers,
    };
    const result = await runScenario(scenario, dependencies, {
      signal,
      ...(options.trajectoryConstants ? { trajectoryPoints: TRAJECTORY_POINTS } : {}),
      audited: options.audit === true,
      onProgress: (done, total, what) => {
        onRounds(Math.max(0, done - 1)); // Setting up counts as one.
        progress.update(done, total, what);
      },
      observers: [proven],
    });
    progress.end();
    await keep(result, dependencies.task.layout, out, startedAt, proven.lines);
    conclude(result, options.out);
  } finally {
    progress.end();
    await pool.close();
  }
}

async function keep(
  result: RunResult,
  layout: Layout,
  out: OutDirectory,
  startedAt: string,
  lines: ProofLines,
): Promise<void> {
  const { summary, records } = result;
  if (summary.completedRounds === 0) {
    throw new InputError('run', 'stopped before the first round', 'at least one finished round to keep');
  }
  const timing = { startedAt, ...result.timing };
  const files = {
    ...runFiles({
      ...result,
      timing,
      proofs: lines,
      ...(result.models.length > 0 ? { adapters: adaptersFile(layout, result.models) } : {}),
    }),
    [RUN_FILES.report]: await renderReport(summary, records, { audit: result.audit }),
  };
  await out.replace(files);
}

function conclude({ summary, records }: RunResult, out: string): void {
  process.stdout.write(`${renderTable(summary)}\n`);
  const refused = records.filter((record) => !record.certificate.valid).length;
  process.stderr.write(
    `${out}/${RUN_FILES.report} shows the run; ${out}/${RUN_FILES.rounds} has every round.\n`,
  );
  if (refused > 0) {
    process.stderr.write(`${refused} of ${records.length} rounds were refused by the checker.\n`);
  }
  for (const warning of stepWarnings(summary, records)) tell(warning);
  process.exitCode = exitCodeOfRounds({ refused, stopped: summary.stopped });
  const diverged = summary.policies.filter(({ heldOutLoss }) => !Number.isFinite(heldOutLoss ?? 0));
  if (diverged.length > 0) {
    const names = diverged.map(({ policy }) => policy).join(', ');
    process.stdout.write(`Diverged, the loss is not a number any more: ${names}.\n`);
    tell(`The training diverged for ${names}: learning.optimiser.stepSize is too large for it.`);
    process.exitCode = EXIT.checkFailed;
  }
}
