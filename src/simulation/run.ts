/**
 * The main job: every policy through the same rounds, in step. A round is decided and certified for each policy, then
 * all their scheduled devices train on the pool (if anything is to be trained), then models, queues and bounds move on.
 */
import { POLICY_NAMES } from '../control/index.js';
import { InputError } from '../core/errors.js';
import type { RoundRecord, RunAudit, RunSummary, RunTiming, TrajectoryConstants } from '../record/records.js';
import type { Scenario } from '../scenario/scenario.js';
import { summarise } from './account/summary.js';
import { findingOf, merged, observersOf, type RunFindings, type RunObserver } from './observers/index.js';
import type { PolicyRun } from './policy-run.js';
import { prepare } from './prepare.js';
import type { PreparedRun, RunDependencies } from './prepared-run.js';
import { playRound } from './round/play.js';
import { Stopwatch } from './stopwatch.js';
import { cheapestObservations } from './world/kept-rows.js';

export interface RunHooks {
  /** Called at the start, when the constants are measured, and after every round. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
  /** Stops between two rounds; what was computed is kept. */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
  /**
   * Given, once, what ends the run with the rounds that are finished when it is called: for a caller who waits no longer
   * for a round that never ends. What else would be computed at the end is left out.
   */
  readonly onStart?: (cut: () => Promise<RunResult>) => void;
  /** Points of the first policy's run at which the bound's constants are measured anew, >= 2. Absent: none. */
  readonly trajectoryPoints?: number;
  /** Holds the theorems against every round, at a cost (observers/audit.ts). */
  readonly audited?: boolean;
  /** Questions of the caller's own, beside those that the scenario asks. */
  readonly observers?: readonly RunObserver[];
}

export interface RunResult {
  readonly summary: RunSummary;
  readonly records: readonly RoundRecord[];
  /** Present when `trajectoryPoints` asked for it and the run was not stopped before the second point. */
  readonly trajectory?: TrajectoryConstants;
  /** Present when it was asked for. */
  readonly audit?: RunAudit;
  /** The served model of each policy after its last round, in their order; none where nothing was trained. */
  readonly models: readonly TrainedModel[];
  readonly timing: Omit<RunTiming, 'startedAt'>;
}

export interface TrainedModel {
  readonly policy: string;
  /** Laid out as the task's layout says. */
  readonly served: Float32Array;
}

/**
 * Runs a scenario. Without training every decision is the same: the constants of the bound, and with them the weights
 * of the rounds, are still measured on the initial model. Rejects with InputError where no round can be satisfied.
 */
export async function runScenario(
  asked: Scenario,
  dependencies: RunDependencies,
  hooks: RunHooks = {},
): Promise<RunResult> {
  const scenario = withOwnPolicies(asked, dependencies);
  const observers = observersFor(scenario, dependencies, hooks);
  const watch = new Stopwatch(dependencies.clockS);
  const { rounds } = scenario;
  const tell = (done: number, what: string) => hooks.onProgress?.(done, rounds + 1, what);
  const isStopped = () => hooks.signal?.aborted === true;

  tell(0, 'measuring the model, learning from past channels');
  const prepared = await prepare(scenario, dependencies, observers, watch);
  const setupS = watch.elapsedS();
  tell(1, 'constants measured');

  const pool = scenario.learning.train ? dependencies.pool : undefined;
  const game = { prepared, pool, observers, watch, isLast: (t: number) => t + 1 === rounds || isStopped() };
  let played: Played = { runs: prepared.runs, completed: 0 };
  const end = async (isCut: boolean): Promise<RunResult> => {
    const { runs, completed } = await withLastFindings(played, observers, pool !== undefined);
    const findings = await endingOf(prepared, completed, observers, isCut);
    const { trajectory, audit, ...found } = findings;
    return {
      summary: summarise({
        ...{ scenario, task: dependencies.task, prepared, runs, completed, findings: found },
        isCut,
      }),
      records: Array.from({ length: completed }, (_, t) => runs.map((run) => run.records[t]!)).flat(),
      ...(trajectory ? { trajectory } : {}),
      ...(audit ? { audit } : {}),
      models: pool
        ? runs.map(({ policy, progress }) => ({ policy: policy.name, served: progress.served }))
        : [],
      timing: {
        elapsedS: watch.elapsedS(),
        workers: dependencies.pool.workers,
        setupS,
        decideS: watch.seconds,
        roundDecideS: watch.laps,
      },
    };
  };
  hooks.onStart?.(() => end(true));
  while (played.completed < rounds && !isStopped()) {
    const runs = await playRound(game, played.runs, played.completed);
    played = { runs, completed: played.completed + 1 };
    tell(played.completed + 1, `round ${played.completed}`);
  }
  return end(false);
}

/** The runs after so many rounds. */
interface Played {
  readonly runs: readonly PolicyRun[];
  readonly completed: number;
}

/** The records of a last round that nobody knew to be the last have what observers add to such. */
async function withLastFindings(
  { runs, completed }: Played,
  observers: readonly RunObserver[],
  isTrained: boolean,
): Promise<Played> {
  if (completed === 0 || !isTrained || runs.every(({ records }) => records.at(-1)!.heldOut !== null))
    return { runs, completed };
  const served = runs.map(({ progress }) => progress.served);
  const findings = await Promise.all(observers.map((observer) => observer.missed?.(served)));
  return {
    completed,
    runs: runs.map((run, i) => ({
      ...run,
      records: run.records.with(-1, { ...run.records.at(-1)!, ...findingOf(findings, i) }),
    })),
  };
}

async function endingOf(
  prepared: PreparedRun,
  completed: number,
  observers: readonly RunObserver[],
  isCut: boolean,
): Promise<RunFindings> {
  const observations = cheapestObservations(prepared.environment);
  const found: RunFindings[] = [];
  for (const observer of observers)
    found.push((await observer.end?.({ prepared, completed, observations, isCut })) ?? {});
  return merged(found);
}

/** @throws InputError for a policy of the caller's own that bears a taken name */
function withOwnPolicies(scenario: Scenario, { plugins = [] }: RunDependencies): Scenario {
  const names = plugins.map(({ name }) => name);
  for (const [i, name] of names.entries()) {
    if (POLICY_NAMES.includes(name) || names.indexOf(name) < i)
      throw new InputError(`plugins[${i}].name`, name, 'a name that no other policy has');
  }
  const more = names.filter((name) => !scenario.policies.includes(name));
  return more.length === 0 ? scenario : { ...scenario, policies: [...scenario.policies, ...more] };
}

function observersFor(scenario: Scenario, dependencies: RunDependencies, hooks: RunHooks): RunObserver[] {
  const { train } = scenario.learning;
  if (!train && hooks.trajectoryPoints) {
    throw new InputError(
      'learning.train',
      train,
      'true, where constants along a trained trajectory are wanted',
    );
  }
  const { task, pool, horizonWorkers = 1 } = dependencies;
  const { trajectoryPoints, audited = false, observers: more = [] } = hooks;
  return observersOf({ scenario, task, pool, horizonWorkers, trajectoryPoints, audited, more });
}
