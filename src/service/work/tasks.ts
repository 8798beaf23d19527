/** The work of a request, as a worker thread does it: texts in, texts out, so that the main thread never parses a body. */
import { type ControllerState, createController, restoreState } from '../../control/index.js';
import { contentDigest } from '../../core/digest.js';
import { readNumber, readRecord, readWord } from '../../core/read.js';
import { certifyRound } from '../../problem/round/certify.js';
import { validateRoundProblem } from '../../problem/round/validate.js';
import { loadSolver, solverRegistry } from '../../solvers/index.js';
import { checkSize, parseJson, sizeOf, validated } from './bodies.js';
import { controllerParts, readControllerConfig } from './controller-config.js';
import { type ExplainTask, explainBody } from './explain-body.js';
import type { WorkLimits } from './limits.js';
import { readObservation, readOutcome } from './round-messages.js';
import { clock } from './timed.js';

/** A controller's state as the store keeps it. */
export interface StateTexts {
  readonly state: string;
  readonly memory: string | null;
}

export type WorkTask = { readonly limits: WorkLimits } & (
  | { readonly kind: 'solve'; readonly body: string; readonly solver?: string; readonly timeLimitS?: number }
  | { readonly kind: 'certify'; readonly body: string }
  | ({ readonly kind: 'explain' } & ExplainTask)
  | { readonly kind: 'create'; readonly body: string }
  | ({
      readonly kind: 'decide';
      readonly config: string;
      readonly body: string;
      /** Of the decision: the pool's own limit goes by it. */
      readonly timeLimitS: number;
    } & StateTexts)
  | ({ readonly kind: 'end'; readonly config: string; readonly body: string } & StateTexts)
  | { readonly kind: 'digest'; readonly body: string }
);

export interface SolveAnswer {
  readonly body: string;
  readonly status: string;
  readonly gap: number;
  readonly solveS: number;
}
export interface CreateAnswer {
  readonly config: string;
  readonly name: string;
  readonly policy: string;
  readonly horizon: number;
  readonly ownToken: boolean;
  readonly timeLimitS: number;
  readonly state: string;
  readonly memory: string | null;
  readonly digest: string;
}
export interface DecideAnswer extends SolveAnswer, StateTexts {
  readonly digest: string;
}
export interface EndAnswer extends StateTexts {
  readonly body: string;
  readonly digest: string;
  readonly delayQueueS: number;
  /** Part of the horizon's delay budget that is spent; absent where delay is not limited. */
  readonly budgetUsed?: number;
}

/** Digest of what a body says, whatever its white space and order of keys. */
const digestOf = (value: unknown): string => contentDigest({ value });

const SOLVER_NAMES = solverRegistry.map(({ name }) => name);

/** `{ problem, solver?, timeLimitS? }`, or the round problem itself with the options beside the body. */
async function solve({ body, limits, ...asked }: Extract<WorkTask, { kind: 'solve' }>): Promise<SolveAnswer> {
  const parsed = parseJson(body, 'body');
  checkSize(sizeOf(parsed), limits.maxDevices);
  const problem = validateRoundProblem(parsed);
  const solver = await loadSolver(readWord(asked.solver ?? 'exact', 'solver', SOLVER_NAMES));
  const timeLimitS = readNumber(asked.timeLimitS ?? limits.timeLimitS, 'timeLimit', {
    accepted: `a number of seconds > 0, at most ${limits.maxTimeLimitS}`,
    contains: (value) => value > 0 && value <= limits.maxTimeLimitS,
  });
  const start = clock();
  const solution = solver.solve(problem, { timeLimitS, clock });
  const solveS = (clock() - start) / 1000;
  const gap = 'gap' in solution ? solution.gap : 0;
  return { body: JSON.stringify(solution), status: solution.status, gap, solveS };
}

/** `{ problem, solution }` -> verdict. */
function certify({ body, limits }: Extract<WorkTask, { kind: 'certify' }>): { readonly body: string } {
  const record = readRecord(parseJson(body, 'body'), '', ['problem', 'solution']);
  const problem = validated(record.problem, limits);
  const { valid, reasons } = certifyRound(problem, record.solution);
  return { body: JSON.stringify({ valid, reasons }) };
}

function textsOf({ memory, ...state }: ControllerState): StateTexts {
  return { state: JSON.stringify(state), memory: memory === undefined ? null : JSON.stringify(memory) };
}

function stateOf({ state, memory }: StateTexts): ControllerState {
  return restoreState({
    ...(JSON.parse(state) as object),
    ...(memory === null ? {} : { memory: JSON.parse(memory) as unknown }),
  });
}

async function create({ body, limits }: Extract<WorkTask, { kind: 'create' }>): Promise<CreateAnswer> {
  const parsed = parseJson(body, 'body');
  const { ownToken, ...config } = readControllerConfig(parsed, limits);
  const controller = createController(await controllerParts(config));
  return {
    config: JSON.stringify(config),
    name: config.name,
    policy: config.policy.name,
    horizon: config.rules.horizon,
    ownToken,
    timeLimitS: config.timeLimitS,
    ...textsOf(controller.initialState()),
    digest: digestOf(parsed),
  };
}

/** Policies that plan from history are made once and kept while their controller is in use. */
const MOST_KEPT = 64;
const kept = new Map<string, ReturnType<typeof createController>>();

async function controllerOf(config: string, limits: WorkLimits) {
  let controller = kept.get(config);
  if (controller === undefined) {
    controller = createController(await controllerParts(readControllerConfig(JSON.parse(config), limits)));
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
  } else kept.delete(config);
  kept.set(config, controller);
  return controller;
}

async function decide(task: Extract<WorkTask, { kind: 'decide' }>): Promise<DecideAnswer> {
  const { config, body, limits } = task;
  const parsed = parseJson(body, 'body');
  const observation = readObservation(parsed, limits.maxDevices);
  const controller = await controllerOf(config, limits);
  const state = stateOf(task);
  const start = clock();
  const { decision, answer, verdict, state: learned } = controller.decide(state, observation);
  const solveS = (clock() - start) / 1000;
  const solution = answer?.solution;
  return {
    body: JSON.stringify({
      round: state.round,
      decision,
      verdict: { valid: verdict.valid, reasons: verdict.reasons },
      ...(answer ? { problem: answer.problem, solution } : {}),
    }),
    status: solution?.status ?? 'nobody',
    gap: solution && 'gap' in solution ? solution.gap : 0,
    solveS,
    ...textsOf(learned),
    digest: digestOf(parsed),
  };
}

async function end(task: Extract<WorkTask, { kind: 'end' }>): Promise<EndAnswer> {
  const { config, body, limits } = task;
  const parsed = parseJson(body, 'body');
  const outcome = readOutcome(parsed);
  const controller = await controllerOf(config, limits);
  const before = stateOf(task);
  const next = controller.observe(before, outcome);
  const { memory: _, ...after } = next;
  const { rules } = readControllerConfig(JSON.parse(config), limits);
  return {
    body: JSON.stringify({ round: before.round, next: after.round, state: after }),
    ...textsOf(next),
    digest: digestOf(parsed),
    delayQueueS: after.delayQueueS,
    ...(rules.averageDelayS === undefined
      ? {}
      : { budgetUsed: after.spentDelayS / (rules.averageDelayS * rules.horizon) }),
  };
}

export async function work(task: WorkTask) {
  switch (task.kind) {
    case 'solve':
      return solve(task);
    case 'certify':
      return certify(task);
    case 'explain':
      return explainBody(task);
    case 'create':
      return create(task);
    case 'decide':
      return decide(task);
    case 'end':
      return end(task);
    case 'digest':
      return { digest: digestOf(parseJson(task.body, 'body')) };
  }
}
