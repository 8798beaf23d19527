/** The best schedule with some devices forced in and some forced out. */
import { byId } from '../problem/round/by-id.js';
import { evaluateDecision, largestViolation } from '../problem/round/evaluate.js';
import type { RoundDecision, RoundProblem } from '../problem/round/problem.js';
import { hasPoint, type RoundSolution } from '../problem/round/solution.js';
import { allocateSchedule } from '../solvers/bandwidth.js';
import { forcedProblem, type Sides } from './forced-problem.js';
import { nothing, type Prover } from './prover.js';

export interface Forced {
  readonly sides: Sides;
  /** M of each device that is forced in; 0 where nobody is. */
  readonly value: number;
  /** Of the forced problem; 'unknown' also where leaving out leaves nobody to ask about. */
  readonly solution: RoundSolution;
  /** At most the objective of every schedule with these sides; Infinity: proven that there is none. */
  readonly low: number;
  /** Objective of the best schedule with these sides that was found; Infinity for none. */
  readonly high: number;
  /** The schedule of `high`. */
  readonly decision?: RoundDecision;
}

/** Of the excess over the best that M must pay for: a little more, so that no tie is left. */
const MORE = 1.01;
/** Of the objective: the least M. */
const LEAST = 1e-6;
/** Where no schedule with everybody in is known: from so many times the objective's scale on. */
const SCALES = 16;
const TURNS = 4;

/**
 * The best schedule with the sides forced.
 * @param known the objective of the best schedule without sides
 * @param near a schedule to start from
 */
export function solveForced(
  prover: Prover,
  problem: RoundProblem,
  sides: Sides,
  { known, near }: { readonly known: number; readonly near: RoundDecision },
): Forced {
  if (sides.in.length === 0) return solveWithout(prover, problem, sides, near);
  if (sides.in.length > (problem.maxScheduled ?? sides.in.length)) return none(sides);
  const start = startFor(problem, sides, near);
  const excess = start === undefined ? undefined : start.objective - known;
  const scale = Math.abs(known) + problem.penaltyWeight || 1;
  const isImpossible = start === undefined && cannotTakePart(prover, problem, sides.in);
  let value =
    excess === undefined
      ? SCALES * scale
      : MORE * Math.max(0, excess) + LEAST * Math.abs(known) + 1e-12 * scale;
  for (let turn = 1; ; turn++) {
    const forced = forcedProblem(problem, sides, value)!;
    const solution = prover.solve(forced, start?.decision);
    const found = read(problem, sides, value, solution);
    if (isImpossible) return { ...found, low: Number.POSITIVE_INFINITY };
    const settled = found.decision !== undefined || solution.status === 'infeasible';
    if (settled || solution.status === 'unknown' || turn === TURNS) return withStart(found, start);
    value *= SCALES;
  }
}

/** True where somebody cannot take part even alone: proven by the problem that asks for nothing else. */
function cannotTakePart(prover: Prover, problem: RoundProblem, ids: readonly string[]): boolean {
  const { maxScheduled: _, ...rest } = problem;
  return ids.some((id) => {
    const out = problem.devices.map((device) => device.id).filter((other) => other !== id);
    const alone = forcedProblem({ ...rest, minScheduled: 1 }, { in: [], out }, 0)!;
    return prover.solve(alone).status === 'infeasible';
  });
}

function solveWithout(prover: Prover, problem: RoundProblem, sides: Sides, near: RoundDecision): Forced {
  const forced = forcedProblem(problem, sides, 0);
  if (forced === undefined) return nobody(problem, sides);
  const scheduled = near.scheduled.filter((id) => !sides.out.includes(id));
  const decision = { scheduled, bandwidthHz: byId(scheduled, (i) => near.bandwidthHz[scheduled[i]!] ?? 0) };
  return read(problem, sides, 0, prover.solve(forced, decision));
}

/** More are to be in than may be, or nobody where somebody has to be: there is no schedule, and nothing to solve. */
function none(sides: Sides): Forced {
  const [low, high] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  return { sides, value: 0, solution: nothing('method'), low, high };
}

/** With every device out there is one schedule, if it is allowed. */
function nobody(problem: RoundProblem, sides: Sides): Forced {
  const decision = { scheduled: [], bandwidthHz: {} };
  const solution = nothing('method');
  if ((problem.minScheduled ?? 0) > 0) return none(sides);
  const { objective } = evaluateDecision(problem, decision);
  return { sides, value: 0, solution, low: objective, high: objective, decision };
}

/** What an answer to the forced problem says of the problem itself. */
function read(problem: RoundProblem, sides: Sides, value: number, solution: RoundSolution): Forced {
  const none = { sides, value, solution, high: Number.POSITIVE_INFINITY };
  if (solution.status === 'infeasible') return { ...none, low: Number.POSITIVE_INFINITY };
  if (!hasPoint(solution)) return { ...none, low: Number.NEGATIVE_INFINITY };
  const low = solution.bound + value * sides.in.length;
  if (!sides.in.every((id) => solution.scheduled.includes(id))) return { ...none, low };
  const { scheduled, bandwidthHz } = solution;
  const decision = { scheduled, bandwidthHz };
  return { sides, value, solution, low, high: evaluateDecision(problem, decision).objective, decision };
}

interface Start {
  readonly decision: RoundDecision;
  readonly objective: number;
}

/** A solver that was stopped may know less than the start. */
function withStart(found: Forced, start: Start | undefined): Forced {
  if (start === undefined || found.high <= start.objective) return found;
  return { ...found, high: start.objective, decision: start.decision };
}

/** A schedule with everybody in who must be, near another: what it costs, and its bandwidths. */
function startFor(problem: RoundProblem, sides: Sides, near: RoundDecision): Start | undefined {
  const rest = near.scheduled.filter((id) => !sides.in.includes(id) && !sides.out.includes(id));
  const candidates = [
    [...sides.in, ...rest],
    ...rest.map((left) => [...sides.in, ...rest.filter((id) => id !== left)]),
    [...sides.in],
  ];
  let best: Start | undefined;
  for (const scheduled of candidates) {
    const found = valued(problem, scheduled);
    if (found !== undefined && !(best !== undefined && best.objective <= found.objective)) best = found;
  }
  return best;
}

/** A schedule at its best bandwidths; undefined where none are feasible. */
export function valued(problem: RoundProblem, scheduled: readonly string[]): Start | undefined {
  const { minScheduled = 0, maxScheduled = Number.POSITIVE_INFINITY } = problem;
  if (scheduled.length < minScheduled || scheduled.length > maxScheduled) return undefined;
  const decision = allocateSchedule(problem, scheduled);
  if (decision === undefined) return undefined;
  const { objective, violations } = evaluateDecision(problem, decision);
  return largestViolation(violations) > 1e-12 ? undefined : { decision, objective };
}
