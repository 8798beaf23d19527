/** `driftlora report`: the report of a finished run again, from its records alone; its figures as files of their own. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { writeLine } from '../../core/json-input.js';
import { OutDirectory, type OutKind, withOutDirectory } from '../../record/out-directory.js';
import { type FinishedRun, readRunDirectory } from '../../record/run-directory.js';
import { RUN_FILES } from '../../record/run-files.js';
import {
  divergedPolicies,
  FIGURE_NAMES,
  figureFiles,
  renderReport,
  renderTable,
} from '../../report/index.js';
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

async function report(directory: string, { figures }: ReportOptions): Promise<void> {
  const run = await readRunDirectory(directory);
  await keepPage(run);
  if (figures !== undefined) {
    await withOutDirectory(figures, FIGURES, { tell }, async (out) => {
      await out.replace(await figureFiles(run.summary, run.records, run.audit));
    });
  }
  await writeLine(renderTable(run.summary));
  tell(`${join(directory, RUN_FILES.report)} shows the run.`);
  const isRefused = run.records.some(({ certificate }) => !certificate.valid);
  if (isRefused || divergedPolicies(run.summary).length > 0) process.exitCode = EXIT.checkFailed;
}
