/** The thread of a run: reads what the scenario names, plays it, and makes the texts of its files. */

import { reloadPolicyPlugin } from '../../control/index.js';
import { InputError } from '../../core/errors.js';
import { adaptersFile } from '../../record/adapters.js';
import { divergedPolicies } from '../../record/diverged.js';
import type { OutFiles } from '../../record/out-directory.js';
import { RUN_FILES, runFiles } from '../../record/run-files.js';
import { renderReport, renderTable } from '../../report/index.js';
import { inScenarioKeys } from '../../scenario/index.js';
import {
  inlinePool,
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
import { type Cuttable, inThread, type StopFlag } from './in-thread.js';

export interface RunRequest {
  readonly scenario: Scenario;
  /** Threads that train devices. */
  readonly workers: number;
  readonly trajectoryPoints?: number;
  readonly isAudited: boolean;
}

export type RunNews =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly what: string }
  | { readonly kind: 'remark'; readonly line: string };

export interface RunOutcome {
  /** Content of each file, by name. */
  readonly files: OutFiles;
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
  const { scenario, workers, trajectoryPoints, isAudited } = request;
  const traces = await tracesOf(scenario, tell);
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
    const outcome = (result: RunResult) => outcomeOf(result, task.layout, startedAt, proven.lines);
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

async function outcomeOf(
  result: RunResult,
  layout: Layout,
  startedAt: string,
  lines: ProofLines,
): Promise<RunOutcome> {
  const { summary, records } = result;
  if (summary.completedRounds === 0) {
    throw new InputError('run', 'stopped before the first round', 'at least one finished round to keep');
  }
  const timing = { startedAt, ...result.timing };
  return {
    files: {
      ...runFiles({
        ...result,
        timing,
        proofs: lines,
        ...(result.models.length > 0 ? { adapters: adaptersFile(layout, result.models) } : {}),
      }),
      [RUN_FILES.report]: await renderReport(summary, records, { audit: result.audit }),
    },
    table: renderTable(summary),
    decisions: records.length,
    refused: records.filter((record) => !record.certificate.valid).length,
    stopped: summary.stopped,
    diverged: divergedPolicies(summary),
    warnings: stepWarnings(summary, records),
  };
}

await inThread(run);
