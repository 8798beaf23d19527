/** `driftlora bench`: solvers side by side on random families or on problems of one's own. */
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { type BenchInstance, benchInstances } from '../../bench/families.js';
import { benchTable, performanceProfileSvg } from '../../bench/report.js';
import { type BenchReport, type BenchRow, benchReport, isFailure } from '../../bench/run.js';
import { InputError, oneLine } from '../../core/errors.js';
import { parseJson, readLines, writeLine } from '../../core/json-input.js';
import { validateRoundProblem } from '../../problem/round/validate.js';
import { type OutDirectory, type OutKind, withOutDirectory } from '../../record/out-directory.js';
import { EXIT, type ExitCode, worse } from '../exit.js';
import type { Interrupt } from '../interrupt.js';
import { secondsOption, wholeNumber } from '../option-values.js';
import { createProgress, tell } from '../progress.js';
import type { BenchNews, BenchRequest } from '../threads/bench-thread.js';
import { workInThread } from '../threads/work-thread.js';

interface BenchCommandOptions {
  readonly solver: readonly string[];
  readonly plugin?: readonly string[];
  readonly instances?: string;
  readonly sizes: readonly number[];
  readonly seeds: number;
  readonly timeLimit: number;
  readonly out?: string;
}

const KIND: OutKind = {
  command: 'bench',
  mark: 'bench.json',
  files: ['bench.json', 'table.md', 'profile.svg'],
};
const size = wholeNumber(1);

export function addBenchCommand(root: Command, interrupt: Interrupt): void {
  root
    .command('bench')
    .description('compare solvers; every answer is judged by the checker, never by the solver')
    .option('--solver <name...>', 'solvers of the registry', ['exact', 'relaxed', 'greedy'])
    .option('--plugin <file...>', 'ES modules that export one solver each')
    .option('--instances <dir>', 'round problems of your own (*.json, *.ndjson) instead of random families')
    .option(
      '--sizes <k...>',
      'devices of the random problems',
      (text, before: readonly number[]) => [...(before === DEFAULT_SIZES ? [] : before), size(text)],
      DEFAULT_SIZES,
    )
    .option('--seeds <n>', 'random problems of each family and size', wholeNumber(1), 3)
    .option('--time-limit <time>', 'of one solve, e.g. 10s', secondsOption, 10)
    .option('--out <dir>', `also write ${KIND.files.join(', ')} there`)
    .action((options: BenchCommandOptions) =>
      options.out === undefined
        ? bench(options, interrupt)
        : withOutDirectory(options.out, KIND, { tell }, (out) => bench(options, interrupt, out)),
    );
}

const DEFAULT_SIZES: readonly number[] = [20, 100];

const THREAD = new URL('../threads/bench-thread.js', import.meta.url);

interface Benched {
  readonly report: BenchReport;
  readonly isWhole: boolean;
}

/** Stopped, it ends at once: whole instances count, that under way is lost. */
async function measure(
  instances: readonly BenchInstance[],
  { solver, plugin = [], timeLimit }: BenchCommandOptions,
  { keep, signal }: Interrupt,
): Promise<Benched> {
  const request: BenchRequest = { instances, solvers: solver, plugins: plugin, timeLimitS: timeLimit };
  const rows: BenchRow[] = [];
  let names: readonly string[] = [];
  keep({ isWorthKeeping: () => rows.length > 0, words: 'Stopping; instances that are finished count.' });
  const progress = createProgress(process.stderr, () => performance.now() / 1000);
  const onNews = (news: BenchNews) => {
    if (news.kind === 'solvers') names = news.names;
    else {
      rows.push(...news.rows);
      progress.update(rows.length / names.length, instances.length, 'instances');
    }
  };
  try {
    await workInThread<BenchRequest, BenchNews, void>(THREAD, request, {
      onNews,
      signal,
      isEndedAtOnce: true,
    });
  } finally {
    progress.end();
  }
  return { report: benchReport(rows, names, timeLimit), isWhole: !signal.aborted };
}

async function bench(options: BenchCommandOptions, interrupt: Interrupt, out?: OutDirectory): Promise<void> {
  const seeds = Array.from({ length: options.seeds }, (_, i) => i + 1);
  const { instances: folder } = options;
  const instances = folder === undefined ? benchInstances(options.sizes, seeds) : await readInstances(folder);
  const { report, isWhole } = await measure(instances, options, interrupt);
  await writeLine(benchTable(report));
  if (out) await keep(report, out);
  await showTrouble(report.rows, instances);
  const measured = new Set(report.rows.map(({ instance }) => instance)).size;
  if (!isWhole) tell(`Stopped after ${measured} of ${instances.length} instances.`);
  const code = exitCode(report);
  process.exitCode = isWhole ? code : worse(code, EXIT.stopped);
}

function exitCode({ rows, summaries }: BenchReport): ExitCode {
  if (rows.some(isFailure)) return EXIT.checkFailed;
  return summaries.some((summary) => summary.endless > 0) ? EXIT.stopped : EXIT.done;
}

/** At most so many are told one by one. */
const SHOWN = 20;

/** What a solver threw, lied about or never gave: on the screen, with its problem as a file that `driftlora solve` reads. */
async function showTrouble(rows: readonly BenchRow[], instances: readonly BenchInstance[]): Promise<void> {
  const trouble = rows.filter((row) => isFailure(row) || row.status === 'endless');
  if (trouble.length === 0) return;
  const directory = await mkdtemp(join(tmpdir(), 'driftlora-bench-'));
  for (const [i, { solver, instance, status, reasons }] of trouble.slice(0, SHOWN).entries()) {
    const { problem } = instances.find(({ name }) => name === instance)!;
    const file = join(directory, `${i + 1}.json`);
    await writeFile(file, `${JSON.stringify(problem)}\n`);
    process.stderr.write(
      `${printable(`${solver} on ${instance}: ${status}; ${reasons.join('; ')}`)}; see ${file}\n`,
    );
  }
  if (trouble.length > SHOWN) process.stderr.write(`and ${trouble.length - SHOWN} more\n`);
}

/** A plug-in's words on one line, without what a terminal would obey. */
function printable(text: string): string {
  return oneLine(text).slice(0, 400);
}

async function readInstances(directory: string): Promise<BenchInstance[]> {
  const names = (await readdir(directory)).filter((name) => /\.(json|ndjson)$/.test(name)).sort();
  const instances: BenchInstance[] = [];
  for (const name of names) {
    const path = join(directory, name);
    if (name.endsWith('.json')) instances.push(instance(await readFile(path, 'utf8'), path));
    else for await (const { text, where } of readLines(path)) instances.push(instance(text, where));
  }
  if (instances.length === 0) {
    throw new InputError('--instances', directory, 'a directory with round problems in *.json or *.ndjson');
  }
  return instances;
}

function instance(text: string, where: string): BenchInstance {
  const problem = validateRoundProblem(parseJson(text, where));
  return { name: basename(where), family: 'own', problem };
}

async function keep(report: BenchReport, out: OutDirectory): Promise<void> {
  await out.replace({
    'bench.json': `${JSON.stringify(report, null, 2)}\n`,
    'table.md': `${benchTable(report)}\n`,
    'profile.svg': performanceProfileSvg(report),
  });
}
