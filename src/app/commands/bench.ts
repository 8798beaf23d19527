/** `driftlora bench`: solvers side by side on random families or on problems of one's own. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { type BenchInstance, benchInstances } from '../../bench/families.js';
import { benchTable, performanceProfileSvg } from '../../bench/report.js';
import { type BenchReport, runBench, solverFromModule } from '../../bench/run.js';
import { InputError } from '../../core/errors.js';
import { parseJson, readLines, writeLine } from '../../core/json-input.js';
import { validateRoundProblem } from '../../problem/round/validate.js';
import { checkOutDirectory, type OutMark, writeOutDirectory } from '../../record/out-directory.js';
import { loadSolver, type RoundSolver } from '../../solvers/index.js';
import { EXIT } from '../exit.js';
import { secondsOption, wholeNumber } from '../option-values.js';

interface BenchCommandOptions {
  readonly solver: readonly string[];
  readonly plugin?: readonly string[];
  readonly instances?: string;
  readonly sizes: readonly number[];
  readonly seeds: number;
  readonly timeLimit: number;
  readonly out?: string;
}

/** What a directory of ours holds; checkOutDirectory replaces no other. */
const MARK: OutMark = { file: 'bench.json', keys: ['rows', 'summaries'] };
const size = wholeNumber(1);

export function addBenchCommand(root: Command): void {
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
    .option('--out <dir>', `also write ${MARK.file}, table.md and profile.svg there`)
    .action(bench);
}

const DEFAULT_SIZES: readonly number[] = [20, 100];

async function bench(options: BenchCommandOptions): Promise<void> {
  if (options.out !== undefined) await checkOutDirectory(options.out, MARK);
  const solvers = [
    ...(await Promise.all(options.solver.map(loadSolver))),
    ...(await Promise.all((options.plugin ?? []).map(loadPlugin))),
  ];
  const instances =
    options.instances === undefined
      ? benchInstances(
          options.sizes,
          Array.from({ length: options.seeds }, (_, i) => i + 1),
        )
      : await readInstances(options.instances);
  const report = runBench(instances, solvers, {
    clock: () => performance.now(),
    timeLimitS: options.timeLimit,
  });
  await writeLine(benchTable(report));
  if (options.out !== undefined) await keep(report, options.out);
  if (report.summaries.some((summary) => summary.invalid > 0)) process.exitCode = EXIT.checkFailed;
}

async function loadPlugin(path: string): Promise<RoundSolver> {
  const module = await import(pathToFileURL(resolve(path)).href).catch((error: unknown) => {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new InputError('--plugin', path, `an ES module that can be loaded (${why})`);
  });
  return solverFromModule(module as Record<string, unknown>);
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

async function keep(report: BenchReport, out: string): Promise<void> {
  await writeOutDirectory(
    out,
    {
      [MARK.file]: `${JSON.stringify(report, null, 2)}\n`,
      'table.md': `${benchTable(report)}\n`,
      'profile.svg': performanceProfileSvg(report),
    },
    MARK,
  );
}
