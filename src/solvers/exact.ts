/**
 * `exact`, the default: branch and bound with Lagrangian bounds (theory 4). Ends with a proof, or, where a limit
 * stops it, with the best point and the best bound, and says so.
 */
import type { CertificateNode } from '../core/round/certificate.js';
import { type RoundColumns, toColumns } from '../core/round/columns.js';
import type { RoundProblem } from '../core/round/problem.js';
import { type RoundSolution, roundPoint } from '../core/round/solution.js';
import type { Stats, StopReason } from '../core/solution.js';
import { closeAt, leastPenalty, tauHorizonS } from './certificates.js';
import { requireCapabilities, requireOptions } from './checks.js';
import { scheduledIndexes, toDecision } from './decision.js';
import { easiestSchedule, proveInfeasible } from './infeasible.js';
import { Budget, Stopped } from './search/budget.js';
import { explore, probe, type SearchContext } from './search/explore.js';
import { Incumbent } from './search/incumbent.js';
import { wholePart } from './search/parts.js';
import { EVERYTHING, type RoundSolver, type SolveOptions } from './solver.js';

/** Fractions of the latest tau worth trying that are probed for a first incumbent. */
const PROBES = [0.5, 0.25, 0.12, 0.06, 0.03];

export const exact: RoundSolver = {
  name: 'exact',
  title: 'Branch and bound with Lagrangian bounds: proven optimal (default)',
  capabilities: { ...EVERYTHING, provesOptimality: true },
  solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
    requireCapabilities(exact, problem);
    requireOptions(options);
    const columns = toColumns(problem);
    const context: SearchContext = {
      columns,
      incumbent: new Incumbent(columns),
      budget: new Budget(options),
      countDecides: countDecides(columns),
    };
    const emptiness = proveInfeasible(columns);
    if (emptiness !== undefined) {
      return { status: 'infeasible', certificate: closeAt(columns, emptiness), stats: statsOf(context) };
    }
    offerFirst(context, problem, options);
    const outcome = search(context);
    return typeof outcome === 'string'
      ? stoppedSolution(problem, context, outcome)
      : provenSolution(problem, context, outcome);
  },
};

/** Equal shares make the penalty a function of the number scheduled alone. */
function countDecides({ share, penalty }: RoundColumns): boolean {
  return penalty.kind === 'count' || (penalty.kind !== 'linear' && share.every((s) => s === share[0]));
}

/** The first incumbents: the warm start, nobody, the easiest schedule that is allowed. */
function offerFirst(
  { incumbent, columns }: SearchContext,
  problem: RoundProblem,
  options: SolveOptions,
): void {
  const warm = options.warmStart && scheduledIndexes(problem, options.warmStart.scheduled);
  if (warm !== undefined) incumbent.offer(warm);
  incumbent.offer(columns.minScheduled === 0 ? [] : easiestSchedule(columns).scheduled);
}

/** The whole space explored, tau up to where it alone costs too much. */
function search(context: SearchContext): Proof | StopReason {
  const { columns, incumbent } = context;
  try {
    let guess = columns.tauPrice > 0 ? probeTaus(context) : 0;
    const horizonS = horizonOf(context);
    if (columns.tauPrice > 0)
      guess = probe(context, wholePart(columns, horizonS), incumbent.best!.allocation.tauS, guess);
    return { root: explore(context, wholePart(columns, horizonS), guess), horizonS };
  } catch (error) {
    if (error instanceof Stopped) return error.reason;
    throw error;
  }
}

interface Proof {
  readonly root: CertificateNode;
  readonly horizonS: number;
}

function horizonOf({ columns, incumbent }: SearchContext): number {
  return tauHorizonS(columns, incumbent.best?.objective ?? Number.POSITIVE_INFINITY);
}

/** Incumbents from a few values of tau, then from the best one's own: it moves towards a local optimum. */
function probeTaus(context: SearchContext): number {
  const { columns, incumbent } = context;
  const lastS = horizonOf(context);
  const part = wholePart(columns, lastS);
  let guess = 0;
  for (const factor of PROBES) guess = probe(context, part, lastS * factor, guess);
  for (let turn = 0; turn < 3; turn++) {
    const tauS = incumbent.best!.allocation.tauS;
    guess = probe(context, part, Math.min(tauS, lastS), guess);
    if (incumbent.best!.allocation.tauS === tauS) break;
  }
  return guess;
}

function statsOf({ budget, incumbent }: SearchContext): Stats {
  return { solver: exact.name, nodes: budget.nodes, allocations: incumbent.allocations };
}

function provenSolution(problem: RoundProblem, context: SearchContext, proof: Proof): RoundSolution {
  const best = context.incumbent.best!;
  const decision = toDecision(problem, best.scheduled, best.allocation);
  // Within the tolerance the bound is the objective; the certificate proves it to docs/certificates.md's 1e-9.
  const point = roundPoint(problem, decision, Number.POSITIVE_INFINITY);
  const certificate = closeAt(context.columns, proof.root, proof.horizonS);
  return { status: 'optimal', certificate, stats: statsOf(context), ...point };
}

function stoppedSolution(problem: RoundProblem, context: SearchContext, stopped: StopReason): RoundSolution {
  const { incumbent, columns } = context;
  const stats = statsOf(context);
  if (incumbent.best === undefined) return { status: 'unknown', stopped, stats };
  const decision = toDecision(problem, incumbent.best.scheduled, incumbent.best.allocation);
  return { status: 'feasible', stopped, stats, ...roundPoint(problem, decision, leastPenalty(columns)) };
}
