/** `driftlora sweep`: one scenario over a grid of its keys, on the same seeds, with intervals; goes on where it stopped. */
import { availableParallelism } from 'node:os';
import { basename, extname, join } from 'node:path';
import type { Command } from 'commander';
import { writeLine } from '../../core/json-input.js';
import { readTextFile } from '../../core/text-file.js';
import { renderSweepCsv, renderSweepReport, renderSweepTable } from '../../report/index.js';
import { findShipped, KNOWN_NAMES } from '../../scenario/index.js';
import { type ComputeCells, onThisMachine } from '../../sweep/compute.js';
import { SweepDirectory } from '../../sweep/directory.js';
import { readSweep } from '../../sweep/document/read-sweep.js';
import {
  type CellJob,
  type CellResult,
  type SweepPlan,
  type SweepResults,
  sweepResults,
  workOf,
} from '../../sweep/index.js';
import { onQueue } from '../../sweep/queue/collect.js';
import { QUEUE_VARIABLE, queueAddress } from '../../sweep/queue/redis.js';
import { EXIT, exitCodeOfRounds } from '../exit.js';
import { wholeNumber } from '../option-values.js';
import { createProgress, tell } from '../progress.js';

interface SweepOptions {
  readonly out?: string;
  readonly workers: number;
  readonly quick?: true;
  readonly queue?: string | true;
}

const DEFAULT_OUT = 'out-sweep';

export function addSweepCommand(root: Command): void {
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
    .action(sweep);
}

function defaultOut(path: string, quick: boolean): string {
  return join(DEFAULT_OUT, `${basename(path, extname(path))}${quick ? '-quick' : ''}`);
}

const clockS = () => performance.now() / 1000;

async function sweep(given: string, options: SweepOptions): Promise<void> {
  const quick = options.quick === true;
  const path = findShipped(given, 'sweeps', 'sweep');
  const text = await readTextFile(path, { field: 'sweep', what: 'a sweep file' });
  const plan = await readSweep(text, path, { known: KNOWN_NAMES, quick });
  const out = options.out ?? defaultOut(path, quick);
  const compute = options.queue ? onQueue(queueAddress(options.queue)) : onThisMachine(options.workers);
  const directory = await SweepDirectory.open(out, plan, { tell });
  try {
    await sweepInto(directory, out, plan, compute);
  } finally {
    directory.close();
  }
}

async function sweepInto(
  directory: SweepDirectory,
  out: string,
  plan: SweepPlan,
  compute: ComputeCells,
): Promise<void> {
  const isComplete = await computeRest(plan, directory, compute);
  if (!isComplete) {
    process.stderr.write(`Stopped; finished cells are kept in ${out}, the same command does the rest.\n`);
    process.exitCode = EXIT.stopped;
    return;
  }
  const results = sweepResults(plan, (await keptCells(plan, directory)) as CellResult[]);
  await directory.writeResults({
    'results.json': `${JSON.stringify(results, null, 2)}\n`,
    'results.csv': renderSweepCsv(results),
    'report.html': await renderSweepReport(results),
  });
  await conclude(results, out);
}

/** In the order of the plan; undefined where a cell is not finished. */
function keptCells({ cells }: SweepPlan, directory: SweepDirectory): Promise<(CellResult | undefined)[]> {
  return Promise.all(cells.map(({ fingerprint }) => directory.cell(fingerprint)));
}

/** @returns whether all cells are there now; not so after Ctrl-C */
async function computeRest(
  plan: SweepPlan,
  directory: SweepDirectory,
  compute: ComputeCells,
): Promise<boolean> {
  const kept = await keptCells(plan, directory);
  const missing = plan.cells.filter((_, i) => !kept[i]);
  // Grid points that come to the same scenario are one job.
  const jobs = [...new Map(missing.map((cell) => [cell.fingerprint, cell])).values()];
  if (missing.length < plan.cells.length) {
    process.stderr.write(`${plan.cells.length - missing.length} of ${plan.cells.length} cells are kept.\n`);
  }
  if (jobs.length === 0) return true;
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  const progress = cellProgress(jobs);
  try {
    await compute(
      jobs,
      {
        keep: async (job, text) => {
          await directory.keepCell(job.fingerprint, text);
          progress.finished(job);
        },
        progress: progress.running,
      },
      stop.signal,
    );
    return !stop.signal.aborted;
  } finally {
    progress.end();
    process.removeListener('SIGINT', onInterrupt).removeListener('SIGTERM', onInterrupt);
  }
}

/** Progress in rounds of all cells together, so that the time left moves while long cells run. */
function cellProgress(jobs: readonly CellJob[]) {
  const line = createProgress(process.stderr, clockS);
  const total = jobs.reduce((sum, job) => sum + workOf(job), 0);
  const doneOf = new Map<string, number>();
  let cells = 0;
  const set = (fingerprint: string, done: number) => {
    doneOf.set(fingerprint, done);
    const sum = [...doneOf.values()].reduce((all, one) => all + one, 0);
    line.update(sum, total, `${cells} of ${jobs.length} cells, rounds`);
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
}
