/** One cell, from scenario to text. The text is the result: the same bytes wherever and whenever it is computed. */
import { VERSION } from '../../core/version.js';
import type { PolicySummary } from '../../record/records.js';
import { inlinePool } from '../../simulation/pools/device-pool.js';
import { runScenario } from '../../simulation/run.js';
import { UnsatisfiableScenarioError } from '../../simulation/world/satisfiable.js';
import { loadTraces } from '../../simulation/world/trace-channel.js';
import { loadSolver } from '../../solvers/index.js';
import type { SplitTask, SplitTaskSpec } from '../../training/index.js';
import { type RoundSeries, seriesOf } from '../results/round-series.js';
import { CELL_FORMAT, type CellScenario, cellScenario } from './fingerprint.js';
import type { SweepCell } from './plan.js';

/** What a cell leaves behind, as JSON. */
export interface CellResult {
  readonly formatVersion: typeof CELL_FORMAT;
  readonly driftlora: string;
  readonly fingerprint: string;
  readonly scenario: CellScenario;
  /** Why no round of this scenario can be satisfied; then `policies` is empty. */
  readonly infeasible?: string;
  /** What the report of a run knows of each policy, and its rounds. */
  readonly policies: readonly {
    readonly summary: PolicySummary;
    readonly series: RoundSeries;
  }[];
}

/** The part of a cell that its result depends on. */
export type CellJob = Pick<SweepCell, 'scenario' | 'fingerprint'>;

export interface CellTools {
  createTask(spec: SplitTaskSpec): Promise<SplitTask>;
  /** Rounds done; setting up counts as one. */
  readonly onProgress?: (done: number) => void;
}

/** How much work a cell is, in the unit of `onProgress`. */
export const workOf = ({ scenario }: CellJob) => scenario.rounds + 1;

async function policiesOf({ scenario }: CellJob, { createTask, onProgress }: CellTools) {
  const task = await createTask(scenario.learning.task);
  const { summary, records } = await runScenario(
    scenario,
    {
      task,
      pool: inlinePool(task),
      solver: await loadSolver(scenario.control.solver),
      traces: await loadTraces(scenario),
      clockS: () => 0, // Wall-clock figures are not part of the result.
    },
    { onProgress: (done) => onProgress?.(done) },
  );
  return summary.policies.map((policy) => ({
    summary: policy,
    series: seriesOf(records.filter((record) => record.policy === policy.policy)),
  }));
}

/** Runs in this thread alone. A scenario that cannot be satisfied is a result; bad input rejects with InputError. */
export async function runCell(job: CellJob, tools: CellTools): Promise<string> {
  const head = {
    formatVersion: CELL_FORMAT,
    driftlora: VERSION,
    fingerprint: job.fingerprint,
    scenario: cellScenario(job.scenario),
  } as const;
  const result: CellResult = await policiesOf(job, tools).then(
    (policies) => ({ ...head, policies }),
    (error: unknown) => {
      if (!(error instanceof UnsatisfiableScenarioError)) throw error;
      return { ...head, infeasible: error.message, policies: [] };
    },
  );
  return `${JSON.stringify(result)}\n`;
}

/**
 * A result read back.
 * @returns undefined for what is not the whole result of this cell, e.g. a damaged file
 */
export function parseCell(text: string, fingerprint: string): CellResult | undefined {
  try {
    const result = JSON.parse(text) as Partial<CellResult> | null;
    const isWhole =
      result?.formatVersion === CELL_FORMAT &&
      result.fingerprint === fingerprint &&
      Array.isArray(result.policies);
    return isWhole ? (result as CellResult) : undefined;
  } catch {
    return undefined;
  }
}
