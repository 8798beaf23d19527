/**
 * The main job: every policy through the same rounds, in step. A round is decided and certified for each
 * policy, then all their scheduled devices train on the pool (if anything is to be trained), then models, queues and bounds move on.
 */
import { roundWeights } from '../bounds/index.js';
import { type ControlRules, createController, createPolicyFrom, effectiveRules } from '../control/index.js';
import { InputError } from '../core/errors.js';
import { scenarioPenalty } from '../problem/round/penalty/penalty.js';
import type { RoundProblem } from '../problem/round/problem.js';
import type { RoundSolution } from '../problem/round/solution.js';
import type { BoundConstants, RoundRecord, RunSummary, RunTiming } from '../record/records.js';
import type { TrajectoryConstants } from '../record/trajectory-constants.js';
import type { Scenario } from '../scenario/scenario.js';
import type { RoundSolver } from '../solvers/index.js';
import type { ChannelTrace } from '../system/traces/index.js';
import { aggregationRule, createOptimiser, type SplitTask } from '../training/index.js';
import { summarise } from './account/summary.js';
import { clairvoyantSummary } from './clairvoyant-bound.js';
import { measureConstants } from './constants/constants.js';
import { measureTrajectory, trajectoryRecorder } from './constants/trajectory-constants.js';
import {
  finishRound,
  type PendingRound,
  type PolicyRun,
  pendingRound,
  type RunSetting,
} from './policy-run.js';
import { type DevicePool, evaluateAll } from './pools/device-pool.js';
import { createEnvironment, type Environment, type RoundConditions } from './world/environment.js';
import { checkSatisfiable } from './world/satisfiable.js';

export interface RunDependencies {
  readonly task: SplitTask;
  readonly pool: DevicePool;
  readonly solver: RoundSolver;
  /** Threads for the clairvoyant bound; default 1, this one. */
  readonly horizonWorkers?: number;
  /** From loadTraces, for a scenario with measured channels. */
  readonly traces?: readonly ChannelTrace[] | undefined;
  /** Seconds since any fixed moment; only timing.json depends on it. */
  readonly clockS: () => number;
}

export interface RunHooks {
  /** Called at the start, when the constants are measured, and after every round. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
  /** Stops between two rounds; what was computed is kept. */
  readonly signal?: AbortSignal;
  /** Points of the first policy's run at which the bound's constants are measured anew, >= 2. Absent: none. */
  readonly trajectoryPoints?: number;
  /** Called with every problem that was posed and its solution. */
  readonly onSolved?: (round: number, policy: string, problem: RoundProblem, solution: RoundSolution) => void;
}

export interface RunResult {
  readonly summary: RunSummary;
  readonly records: readonly RoundRecord[];
  /** Present when `trajectoryPoints` asked for it and the run was not stopped before the second point. */
  readonly trajectory?: TrajectoryConstants;
  readonly timing: Omit<RunTiming, 'startedAt'>;
}

/** Adds up wall-clock seconds by name. */
class Stopwatch {
  readonly seconds: Record<string, number> = {};
  constructor(private readonly clockS: () => number) {}

  add<T>(name: string, work: () => T): T {
    const start = this.clockS();
    try {
      return work();
    } finally {
      this.seconds[name] = (this.seconds[name] ?? 0) + this.clockS() - start;
    }
  }
}

function controlRules(scenario: Scenario, environment: Environment, constants: BoundConstants): ControlRules {
  const { constraints, control, radio, rounds } = scenario;
  return effectiveRules({
    horizon: rounds,
    bandwidthHz: radio.bandwidthHz,
    delayKind: constraints.delayKind,
    averageDelayS: constraints.averageDelayS,
    ...(constraints.averageEnergyJ === undefined ? {} : { averageEnergyJ: constraints.averageEnergyJ }),
    deadlineS: constraints.deadlineS,
    ...(constraints.maxScheduled === undefined ? {} : { maxScheduled: constraints.maxScheduled }),
    penalty: scenarioPenalty(
      control.penalty,
      environment.devices.map((device) => device.share),
    ),
    weights: roundWeights(rounds, control.roundWeights === 'gap' ? constants.contraction : 1),
  });
}

/**
 * No single round may hold up a run: past this many nodes the answer is the best schedule found with its
 * certified gap. A count, so that runs stay reproducible.
 */
const NODES_A_ROUND = 50_000;

function withNodeLimit(solver: RoundSolver): RoundSolver {
  return {
    ...solver,
    solve: (problem, options) => solver.solve(problem, { nodeLimit: NODES_A_ROUND, ...options }),
  };
}

/** Scores every policy's model on the held-out rows and writes the figures into its last record. */
async function evaluateRound(runs: readonly PolicyRun[], { task, pool }: RunDependencies): Promise<void> {
  const figures = await Promise.all(
    runs.map((run) => evaluateAll(pool, run.progress.trainable, task.heldOut)),
  );
  runs.forEach((run, i) => {
    const last = run.records.length - 1;
    run.records[last] = { ...run.records[last]!, heldOut: figures[i]! };
  });
}

/** Trains the devices of one policy's round that will not fail. */
function trainRound(pool: DevicePool, run: PolicyRun, pending: PendingRound, { batches }: RoundConditions) {
  return Promise.all(
    pending.outcome.arrived.map((id) => pool.gradient(run.progress.trainable, batches.get(id)!)),
  );
}

async function playRound(
  setting: RunSetting,
  environment: Environment,
  runs: readonly PolicyRun[],
  pool: DevicePool | undefined,
  hooks: RunHooks,
  watch: Stopwatch,
  round: number,
): Promise<void> {
  const conditions = environment.rounds[round]!;
  const pending = runs.map((run) => {
    const decided = watch.add(`decide ${run.policy.name}`, () =>
      run.controller.decide(run.progress.state, conditions.observation),
    );
    if (decided.answer) {
      hooks.onSolved?.(round, run.policy.name, decided.answer.problem, decided.answer.solution);
    }
    return pendingRound(setting, decided, conditions);
  });
  const gradients = await Promise.all(
    runs.map((run, i) => (pool ? trainRound(pool, run, pending[i]!, conditions) : [])),
  );
  runs.forEach((run, i) => {
    finishRound(setting, run, pending[i]!, conditions, gradients[i]!);
  });
}

/**
 * Runs a scenario. Without training every decision is the same: the constants of the bound, and with them the weights
 * of the rounds, are still measured on the initial model. Rejects with InputError where no round can be satisfied.
 */
export async function runScenario(
  scenario: Scenario,
  dependencies: RunDependencies,
  hooks: RunHooks = {},
): Promise<RunResult> {
  const { task, pool, clockS } = dependencies;
  const { train, evaluateEvery } = scenario.learning;
  if (!train && hooks.trajectoryPoints) {
    throw new InputError(
      'learning.train',
      train,
      'true, where constants along a trained trajectory are wanted',
    );
  }
  const solver = withNodeLimit(dependencies.solver);
  const startS = clockS();
  const watch = new Stopwatch(clockS);
  const total = scenario.rounds + 1;
  hooks.onProgress?.(0, total, 'measuring the model, learning from past channels');
  const environment = createEnvironment(scenario, task, dependencies.traces);
  checkSatisfiable(scenario, environment);
  const initial = task.initialTrainable(scenario.seed);
  const probing = {
    pool,
    layout: task.layout,
    optimiser: scenario.learning.optimiser,
    devices: environment.devices,
    batchSize: scenario.learning.batchSize,
    seed: scenario.seed,
  };
  const [constants, initialFigures] = await Promise.all([
    measureConstants(probing, initial),
    train ? evaluateAll(pool, initial, task.heldOut) : undefined,
  ]);
  const rules = controlRules(scenario, environment, constants);
  const optimiser = createOptimiser(scenario.learning.optimiser);
  const setting: RunSetting = {
    devices: new Map(environment.devices.map((device) => [device.id, device])),
    constants,
    optimiser,
    weights: rules.weights,
    penalty: rules.penalty,
    limitsEnergy: rules.averageEnergyJ !== undefined,
  };
  const material = { rules, history: environment.history };
  const aggregation = aggregationRule('normalised').start(
    new Map(environment.devices.map(({ id, share }) => [id, share])),
  );
  const settings = { tradeOff: scenario.control.tradeOff, devices: scenario.control.baselineDevices };
  const runs: PolicyRun[] = scenario.policies.map((name) => {
    const policy = watch.add(`decide ${name}`, () => createPolicyFrom(settings, name, material));
    const controller = createController({ rules, policy, solver, seed: scenario.seed });
    return {
      policy,
      controller,
      progress: {
        state: controller.initialState(),
        trainable: initial,
        optimiserState: optimiser.init(task.layout),
        aggregation,
        gapBound: constants.initialGap,
      },
      records: [],
    };
  });
  const setupS = clockS() - startS;
  hooks.onProgress?.(1, total, 'constants measured');

  const recorder = hooks.trajectoryPoints && trajectoryRecorder(scenario.rounds, hooks.trajectoryPoints);
  if (recorder) recorder.see(0, initial);
  let completed = 0;
  while (completed < scenario.rounds && !hooks.signal?.aborted) {
    await playRound(setting, environment, runs, train ? pool : undefined, hooks, watch, completed);
    completed++;
    if (recorder) recorder.see(completed, runs[0]!.progress.trainable);
    const last = completed === scenario.rounds || hooks.signal?.aborted === true;
    if (train && (completed % evaluateEvery === 0 || last)) {
      await evaluateRound(runs, dependencies);
    }
    hooks.onProgress?.(completed + 1, total, `round ${completed}`);
  }
  const trajectory =
    recorder && recorder.models.length > 1
      ? { trajectory: await measureTrajectory(probing, runs[0]!.policy.name, recorder.models) }
      : {};
  const clairvoyant =
    scenario.control.clairvoyantBound && completed === scenario.rounds
      ? await clairvoyantSummary(
          rules,
          environment.rounds.map(({ observation }) => observation),
          dependencies.horizonWorkers ?? 1,
        )
      : undefined;
  const records = Array.from({ length: completed }, (_, t) => runs.map((run) => run.records[t]!)).flat();
  return {
    summary: summarise({
      scenario,
      task,
      environment,
      constants,
      initialFigures,
      rules,
      runs,
      completed,
      ...(clairvoyant ? { clairvoyant } : {}),
    }),
    records,
    ...trajectory,
    timing: { elapsedS: clockS() - startS, workers: pool.workers, setupS, decideS: watch.seconds },
  };
}
