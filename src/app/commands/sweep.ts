/** `driftlora sweep`: one scenario over a grid of its keys, on the same seeds, with intervals; goes on where it stopped. */
import { availableParallelism } from 'node:os';
import { basename, extname, join } from 'node:path';
import type { Command } from 'commander';
import { loadPolicyPlugin } from '../../control/index.js';
import { InputError } from '../../core/errors.js';
import { writeLine } from '../../core/json-input.js';
import { readTextFile } from '../../core/text-file.js';
import {
  divergedRuns,
  renderMeansCsv,
  renderSeedsCsv,
  renderSweepLatex,
  renderSweepReport,
  renderSweepTable,
} from '../../report/index.js';
import { findShipped, KNOWN_NAMES } from '../../scenario/index.js';
import { type CellSink, type ComputeCells, type FailedCell, onThisMachine } from '../../sweep/compute.js';
import { SweepDirectory } from '../../sweep/directory.js';
import { readSweep } from '../../sweep/document/read-sweep.js';
import {
  type CellJob,
  type CondensedCell,
  condenser,
  type SweepCell,
  type SweepPlan,
  type SweepResults,
  sweepResults,
  workOf,
} from '../../sweep/index.js';
import { onQueue, withdrawFrom } from '../../sweep/queue/collect.js';
import { QUEUE_VARIABLE, queueAddress } from '../../sweep/queue/redis.js';
import { EXIT, exitCodeOfRounds } from '../exit.js';
import type { Interrupt } from '../interrupt.js';
import { wholeNumber } from '../option-values.js';
import { createProgress, tell } from '../progress.js';

interface SweepOptions {
  readonly out?: string;
  readonly workers: number;
  readonly quick?: true;
  readonly queue?: string | true;
  readonly withdraw?: true;
  readonly plugin?: readonly string[];
}

const DEFAULT_OUT = 'out-sweep';

export function addSweepCommand(root: Command, interrupt: Interrupt): void {
  root
    .command('sweep')
    .description('a scenario over a grid of its keys and over seeds: means with 95 % intervals and a figure')
    .argument('<sweep>', 'sweep file (YAML), see docs/sweeps.md, or the name of a ready one such as tradeoff')
    .option('--out <dir>', `where cells, results and report go (default: ${DEFAULT_OUT}/NAME of the file)`)
    .option('--workers <n>', 'cells computed at once', wholeNumber(1), availableParallelism())
    .option('--quick', 'a small version: short runs, one seed, the ends of every axis')
    .option(
      '--queue [url]',
      `let "driftlora worker" processes compute: a Redis server, or ${QUEUE_VARIABLE} when URL is left out`,
    )
    .option('--plugin <file...>', 'ES modules that export a policy each, compared beside the others')
    .option('--withdraw', 'take the waiting cells of this sweep out of the queue, and stop')
    .action((path: string, options: SweepOptions) => sweep(path, options, interrupt));
}

function defaultOut(path: string, quick: boolean): string {
  return join(DEFAULT_OUT, `${basename(path, extname(path))}${quick ? '-quick' : ''}`);
}

const clockS = () => performance.now() / 1000;

async function sweep(given: string, options: SweepOptions, interrupt: Interrupt): Promise<void> {
  const quick = options.quick === true;
  const path = findShipped(given, 'sweeps', 'sweep');
  const text = await readTextFile(path, { field: 'sweep', what: 'a sweep file' });
  if (options.plugin && options.queue)
    throw new InputError(
      '--plugin',
      options.plugin[0],
      'no plug-ins with --queue: other machines do not have the file',
    );
  const loaded = await Promise.all((options.plugin ?? []).map(loadPolicyPlugin));
  const plugins = loaded.map(({ ref }) => ref);
  const plan = await readSweep(text, path, { known: KNOWN_NAMES, plugins, quick });
  if (options.withdraw) return withdraw(plan, options.queue ?? true);
  const out = options.out ?? defaultOut(path, quick);
  const compute = options.queue ? onQueue(queueAddress(options.queue), tell) : onThisMachine(options.workers);
  const directory = await SweepDirectory.open(out, plan, { tell });
  const words = 'Stopping; cells that are finished are kept.';
  interrupt.keep({ isWorthKeeping: () => true, words });
  try {
    await sweepInto({ directory, out, plan, compute, signal: interrupt.signal });
  } finally {
    directory.close();
  }
}

async function withdraw({ cells }: SweepPlan, queue: string | true): Promise<void> {
  const address = queueAddress(queue);
  const count = await withdrawFrom(address, cells, tell);
  tell(`${count} waiting cells of this sweep were taken out of ${address.shown}.`);
}

interface Sweeping {
  readonly directory: SweepDirectory;
  /** As the user wrote it. */
  readonly out: string;
  readonly plan: SweepPlan;
  readonly compute: ComputeCells;
  readonly signal: AbortSignal;
}

async function sweepInto(sweeping: Sweeping): Promise<void> {
  const { directory, out, plan, signal } = sweeping;
  const failed = await computeRest(sweeping);
  const kept = failed.length > 0 ? [] : await keptCells(sweeping);
  if (signal.aborted || failed.length > 0) {
    tellFailed(plan, failed);
    tell(`Stopped; finished cells are kept in ${out}, the same command does the rest.`);
    process.exitCode = failed.length > 0 ? EXIT.badInput : EXIT.stopped;
    return;
  }
  const results = sweepResults(plan, kept);
  await directory.writeResults({
    'results.json': `${JSON.stringify(results, null, 2)}\n`,
    'results.csv': renderSeedsCsv(results),
    'means.csv': renderMeansCsv(results),
    'table.tex': renderSweepLatex(results),
    'report.html': await renderSweepReport(results),
  });
  await conclude(results, out);
}

/** A line for each cell that could not be computed. */
function tellFailed({ axes, points, cells }: SweepPlan, failed: readonly FailedCell[]): void {
  for (const { job, why } of failed) {
    const cell = cells.find(({ fingerprint }) => fingerprint === job.fingerprint)!;
    const values = axes.map(({ key, labels }, a) => `${key} ${labels[points[cell.point]![a]!]}`);
    tell(
      `failed: ${[...values, `seed ${cell.seed}`].join(', ')} (cell ${job.fingerprint.slice(0, 12)}): ${why}`,
    );
  }
  if (failed.length > 0) tell(`${failed.length} of ${cells.length} cells could not be computed.`);
}

/** In the order of the plan, one after another: what a result does not need of a cell is gone before the next is read. */
async function keptCells({ plan, directory, signal }: Sweeping): Promise<CondensedCell[]> {
  const condensed = condenser(plan);
  const kept: CondensedCell[] = [];
  for (const cell of plan.cells) {
    if (signal.aborted) return [];
    const found = await directory.cell(cell);
    if (!found) throw new InputError('--out', cell.fingerprint, 'cells that stay as they were kept');
    kept.push(condensed(found));
  }
  return kept;
}

/** Cells that are not finished, and how many are; one file at a time. */
async function missingCells({ plan: { cells }, directory, signal }: Sweeping) {
  const names = await directory.names();
  const missing: SweepCell[] = [];
  for (const cell of cells) {
    if (signal.aborted) break;
    if (!names.has(cell.fingerprint) || !(await directory.cell(cell))) missing.push(cell);
  }
  return missing;
}

/** @returns the cells that could not be computed */
async function computeRest(sweeping: Sweeping): Promise<readonly FailedCell[]> {
  const { plan, directory, compute, signal } = sweeping;
  const missing = await missingCells(sweeping);
  if (signal.aborted) return [];
  // Grid points that come to the same scenario are one job.
  const jobs = [...new Map(missing.map((cell) => [cell.fingerprint, cell])).values()];
  if (missing.length < plan.cells.length) {
    tell(`${plan.cells.length - missing.length} of ${plan.cells.length} cells are kept.`);
  }
  if (jobs.length === 0) return [];
  const progress = cellProgress(jobs);
  const sink: CellSink = {
    keep: async (job, text) => {
      await directory.keepCell(job.fingerprint, text);
      progress.finished(job);
    },
    progress: progress.running,
  };
  try {
    return await compute(jobs, sink, signal);
  } finally {
    progress.end();
  }
}

/** Progress in rounds of all cells together, so that the time left moves while long cells run. */
function cellProgress(jobs: readonly CellJob[]) {
  const line = createProgress(process.stderr, clockS);
  const total = jobs.reduce((sum, job) => sum + workOf(job), 0);
  const running = new Map<string, number>();
  let cells = 0;
  let all = 0;
  const set = (fingerprint: string, done: number) => {
    all += done - (running.get(fingerprint) ?? 0);
    running.set(fingerprint, done);
    line.update(all, total, `${cells} of ${jobs.length} cells, rounds`);
  };
  return {
    running: set,
    finished(job: CellJob) {
      cells++;
      set(job.fingerprint, workOf(job));
    },
    end: () => line.end(),
  };
}

async function conclude(results: SweepResults, out: string): Promise<void> {
  await writeLine(renderSweepTable(results));
  process.stderr.write(`${out}/report.html shows the sweep; ${out}/results.csv has its numbers.\n`);
  const { total, certified } = results.rounds;
  if (certified < total) {
    process.stderr.write(`${total - certified} of ${total} rounds were refused by the checker.\n`);
  }
  process.exitCode = exitCodeOfRounds({ refused: total - certified, stopped: false });
  const diverged = divergedRuns(results);
  if (diverged.count > 0) {
    tell(
      `The training diverged in ${diverged.count} of ${diverged.of} runs: learning.optimiser.stepSize is too large for them.`,
    );
    process.exitCode = EXIT.checkFailed;
  }
}
