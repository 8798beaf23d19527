/** What every search begins with: emptiness, first incumbents, the range of tau worth looking at. */

import type { RoundCertificate } from '../../problem/round/certificate.js';
import { penaltyArgument } from '../../problem/round/penalty/penalty.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import type { RoundSolution } from '../../problem/round/solution.js';
import type { Stats, StopReason } from '../../problem/solution.js';
import type { SolveOptions } from '../solver.js';
import { tauHorizonS } from '../tools/certificates.js';
import { pointOf } from '../tools/decision.js';
import { firstThatFit, leastBandwidthsHz } from '../tools/fitting.js';
import { easiestSchedule } from '../tools/infeasible.js';
import { mayBend, type RoundColumns } from '../tools/problem-columns.js';
import { TimeLimit } from '../tools/time-limit.js';
import { Arena } from './arena.js';
import { probe } from './bound-part.js';
import { Budget } from './budget.js';
import type { SearchContext } from './context.js';
import { Incumbent } from './incumbent.js';
import { wholePart } from './parts.js';
import { QuickAllocation } from './quick-allocation.js';
import { QuickLineStore } from './quick-lines.js';
import { tradeConstants } from './trade-constants.js';

/** Fractions of the latest tau worth trying that are probed for a first incumbent. */
const PROBES = [0.5, 0.25, 0.12, 0.06, 0.03];

export function newContext(
  columns: RoundColumns,
  options: SolveOptions,
  time: TimeLimit = new TimeLimit(options),
  roundingCut?: number,
): SearchContext {
  const arena = new Arena(columns.deviceCount);
  const constants = tradeConstants(columns, arena);
  const budget = new Budget(options, time);
  const quick = new QuickAllocation(columns, constants, arena, budget.work);
  return {
    columns,
    arena,
    quick,
    incumbent: new Incumbent(columns, quick, () => budget.work(columns.deviceCount), roundingCut),
    budget,
    lines: new QuickLineStore(columns, constants, arena),
    progress: {},
    countDecides: countDecides(columns),
    mayBend: mayBend(columns),
  };
}

/** Equal shares make the penalty a function of the number scheduled alone. */
function countDecides({ share, penalty, numerator }: RoundColumns): boolean {
  if (numerator.length > 0) return false;
  return penaltyArgument(penalty) === 'count' || share.every((s) => s === share[0]);
}

/** The first incumbents: the warm start, nobody, the easiest schedule that is allowed. */
export function offerFirst(context: SearchContext, problem: RoundProblem, options: SolveOptions): void {
  const { incumbent, columns } = context;
  if (options.warmStart !== undefined) offerWarm(context, problem, options.warmStart.scheduled);
  incumbent.offer(columns.minScheduled === 0 ? [] : easiestSchedule(columns).scheduled);
}

/** A schedule of this problem or of one beside it: whom this one has, without those who need most bandwidth where not all fit. */
function offerWarm(
  { incumbent, columns }: SearchContext,
  problem: RoundProblem,
  ids: readonly string[],
): void {
  const wanted = new Set(ids);
  const known = problem.devices.flatMap(({ id }, k) => (wanted.has(id) ? [k] : []));
  if (incumbent.offer(known) !== undefined) return;
  const leastHz = leastBandwidthsHz(columns);
  const order = [...known].sort((a, b) => leastHz[a]! - leastHz[b]!);
  const fitting = firstThatFit(leastHz, columns.bandwidthHz, order, columns.maxScheduled);
  incumbent.offer(fitting.sort((a, b) => a - b));
}

export function horizonOf({ columns, incumbent }: SearchContext): number {
  return tauHorizonS(columns, incumbent.best?.objective ?? Number.POSITIVE_INFINITY);
}

/**
 * Incumbents from a few values of tau, then from the best one's own: it moves towards a local optimum.
 * @returns a bandwidth price to go on from; 0 where tau has no price
 */
export function probeTaus(context: SearchContext): number {
  const { columns, incumbent } = context;
  if (columns.tauPrice === 0) return 0;
  const lastS = horizonOf(context);
  const part = wholePart(columns, lastS);
  let guess = 0;
  let before = Number.POSITIVE_INFINITY;
  for (const factor of PROBES) {
    const { value, multipliers } = probe(context, part, lastS * factor, guess);
    // The value is nearly convex in tau: once it is too high and rising, it stays so.
    if (value >= incumbent.cutoff && value > before) break;
    guess = multipliers.bandwidth;
    before = value;
  }
  for (let turn = 0; turn < 4; turn++) {
    const tauS = incumbent.best!.allocation.tauS;
    guess = probe(context, part, Math.min(tauS, lastS), guess).multipliers.bandwidth;
    if (incumbent.best!.allocation.tauS === tauS) break;
  }
  return guess;
}

export function statsOf(solver: string, { budget, incumbent }: SearchContext): Stats {
  return { solver, nodes: budget.nodes, allocations: incumbent.allocations };
}

/** The best point found, with what is proven about it. */
export function feasibleSolution(
  problem: RoundProblem,
  context: SearchContext,
  claim: { solver: string; stopped: StopReason; bound: number; certificate?: RoundCertificate },
): RoundSolution {
  const { best } = context.incumbent;
  const { stopped, bound, certificate } = claim;
  const stats = statsOf(claim.solver, context);
  if (best === undefined) return { status: 'unknown', stopped, stats };
  const point = pointOf(problem, best.scheduled, best.allocation, bound);
  return { status: 'feasible', stopped, stats, ...(certificate ? { certificate } : {}), ...point };
}
