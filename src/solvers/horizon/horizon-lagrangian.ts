/**
 * The Lagrangian of the horizon (theory 6): at prices theta it splits into one round problem each,
 *
 *   q(theta) = sum_t min [w_t phi(S_t) + theta . use_t] - theta . budget,
 *
 * concave in theta, with use - budget as a supergradient. What searches for prices only says which rounds it wants
 * solved at which prices; who solves them, here or on many workers, is the caller's choice.
 */
import type { HorizonCertificate } from '../../problem/horizon/certificate.js';
import {
  type HorizonPrices,
  type HorizonProblem,
  isIdle,
  pricedRound,
} from '../../problem/horizon/problem.js';
import { hasPoint, type RoundSolution } from '../../problem/round/solution.js';
import { exactForHorizon } from '../exact.js';
import { leaf } from '../search/leaf.js';
import { closeAt } from '../tools/certificates.js';
import { toColumns } from '../tools/problem-columns.js';

/** Rounds to be solved at prices; the answers are wanted in the same order. */
export interface RoundsRequest {
  readonly prices: HorizonPrices;
  /** Indexes of rounds; none is idle. */
  readonly rounds: readonly number[];
}

/** A computation that asks for rounds to be solved as it goes. */
export type Asking<Result> = Generator<RoundsRequest, Result, readonly RoundSolution[]>;

export type SolveRounds = (request: RoundsRequest) => readonly RoundSolution[];
export type SolveRoundsAsync = (request: RoundsRequest) => Promise<readonly RoundSolution[]>;

/** Nodes of one round's search; past that its proven bound, a little below its minimum, is taken. */
const NODE_LIMIT = 20_000;

const PRICE_FREE = { bandwidth: 0, share: 0, count: 0, tauS: 0 };

/**
 * One round of a request. A pure function: workers anywhere give the same answers.
 * @param nodeLimit fewer where a good answer does, and no proof is asked for
 */
export function solveRound(
  problem: HorizonProblem,
  prices: HorizonPrices,
  t: number,
  nodeLimit = NODE_LIMIT,
): RoundSolution {
  const round = problem.rounds[t]!;
  if (isIdle(round)) throw new RangeError(`round ${t} is idle`);
  return exactForHorizon(pricedRound(round, prices), { nodeLimit });
}

/** Solves requests one round after the other in this thread. */
export function solveRoundsHere(problem: HorizonProblem): SolveRounds {
  return ({ prices, rounds }) => rounds.map((t) => solveRound(problem, prices, t));
}

/** Runs a computation to its end with a synchronous evaluation. */
export function run<Result>(asking: Asking<Result>, evaluate: SolveRounds): Result {
  let step = asking.next();
  while (!step.done) step = asking.next(evaluate(step.value));
  return step.value;
}

/** The same with an evaluation that answers later. */
export async function runAsync<Result>(asking: Asking<Result>, evaluate: SolveRoundsAsync): Promise<Result> {
  let step = asking.next();
  while (!step.done) step = asking.next(await evaluate(step.value));
  return step.value;
}

/** Indexes of the rounds in which somebody can be scheduled. */
export function busyRounds(problem: HorizonProblem): number[] {
  return problem.rounds.flatMap((round, t) => (isIdle(round) ? [] : [t]));
}

/** sum of the penalties that nothing can change. */
export function idlePenalty(problem: HorizonProblem): number {
  return problem.rounds.reduce((sum, round) => sum + (isIdle(round) ? round.emptyPenalty : 0), 0);
}

/**
 * The certificate of an evaluation of all rounds.
 * @param solutions of the busy rounds, in order
 */
export function certificateOf(
  problem: HorizonProblem,
  prices: HorizonPrices,
  solutions: readonly RoundSolution[],
): HorizonCertificate {
  let next = 0;
  const rounds = problem.rounds.map((round) => {
    if (isIdle(round)) return null;
    const solution = solutions[next++]!;
    if (solution.status !== 'unknown' && solution.certificate !== undefined) return solution.certificate;
    // A solver without proofs: one leaf at price 0 still bounds the round.
    return closeAt(toColumns(pricedRound(round, prices)), leaf(PRICE_FREE));
  });
  return { kind: 'priced-rounds', prices, rounds };
}

/** A lower bound on a round's minimum as its solution claims it; Infinity where nothing is feasible. */
export function roundBound(solution: RoundSolution): number {
  if (hasPoint(solution)) return solution.bound;
  return solution.status === 'infeasible' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
