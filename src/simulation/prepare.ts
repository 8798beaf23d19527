/** Everything before the first round: the world is drawn, the constants are measured, the policies get ready. */
import { createController, createPolicyFrom, guardedPolicy } from '../control/index.js';
import { handsInPlainGradients } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import type { RoundSolver } from '../solvers/index.js';
import { aggregationRule, createOptimiser } from '../training/index.js';
import { boundConstants } from './constants/constants.js';
import type { ProbeContext } from './constants/probes.js';
import { controlRules } from './control-rules.js';
import type { RunObserver } from './observers/observer.js';
import type { PolicyRun } from './policy-run.js';
import type { PreparedRun, RunDependencies, RunSetting } from './prepared-run.js';
import { looksAfter } from './round/step.js';
import type { StepWatch } from './round/trained-round.js';
import type { Stopwatch } from './stopwatch.js';
import { createEnvironment } from './world/environment.js';
import { checkSatisfiable } from './world/satisfiable.js';

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

/** Of a round and device: every policy meets the same noise, as it meets the same mini-batches. */
function noisedOf({ learning: { privacy }, seed }: Scenario): Pick<RunSetting, 'noised'> {
  if (privacy === undefined) return {};
  return { noised: (id, { state }) => ({ protection: privacy, seed, key: [id, state.round] }) };
}

function stepWatchOf({ learning, rounds }: Scenario, probing: ProbeContext, initialLoss: number): StepWatch {
  const { optimiser, evaluateEvery } = learning;
  const rule = optimiser.stepSize;
  return { rule, probing, initialLoss, looksAfter: looksAfter(rule, rounds, evaluateEvery) };
}

/** @throws InputError where no round can be satisfied, or the traces of a scenario are missing */
export async function prepare(
  scenario: Scenario,
  dependencies: RunDependencies,
  observers: readonly RunObserver[],
  watch: Stopwatch,
): Promise<PreparedRun> {
  const { task, pool, traces } = dependencies;
  const environment = createEnvironment(scenario, task, traces);
  checkSatisfiable(scenario, environment);
  const probing: ProbeContext = {
    pool,
    layout: task.layout,
    optimiser: scenario.learning.optimiser,
    devices: environment.devices,
    batchSize: scenario.learning.batchSize,
    seed: scenario.seed,
  };
  const initial = task.initialTrainable(scenario.seed);
  const { learning } = scenario;
  const [{ constants: measured, optimiser, steepest }] = await Promise.all([
    boundConstants(learning, probing, initial),
    ...observers.map((observer) => observer.start?.(initial)),
  ]);
  const constants = measured && {
    ...measured,
    assumptionsHold: measured.assumptionsHold && handsInPlainGradients(learning),
  };
  const rules = controlRules(scenario, environment, constants);
  const setting: RunSetting = {
    devices: new Map(environment.devices.map((device) => [device.id, device])),
    constants,
    optimiser,
    ...(learning.train && optimiser.kind === 'sgd'
      ? {
          stepWatch: stepWatchOf(
            scenario,
            probing,
            constants?.initialGap ?? Math.log(task.classNames.length),
          ),
        }
      : {}),
    ...noisedOf(scenario),
    servedModel: learning.servedModel,
    weights: rules.weights,
    penalty: rules.penalty,
    limitsEnergy: rules.averageEnergyJ !== undefined,
  };
  const model = {
    trainable: initial,
    served: initial,
    optimiserState: createOptimiser(optimiser).init(task.layout),
    aggregation: aggregationRule(learning.aggregation).start(
      new Map(environment.devices.map(({ id, share }) => [id, share])),
    ),
  };
  const step = { size: optimiser.stepSize, steepest, good: model };
  const kept = environment.withKept ? { kept: new Set<number>() } : {};
  const start = { ...model, step, gapBound: constants?.initialGap ?? null, ...kept };
  const { history } = environment;
  const solver = withNodeLimit(dependencies.solver);
  const material = { rules, history };
  const settings = { tradeOff: scenario.control.tradeOff, devices: scenario.control.baselineDevices };
  const runs = scenario.policies.map((name): PolicyRun => {
    const own = dependencies.plugins?.find((plugin) => plugin.name === name);
    const policy = watch.add(`decide ${name}`, () =>
      own === undefined ? createPolicyFrom(settings, name, material) : guardedPolicy(own, name),
    );
    const controller = createController({ rules, policy, solver, seed: scenario.seed });
    return { policy, controller, progress: { state: controller.initialState(), ...start }, records: [] };
  });
  return { environment, probing, rules, setting, runs };
}
