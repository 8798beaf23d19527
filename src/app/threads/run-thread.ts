/** The thread of a run: reads what the scenario names, plays it, and makes the texts of its files. */

import { reloadPolicyPlugin } from '../../control/index.js';
import { InputError } from '../../core/errors.js';
import { adaptersFile } from '../../record/adapters.js';
import { divergedPolicies } from '../../record/diverged.js';
import type { OutFiles } from '../../record/out-directory.js';
import { RUN_FILES, runFiles } from '../../record/run-files.js';
import type { Study } from '../../record/study.js';
import { renderInteractive, renderRunFiles, renderTerminal } from '../../report/index.js';
import { inScenarioKeys } from '../../scenario/index.js';
import {
  inlinePool,
  loadTraces,
  type ProofLines,
  proofs,
  type RunResult,
  runScenario,
  type Scenario,
  withMeasuredRank,
  workerPool,
} from '../../simulation/index.js';
import { loadSolver } from '../../solvers/index.js';
import { remarkLines, type TraceRemark } from '../../system/traces/index.js';
import { createSplitTask, type Layout } from '../../training/index.js';
import { stepWarnings } from '../../validation/index.js';
import { type Cuttable, inThread, type StopFlag } from './in-thread.js';

export interface RunRequest {
  readonly scenario: Scenario;
  /** Threads that train devices. */
  readonly workers: number;
  readonly trajectoryPoints?: number;
  readonly isAudited: boolean;
  /** Whether interactive.html is written, too. */
  readonly isExplored: boolean;
  readonly study?: Study;
}

export type RunNews =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly what: string }
  | { readonly kind: 'remark'; readonly line: string };

export interface RunOutcome {
  /** Content of each file, by name. */
  readonly files: OutFiles;
  /** The figures of the report, in a folder of their own. */
  readonly figures: OutFiles;
  readonly table: string;
  readonly decisions: number;
  readonly refused: number;
  readonly stopped: boolean;
  /** Policies whose training ended in no model. */
  readonly diverged: readonly string[];
  /** What is to be said of the step size. */
  readonly warnings: readonly string[];
}

type Tell = (news: RunNews) => void;

/** Reads the traces of a scenario, and says what is odd in them. */
async function tracesOf(scenario: Scenario, tell: Tell) {
  const remarks: TraceRemark[] = [];
  try {
    return await loadTraces(scenario, (remark) => remarks.push(remark));
  } finally {
    for (const line of remarkLines(remarks)) tell({ kind: 'remark', line });
  }
}

async function run(
  request: RunRequest,
  tell: Tell,
  signal: StopFlag,
  cuttable: Cuttable<RunOutcome>,
): Promise<RunOutcome> {
  const { workers, trajectoryPoints, isAudited, isExplored, study } = request;
  const traces = await tracesOf(request.scenario, tell);
  const scenario = withMeasuredRank(request.scenario, traces);
  const startedAt = new Date().toISOString();
  const spec = scenario.learning.task;
  const task = await inScenarioKeys(createSplitTask(spec));
  // Where nothing is trained or measured no thread needs the task.
  const pool = spec.isSizesOnly ? { ...inlinePool(task), workers } : workerPool(spec, workers);
  try {
    const proven = proofs();
    const dependencies = {
      ...{ task, traces, pool, horizonWorkers: pool.workers },
      solver: await loadSolver(scenario.control.solver),
      plugins: await Promise.all((scenario.plugins ?? []).map(reloadPolicyPlugin)),
      clockS: () => performance.now() / 1000,
    };
    const outcome = (result: RunResult) =>
      outcomeOf(result, { layout: task.layout, startedAt, lines: proven.lines, isExplored, study });
    const result = await runScenario(scenario, dependencies, {
      signal,
      onStart: (cut) => cuttable(async () => outcome(await cut())),
      ...(trajectoryPoints === undefined ? {} : { trajectoryPoints }),
      audited: isAudited,
      onProgress: (done, total, what) => tell({ kind: 'progress', done, total, what }),
      observers: [proven],
    });
    return await outcome(result);
  } finally {
    await pool.close();
  }
}

interface Around {
  readonly layout: Layout;
  readonly startedAt: string;
  readonly lines: ProofLines;
  readonly isExplored: boolean;
  readonly study: Study | undefined;
}

function explored({ summary, records, timing }: RunResult, startedAt: string, lines: ProofLines): string {
  const parsed = (texts: readonly string[]): unknown[] => texts.map((text) => JSON.parse(text));
  const proofs = { problems: parsed(lines.problems), solutions: parsed(lines.solutions) };
  return renderInteractive(
    { summary, records, timing: { startedAt, ...timing }, proofs },
    () => performance.now(),
    // Whoever stops a run does not want to wait.
    summary.stopped ? { rounds: 0, eachS: 0, totalS: 0 } : undefined,
  );
}

async function outcomeOf(
  result: RunResult,
  { layout, startedAt, lines, isExplored, study }: Around,
): Promise<RunOutcome> {
  const { summary, records } = result;
  if (summary.completedRounds === 0) {
    throw new InputError('run', 'stopped before the first round', 'at least one finished round to keep');
  }
  const timing = { startedAt, ...result.timing };
  const report = await renderRunFiles(summary, records, { audit: result.audit, study });
  return {
    files: {
      ...runFiles({
        ...result,
        timing,
        proofs: lines,
        ...(study ? { study } : {}),
        ...(result.models.length > 0 ? { adapters: adaptersFile(layout, result.models) } : {}),
      }),
      [RUN_FILES.report]: report.page,
      [RUN_FILES.table]: report.latex,
      ...(isExplored ? { [RUN_FILES.interactive]: explored(result, startedAt, lines) } : {}),
    },
    figures: report.figures,
    table: renderTerminal(summary, records, { audit: result.audit, study }),
    decisions: records.length,
    refused: records.filter((record) => !record.certificate.valid).length,
    stopped: summary.stopped,
    diverged: divergedPolicies(summary),
    warnings: stepWarnings(summary, records),
  };
}

await inThread(run);
