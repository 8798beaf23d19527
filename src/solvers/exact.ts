/**
 * `exact`, the default: branch and bound with Lagrangian bounds (theory 4). Ends with a proof, or, where a limit
 * stops it, with the best point and the best bound, and says so.
 */
import type { CertificateNode } from '../problem/round/certificate.js';
import type { RoundProblem } from '../problem/round/problem.js';
import { hasPoint, type RoundSolution } from '../problem/round/solution.js';
import { relativeGap, type StopReason } from '../problem/solution.js';
import { relaxed, relaxedSolution } from './relaxed.js';
import { type Chain, chainOfAll } from './search/chain.js';
import { searchChain } from './search/chain-search.js';
import type { SearchContext } from './search/context.js';
import { explore } from './search/explore.js';
import { leaf } from './search/leaf.js';
import { News } from './search/news.js';
import { wholePart } from './search/parts.js';
import { feasibleSolution, horizonOf, newContext, offerFirst, probeTaus, statsOf } from './search/start.js';
import { EVERYTHING, type RoundSolver, type SolveOptions } from './solver.js';
import { isAccepted, isDelicate, soundAnswer, withoutProof } from './sound-answer.js';
import { closeAt, leastObjective } from './tools/certificates.js';
import { requireCapabilities, requireCarried, requireOptions } from './tools/checks.js';
import { pointOf } from './tools/decision.js';
import { stretched } from './tools/fitting.js';
import { boundOfPart } from './tools/fraction-bound.js';
import { proveInfeasible } from './tools/infeasible.js';
import { type RoundColumns, toColumns } from './tools/problem-columns.js';
import { Stopped, TimeLimit } from './tools/time-limit.js';

export const exact: RoundSolver = {
  name: 'exact',
  title: 'Branch and bound with Lagrangian bounds: proven optimal (default)',
  capabilities: { ...EVERYTHING, provesOptimality: true },
  solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
    return solveExactly(problem, options);
  },
};

/**
 * `exact`, for who solves rounds by the hundred and has what comes of them checked as a whole, as the dual of a horizon is: of
 * small problems only the delicate ones are looked at, as of large ones. Half of the time of solving 20 devices is the look.
 */
export function exactForHorizon(problem: RoundProblem, options: SolveOptions): RoundSolution {
  return solveExactly(problem, options, 0);
}

function solveExactly(problem: RoundProblem, options: SolveOptions, easilyChecked?: number): RoundSolution {
  requireCapabilities(exact, problem);
  requireOptions(options);
  const news = new News(problem, options);
  return news.ended(searched(problem, options, news, easilyChecked));
}

function searched(
  problem: RoundProblem,
  options: SolveOptions,
  news: News,
  easilyChecked: number | undefined,
): RoundSolution {
  const columns = toColumns(problem);
  requireCarried(problem, columns);
  // Of a limit the last part is for what has been found so far.
  const { timeLimitS, clock } = options;
  const time = new TimeLimit(
    timeLimitS === undefined || clock === undefined ? {} : { timeLimitS: SEARCH_PART * timeLimitS, clock },
  );
  const end = new TimeLimit(options);
  let answer: RoundSolution | undefined;
  for (const attempt of attempts(problem, columns)) {
    const context = attempt.isStrict
      ? newContext(
          attempt.columns,
          { ...options, nodeLimit: Math.min(STRICT_NODES, options.nodeLimit ?? STRICT_NODES) },
          time,
          0,
        )
      : newContext(attempt.columns, options, time);
    const found = solveOnce(problem, columns, news.of(context), options, { end, chain: attempt.chain });
    if (!isProven(found)) {
      if (attempt.isStrict) continue;
      return found;
    }
    if (!isDelicate(columns, found, easilyChecked)) return found;
    const accepted = unlessStopped(() => isAccepted(problem, found, end.look));
    if (accepted === true) return found;
    if (answer === undefined || hasPoint(found)) answer = found;
    if (typeof accepted === 'string') return withoutProof(problem, columns, answer, accepted);
  }
  return asFarAsProven(problem, columns, answer!, options, end);
}

/** What remains of a claim that was not accepted; no less than the relaxation proves. */
function asFarAsProven(
  problem: RoundProblem,
  columns: RoundColumns,
  answer: RoundSolution,
  options: SolveOptions,
  end: TimeLimit,
): RoundSolution {
  const sound = soundAnswer(problem, columns, answer, end);
  if (isProven(sound) || end.isOver) return sound;
  const { leftS } = end;
  const cheap = relaxed.solve(
    problem,
    leftS < Number.POSITIVE_INFINITY ? { ...options, timeLimitS: Math.max(leftS, 1e-9) } : options,
  );
  if (!hasPoint(cheap) || cheap.certificate === undefined) return sound;
  if (!hasPoint(sound)) return { ...cheap, stats: answer.stats };
  if (cheap.bound <= sound.bound) return sound;
  const { objective } = sound;
  const bound = Math.min(objective, cheap.bound);
  const better: RoundSolution = {
    ...sound,
    status: 'feasible',
    stopped: 'method',
    bound,
    gap: relativeGap(objective, bound),
    certificate: cheap.certificate,
  };
  return isAccepted(problem, better) ? better : sound;
}

/** Of a time limit: after it the search ends, and its best point is bounded. */
const SEARCH_PART = 0.85;

/** Without an allowance for rounding a search may find no end. */
const STRICT_NODES = 1_000;

interface Attempt {
  readonly columns: RoundColumns;
  readonly chain?: Chain | undefined;
  /** Parts are closed with no allowance for the rounding of terms that cancel: for an objective that is nearly 0. */
  readonly isStrict?: true;
}

/** The ways to a proof, in turn: the next one where the checker does not accept the last. */
function* attempts(problem: RoundProblem, columns: RoundColumns): Generator<Attempt> {
  const chain = chainOfAll(problem);
  if (chain !== undefined) yield { columns, chain };
  yield { columns };
  yield { columns, isStrict: true };
  yield { columns: stretched(columns), isStrict: true };
}

function isProven({ status }: RoundSolution): boolean {
  return status === 'optimal' || status === 'infeasible';
}

/** @param columns those of the problem itself, whose name the certificate bears */
function solveOnce(
  problem: RoundProblem,
  columns: RoundColumns,
  context: SearchContext,
  options: SolveOptions,
  { end, chain }: { readonly end: TimeLimit; readonly chain: Chain | undefined },
): RoundSolution {
  const emptiness = proveInfeasible(context.columns);
  if (emptiness !== undefined) {
    const certificate = closeAt(columns, emptiness);
    return { status: 'infeasible', certificate, stats: statsOf(exact.name, context) };
  }
  let guess = 0;
  const outcome = unlessStopped(() => {
    offerFirst(context, problem, options);
    const proof = chain && searchTheChain(context, chain);
    if (proof !== undefined) return proof;
    guess = probeTaus(context);
    return searchAll(context, guess);
  });
  if (typeof outcome !== 'string') return provenSolution(problem, columns, context, outcome);
  context.budget.extend(end);
  const relaxed = unlessStopped(() => relaxedSolution(problem, context, exact.name, outcome, guess));
  return typeof relaxed === 'string' ? stoppedSolution(problem, columns, context, outcome) : relaxed;
}

/** The best point, with the bound of the whole, if there was time for that. */
function stoppedSolution(
  problem: RoundProblem,
  columns: RoundColumns,
  context: SearchContext,
  stopped: StopReason,
): RoundSolution {
  const { first } = context.progress;
  const least = leastObjective(columns);
  if (first === undefined)
    return feasibleSolution(problem, context, { solver: exact.name, stopped, bound: least });
  const certificate = closeAt(columns, leaf(first.multipliers), first.latestS);
  const proven = boundOfPart(columns, wholePart(columns, first.latestS), first.multipliers).value();
  const bound = Math.max(least, Math.min(proven, context.incumbent.best?.objective ?? proven));
  return feasibleSolution(problem, context, { solver: exact.name, stopped, bound, certificate });
}

interface Proof {
  readonly root: CertificateNode;
  readonly horizonS: number;
  readonly chains?: readonly (readonly number[])[];
}

/** The result, or the limit that stopped it. */
function unlessStopped<T>(work: () => T): T | StopReason {
  try {
    return work();
  } catch (error) {
    if (error instanceof Stopped) return error.reason;
    throw error;
  }
}

/** One chain holds everybody: how many of it. */
function searchTheChain(context: SearchContext, chain: Chain): Proof | undefined {
  let horizonS = 0;
  const root = searchChain(context, chain, () => {
    horizonS = horizonOf(context);
    return horizonS;
  });
  return root && { root, horizonS, chains: [chain.order] };
}

/** The whole space explored, tau up to where it alone costs too much. */
function searchAll(context: SearchContext, guess: number): Proof {
  const horizonS = horizonOf(context);
  return { root: explore(context, wholePart(context.columns, horizonS), guess), horizonS };
}

function provenSolution(
  problem: RoundProblem,
  columns: RoundColumns,
  context: SearchContext,
  { root, horizonS, chains }: Proof,
): RoundSolution {
  const { best } = context.incumbent;
  const certificate = closeAt(columns, root, horizonS, chains);
  // Every part is closed, and no schedule was possible.
  if (best === undefined) return { status: 'infeasible', certificate, stats: statsOf(exact.name, context) };
  // Within the tolerance the bound is the objective: docs/certificates.md.
  const point = pointOf(problem, best.scheduled, best.allocation, Number.POSITIVE_INFINITY);
  return { status: 'optimal', certificate, stats: statsOf(exact.name, context), ...point };
}
