/**
 * What the best policy could do that knows every channel in advance: a proven lower bound from the dual, and a
 * schedule within all budgets that comes close to it (docs/clairvoyant.md).
 */
import type { HorizonCertificate } from '../../problem/horizon/certificate.js';
import { evaluateHorizon } from '../../problem/horizon/evaluate.js';
import type { HorizonPrices, HorizonProblem } from '../../problem/horizon/problem.js';
import type { HorizonSchedule, HorizonSolution } from '../../problem/horizon/solution.js';
import { validateHorizonProblem } from '../../problem/horizon/validate.js';
import { verifyHorizonCertificate, worstObjective, worstPenalty } from '../../problem/horizon/verify.js';
import type { RoundDecision } from '../../problem/round/problem.js';
import { relativeGap } from '../../problem/solution.js';
import { type BundleResult, type DualPoint, evaluateDual, maximiseDual, type Scope } from './bundle.js';
import { selectColumns } from './column-choice.js';
import { type Column, ColumnPool, cheapest, NOBODY } from './decision-columns.js';
import {
  type Asking,
  busyRounds,
  certificateOf,
  idlePenalty,
  run,
  runAsync,
  type SolveRoundsAsync,
  solveRoundsHere,
} from './horizon-lagrangian.js';
import { addNeighbours } from './neighbours.js';
import { type ClairvoyantOptions, readOptions, type Settings } from './options.js';
import { PriceSpace } from './price-space.js';
import { startOnSample } from './sample.js';

/** Schedules are accepted when no constraint is violated by more than this, scaled: half of what the checker allows. */
const FEASIBLE = 5e-11;

export interface ClairvoyantResult {
  /** The claim, with its certificate: `certifyHorizon(problem, solution)` judges it. */
  readonly solution: HorizonSolution;
  /** theta at the bound. */
  readonly prices: HorizonPrices;
  /** No prices prove more than this: how good the search for prices was. */
  readonly largestDual: number;
  /** (largestDual - bound) over the larger magnitude. */
  readonly modelGap: number;
  /** (objective - bound) over the larger magnitude; absent without a schedule. */
  readonly gap?: number;
  /** Rounds solved, in horizons: 1 is one evaluation of the dual. */
  readonly evaluations: number;
}

/** Solves in this thread. @throws InputError for an option out of range, or a problem that is none */
export function clairvoyant(problem: HorizonProblem, options: ClairvoyantOptions = {}): ClairvoyantResult {
  return run(clairvoyantSteps(problem, options), solveRoundsHere(problem));
}

/** The same with rounds solved elsewhere; the answer does not depend on where or how many at once. */
export function clairvoyantOn(
  problem: HorizonProblem,
  evaluate: SolveRoundsAsync,
  options: ClairvoyantOptions = {},
): Promise<ClairvoyantResult> {
  return runAsync(clairvoyantSteps(problem, options), evaluate);
}

function* clairvoyantSteps(problem: HorizonProblem, options: ClairvoyantOptions): Asking<ClairvoyantResult> {
  const settings = readOptions(options);
  // Its rounds are solved unlooked: who calls with one that is none is told here.
  validateHorizonProblem(problem);
  const scope = wholeScope(problem);
  const { space } = scope;
  const sampled = options.startPrices === undefined ? yield* startOnSample(problem, scope) : undefined;
  const first = yield* evaluateDual(scope, sampled?.worth ?? space.toWorth(options.startPrices!));
  const found = yield* maximiseDual(scope, first, settings);
  const solved = (sampled?.evaluations ?? 0) + 1 + found.evaluations;
  return conclude(problem, scope, found, solved, settings);
}

function wholeScope(problem: HorizonProblem): Scope {
  const space = PriceSpace.of(problem);
  const pool = new ColumnPool(problem, space);
  const rounds = busyRounds(problem);
  const worst = problem.rounds.reduce((sum, round) => sum + worstPenalty(round), 0);
  const most = problem.balance ? worstObjective(problem) : worst;
  return { space, pool, rounds, size: 1, constant: idlePenalty(problem), worst, most };
}

function conclude(
  problem: HorizonProblem,
  scope: Scope,
  { best, upper }: BundleResult,
  evaluations: number,
  { schedule: wanted }: Settings,
): ClairvoyantResult {
  const { prices } = best;
  const certificate = certificateOf(problem, prices, best.solutions);
  const { bound } = verifyHorizonCertificate(problem, certificate);
  if (bound === Number.POSITIVE_INFINITY) return impossible(certificate, prices, evaluations);
  const schedule = wanted ? findSchedule(problem, scope, best) : undefined;
  const largestDual = Math.max(bound, Math.min(upper, schedule?.objective ?? Number.POSITIVE_INFINITY));
  return {
    solution: { status: 'bounded', bound, certificate, ...(schedule ? { schedule } : {}) },
    prices,
    largestDual,
    modelGap: largestDual === Number.POSITIVE_INFINITY ? 1 : relativeGap(largestDual, bound),
    ...(schedule ? { gap: relativeGap(schedule.objective, bound) } : {}),
    evaluations,
  };
}

function impossible(
  certificate: HorizonCertificate,
  prices: HorizonPrices,
  evaluations: number,
): ClairvoyantResult {
  const solution = { status: 'infeasible', certificate } as const;
  return { solution, prices, largestDual: Number.POSITIVE_INFINITY, modelGap: 0, evaluations };
}

/** A schedule within the budgets, put together from columns; undefined where none was found. */
function findSchedule(
  problem: HorizonProblem,
  { space, pool, rounds }: Scope,
  { worth, prices }: DualPoint,
): HorizonSchedule | undefined {
  for (const t of rounds) {
    const [best] = cheapest(pool.ofRound[t]!, worth, 1);
    if (best !== undefined) addNeighbours(problem, pool, prices, t, best.decision.scheduled);
  }
  const columns = rounds.map((t) => pool.ofRound[t]!);
  if (columns.some((list) => list.length === 0)) return undefined;
  const selected = selectColumns(columns, worth, space)?.columns;
  return (
    (selected && feasibleSchedule(problem, rounds, selected)) ?? feasibleSchedule(problem, [], []) // nobody ever keeps any budget
  );
}

function feasibleSchedule(
  problem: HorizonProblem,
  rounds: readonly number[],
  columns: readonly Column[],
): HorizonSchedule | undefined {
  const decisions: RoundDecision[] = problem.rounds.map(() => NOBODY);
  rounds.forEach((t, i) => {
    decisions[t] = columns[i]!.decision;
  });
  const { objective, delayS, energyJ, violation } = evaluateHorizon(problem, decisions);
  return violation <= FEASIBLE ? { rounds: decisions, objective, delayS, energyJ } : undefined;
}
