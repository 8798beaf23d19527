/** `driftlora report`: the report of a finished run again, from its records alone; its figures as files of their own. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../core/errors.js';
import { writeLine } from '../../core/json-input.js';
import { divergedPolicies } from '../../record/diverged.js';
import { OutDirectory, type OutKind } from '../../record/out-directory.js';
import { type FinishedRun, readRunDirectory } from '../../record/run-directory.js';
import { RUN_FILES } from '../../record/run-files.js';
import { FIGURE_NAMES, figureFiles, renderReport, renderTable } from '../../report/index.js';
import { EXIT } from '../exit.js';
import { tell } from '../progress.js';

interface ReportOptions {
  readonly figures?: string;
}

const PAGE: OutKind = { command: 'report', mark: RUN_FILES.report, files: [RUN_FILES.report] };
const FIGURES: OutKind = {
  command: 'report',
  mark: `${FIGURE_NAMES[0]}.svg`,
  files: FIGURE_NAMES.flatMap((name) => [`${name}.svg`, `${name}.csv`]),
};

export function addReportCommand(root: Command): void {
  root
    .command('report')
    .description('the report of a finished run again, from its records; prints its table')
    .argument('<run-dir>', 'the --out directory of a run')
    .option('--figures <dir>', 'also each figure as NAME.svg, and what it shows as NAME.csv')
    .action(report);
}

async function keepPage(run: FinishedRun): Promise<void> {
  const out = await OutDirectory.addTo(run.directory, PAGE, { tell });
  try {
    await out.add({ [RUN_FILES.report]: await renderReport(run.summary, run.records, run) });
  } finally {
    out.close();
  }
}

/** Refused like any out directory, by the option's own name. */
async function openFigures(path: string): Promise<OutDirectory> {
  return OutDirectory.open(path, FIGURES, { tell }).catch((error: unknown) => {
    throw error instanceof InputError ? new InputError('--figures', error.value, error.accepted) : error;
  });
}

async function report(directory: string, { figures }: ReportOptions): Promise<void> {
  const run = await readRunDirectory(directory);
  const out = figures === undefined ? undefined : await openFigures(figures);
  try {
    await keepPage(run);
    await out?.replace(await figureFiles(run.summary, run.records, run.audit));
  } finally {
    out?.close();
  }
  await writeLine(renderTable(run.summary));
  tell(`${join(directory, RUN_FILES.report)} shows the run.`);
  const isRefused = run.records.some(({ certificate }) => !certificate.valid);
  if (isRefused || divergedPolicies(run.summary).length > 0) process.exitCode = EXIT.checkFailed;
}
