/**
 * `exact`, the default: branch and bound with Lagrangian bounds (theory 4). Ends with a proof, or, where a limit
 * stops it, with the best point and the best bound, and says so.
 */
import type { CertificateNode } from '../problem/round/certificate.js';
import { toColumns } from '../problem/round/columns.js';
import type { RoundProblem } from '../problem/round/problem.js';
import type { RoundSolution } from '../problem/round/solution.js';
import type { StopReason } from '../problem/solution.js';
import { closeAt } from './certificates.js';
import { requireCapabilities, requireOptions } from './checks.js';
import { pointOf } from './decision.js';
import { proveInfeasible } from './infeasible.js';
import { relaxedSolution } from './relaxed.js';
import type { SearchContext } from './search/context.js';
import { explore } from './search/explore.js';
import { wholePart } from './search/parts.js';
import { horizonOf, newContext, offerFirst, probeTaus, statsOf } from './search/start.js';
import { EVERYTHING, type RoundSolver, type SolveOptions } from './solver.js';
import { Stopped } from './time-limit.js';

export const exact: RoundSolver = {
  name: 'exact',
  title: 'Branch and bound with Lagrangian bounds: proven optimal (default)',
  capabilities: { ...EVERYTHING, provesOptimality: true },
  solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
    requireCapabilities(exact, problem);
    requireOptions(options);
    const context = newContext(toColumns(problem), options);
    const emptiness = proveInfeasible(context.columns);
    if (emptiness !== undefined) {
      const certificate = closeAt(context.columns, emptiness);
      return { status: 'infeasible', certificate, stats: statsOf(exact.name, context) };
    }
    offerFirst(context, problem, options);
    const guess = probeTaus(context);
    const outcome = search(context, guess);
    if (typeof outcome === 'string') return relaxedSolution(problem, context, exact.name, outcome, guess);
    return provenSolution(problem, context, outcome);
  },
};

interface Proof {
  readonly root: CertificateNode;
  readonly horizonS: number;
}

/** The whole space explored, tau up to where it alone costs too much; or the limit that stopped it. */
function search(context: SearchContext, guess: number): Proof | StopReason {
  const horizonS = horizonOf(context);
  try {
    return { root: explore(context, wholePart(context.columns, horizonS), guess), horizonS };
  } catch (error) {
    if (error instanceof Stopped) return error.reason;
    throw error;
  }
}

function provenSolution(
  problem: RoundProblem,
  context: SearchContext,
  { root, horizonS }: Proof,
): RoundSolution {
  const best = context.incumbent.best!;
  // Within the tolerance the bound is the objective: docs/certificates.md.
  const point = pointOf(problem, best.scheduled, best.allocation, Number.POSITIVE_INFINITY);
  const certificate = closeAt(context.columns, root, horizonS);
  return { status: 'optimal', certificate, stats: statsOf(exact.name, context), ...point };
}
