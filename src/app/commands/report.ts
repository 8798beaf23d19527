/** `driftlora report`: the report of a finished run again, from its records alone; or two runs held against each other. */
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../core/errors.js';
import { writeLine } from '../../core/json-input.js';
import { divergedPolicies } from '../../record/diverged.js';
import { OutDirectory, type OutFiles, type OutKind } from '../../record/out-directory.js';
import { type FinishedRun, readProofs, readRunDirectory, readTiming } from '../../record/run-directory.js';
import { FIGURES_FOLDER, RUN_FILES } from '../../record/run-files.js';
import {
  pairRuns,
  renderInteractive,
  renderPair,
  renderPairTable,
  renderRunFiles,
  renderTerminal,
} from '../../report/index.js';
import { EXIT } from '../exit.js';
import { keepFigures, openFigures } from '../figures-folder.js';
import { tell } from '../progress.js';

interface ReportOptions {
  readonly figures?: string;
  readonly timing?: true;
  readonly interactive?: true;
}

const ADDED: OutKind = {
  command: 'report',
  mark: RUN_FILES.report,
  files: [RUN_FILES.report, RUN_FILES.table, RUN_FILES.comparison, RUN_FILES.interactive],
};

export function addReportCommand(root: Command): void {
  root
    .command('report')
    .description('the report of a finished run again, from its records; of two runs, how they compare')
    .argument('<run-dir>', 'the --out directory of a run')
    .argument('[other-run-dir]', 'another one, to compare with: RUN_DIR gets a comparison.html')
    .option(
      '--figures <dir>',
      'where each figure goes as NAME.svg, and what it shows as NAME.csv (default: RUN_DIR/figures; of two runs nowhere)',
    )
    .option('--timing', 'with wall-clock times, which differ from run to run')
    .option(
      '--interactive',
      'also interactive.html: hover, zoom, and a click on a round for its problem, decision and explanation',
    )
    .action((first: string, second: string | undefined, options: ReportOptions) =>
      second === undefined ? report(first, options) : compareRuns(first, second, options),
    );
}

/** Adds to a run's directory what is no longer there, or was drawn by an earlier version. */
async function addFiles(directory: string, files: OutFiles): Promise<void> {
  const out = await OutDirectory.addTo(directory, ADDED, { tell });
  try {
    await out.add(files);
  } finally {
    out.close();
  }
}

const isRefused = ({ records }: FinishedRun) => records.some(({ certificate }) => !certificate.valid);

async function report(directory: string, options: ReportOptions): Promise<void> {
  const run = await readRunDirectory(directory);
  await rebuild(run, options);
  await writeLine(renderTerminal(run.summary, run.records, { audit: run.audit, study: run.study }));
  tell(`${join(directory, RUN_FILES.report)} shows the run.`);
  if (options.interactive) tell(`${join(directory, RUN_FILES.interactive)} shows it round by round.`);
  if (isRefused(run) || divergedPolicies(run.summary).length > 0) process.exitCode = EXIT.checkFailed;
}

async function rebuild(
  run: FinishedRun,
  { figures, timing: isTimed, interactive }: ReportOptions,
): Promise<void> {
  const { directory, summary, records, audit, study } = run;
  const [place, option] =
    figures === undefined ? [join(directory, FIGURES_FOLDER), 'RUN_DIR'] : [figures, '--figures'];
  const timing = isTimed ? await readTiming(directory) : undefined;
  const out = await openFigures(place, option);
  try {
    const drawn = await renderRunFiles(summary, records, { audit, timing, study });
    await addFiles(directory, {
      [RUN_FILES.report]: drawn.page,
      [RUN_FILES.table]: drawn.latex,
      ...(interactive ? { [RUN_FILES.interactive]: await explored(run) } : {}),
    });
    await out.replace(drawn.figures);
  } finally {
    out.close();
  }
}

async function explored({ directory, summary, records }: FinishedRun): Promise<string> {
  const [timing, proofs] = [await readTiming(directory), await readProofs(directory)];
  return renderInteractive({ summary, records, timing, proofs }, () => performance.now());
}

/** Names of their folders; with what leads there where those are the same. */
function labelsOf(directories: readonly [string, string]): [string, string] {
  const [a, b] = directories.map((path) => basename(resolve(path))) as [string, string];
  if (a !== b) return [a, b];
  return directories[0] === directories[1] ? [`${a} (first)`, `${b} (second)`] : [...directories];
}

async function compareRuns(
  first: string,
  second: string,
  { figures, timing, interactive }: ReportOptions,
): Promise<void> {
  const other = timing ? '--timing' : interactive ? '--interactive' : undefined;
  if (other) throw new InputError(other, second, 'one run alone');
  const runs = [await readRunDirectory(first), await readRunDirectory(second)] as const;
  const [a, b] = labelsOf([first, second]);
  const pair = pairRuns({ label: a, ...runs[0] }, { label: b, ...runs[1] });
  const drawn = await renderPair(pair);
  await addFiles(first, { [RUN_FILES.comparison]: drawn.page });
  if (figures !== undefined) await keepFigures(figures, '--figures', drawn.figures);
  await writeLine(renderPairTable(pair));
  tell(`${join(first, RUN_FILES.comparison)} compares the runs.`);
  if (runs.some(isRefused)) process.exitCode = EXIT.checkFailed;
}
