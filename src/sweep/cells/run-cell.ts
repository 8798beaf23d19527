/** One cell, from scenario to text. The text is the result: the same bytes wherever and whenever it is computed. */
import { createHash } from 'node:crypto';
import { reloadPolicyPlugin } from '../../control/index.js';
import { VERSION } from '../../core/version.js';
import { divergedPolicies } from '../../record/diverged.js';
import type { PolicySummary } from '../../record/records.js';
import { inlinePool } from '../../simulation/pools/device-pool.js';
import { runScenario } from '../../simulation/run.js';
import { UnsatisfiableScenarioError } from '../../simulation/world/satisfiable.js';
import { loadTraces, withMeasuredRank } from '../../simulation/world/trace-channel.js';
import { loadSolver } from '../../solvers/index.js';
import type { SplitTask, SplitTaskSpec } from '../../training/index.js';
import { type RoundSeries, seriesOf } from '../results/round-series.js';
import { CELL_FORMAT, type CellScenario, canonicalJson, cellScenario } from './fingerprint.js';
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
    /** Only where the training ended in no model. */
    readonly diverged?: true;
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

async function policiesOf(job: CellJob, { createTask, onProgress }: CellTools) {
  const traces = await loadTraces(job.scenario);
  const scenario = withMeasuredRank(job.scenario, traces);
  const task = await createTask(scenario.learning.task);
  const { summary, records } = await runScenario(
    scenario,
    {
      task,
      pool: inlinePool(task),
      solver: await loadSolver(scenario.control.solver),
      plugins: await Promise.all((scenario.plugins ?? []).map(reloadPolicyPlugin)),
      traces,
      clockS: () => 0, // Wall-clock figures are not part of the result.
    },
    { onProgress: (done) => onProgress?.(done) },
  );
  const diverged = divergedPolicies(summary);
  return summary.policies.map((policy) => ({
    summary: policy,
    series: seriesOf(records.filter((record) => record.policy === policy.policy)),
    ...(diverged.includes(policy.policy) ? { diverged: true as const } : {}),
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
  return cellText(result);
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** A result as it is kept: on one line, its digest last. */
export function cellText(result: CellResult): string {
  const body = JSON.stringify(result);
  return `${body.slice(0, -1)},"digest":"${digestOf(body)}"}\n`;
}

/** The result in the text, where its digest is right. */
function wholeResult(text: string): unknown {
  const found = /,"digest":"([0-9a-f]{64})"\}\n?$/.exec(text.slice(-90));
  if (!found) return undefined;
  const body = `${text.slice(0, text.length - found[0].length)}}`;
  return digestOf(body) === found[1] ? JSON.parse(body) : undefined;
}

const isNumbers = (values: unknown, most: number) =>
  Array.isArray(values) &&
  values.length <= most &&
  values.every((value) => value === null || typeof value === 'number');

/** Every policy of the scenario, in its order, each with a summary and series that are no longer than the run. */
function hasAllPolicies({ policies, infeasible }: Partial<CellResult>, { scenario }: CellJob): boolean {
  if (!Array.isArray(policies)) return false;
  if (typeof infeasible === 'string') return policies.length === 0;
  return (
    policies.length === scenario.policies.length &&
    (policies as CellResult['policies']).every(
      ({ summary, series, diverged }, i) =>
        summary?.policy === scenario.policies[i] &&
        summary.rounds === scenario.rounds &&
        (diverged === undefined || diverged === true) &&
        typeof series === 'object' &&
        series !== null &&
        Object.values(series).every((values) => isNumbers(values, scenario.rounds)),
    )
  );
}

/**
 * A result read back, from a file or from somebody else's machine.
 * @returns undefined for what is not the whole result of this very cell: damaged, changed, of another version or
 * another scenario, or without a policy
 */
export function parseCell(text: string, job: CellJob): CellResult | undefined {
  try {
    const result = wholeResult(text) as Partial<CellResult> | null | undefined;
    const isOfJob =
      result?.formatVersion === CELL_FORMAT &&
      result.driftlora === VERSION &&
      result.fingerprint === job.fingerprint &&
      // The fingerprint is that of the job's scenario, so this is the result's own recomputed.
      canonicalJson(result.scenario) === canonicalJson(cellScenario(job.scenario)) &&
      hasAllPolicies(result, job);
    return isOfJob ? (result as CellResult) : undefined;
  } catch {
    return undefined;
  }
}
