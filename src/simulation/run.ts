/**
 * The main job: every policy through the same rounds, in step. A round is decided and certified for each policy, then
 * all their scheduled devices train on the pool (if anything is to be trained), then models, queues and bounds move on.
 */
import { POLICY_NAMES } from '../control/index.js';
import { InputError } from '../core/errors.js';
import type { RoundRecord, RunAudit, RunSummary, RunTiming, TrajectoryConstants } from '../record/records.js';
import type { Scenario } from '../scenario/scenario.js';
import { summarise } from './account/summary.js';
import { merged, observersOf, type RunObserver } from './observers/index.js';
import { prepare } from './prepare.js';
import type { RunDependencies } from './prepared-run.js';
import { playRound } from './round/play.js';
import { Stopwatch } from './stopwatch.js';

export interface RunHooks {
  /** Called at the start, when the constants are measured, and after every round. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
  /** Stops between two rounds; what was computed is kept. */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
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
  let { runs } = prepared;
  let completed = 0;
  while (completed < rounds && !isStopped()) {
    runs = await playRound(game, runs, completed);
    completed++;
    tell(completed + 1, `round ${completed}`);
  }

  const observations = prepared.environment.rounds.map(({ observation }) => observation);
  const ending = { prepared, completed, observations };
  const found = [];
  for (const observer of observers) found.push((await observer.end?.(ending)) ?? {});
  const { trajectory, audit, ...findings } = merged(found);
  return {
    summary: summarise({ scenario, task: dependencies.task, prepared, runs, completed, findings }),
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
    },
  };
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
