/** `explain`: a decision in words and numbers, each of them solved for and proven (docs/explain.md). */
import { InputError } from '../core/errors.js';
import { listInWords } from '../core/quantities.js';
import { certifyRound } from '../problem/round/certify.js';
import type { RoundDecision, RoundProblem } from '../problem/round/problem.js';
import { hasPoint, parseRoundClaim, type RoundClaim, type RoundSolution } from '../problem/round/solution.js';
import { validateRoundProblem } from '../problem/round/validate.js';
import { exact } from '../solvers/exact.js';
import type { Clock, RoundSolver } from '../solvers/solver.js';
import { type DeviceQuestion, explainDevice, otherSides } from './devices.js';
import type { Pair } from './flips.js';
import { forcedProblem } from './forced-problem.js';
import { giveOf, waysOut } from './infeasible.js';
import { Prover } from './prover.js';
import { rank } from './ranking.js';
import { type Known, nextUnits } from './resources.js';
import { termsOf } from './terms.js';
import type { Explanation, Proof } from './types.js';
import { scheduleWords } from './words.js';

export interface ExplainOptions {
  /** Ids whose flips are looked for; default all. What the other side costs is told of every device. */
  readonly flipsOf?: readonly string[];
  /** The so many best schedules, each with its certificate (whole, >= 1; default: none). */
  readonly best?: number;
  /** Takes a `value` of devices and proves optimality; default `exact`. */
  readonly solver?: RoundSolver;
  /** For everything, s (> 0; default: none); what is left then is told as open. Needs `clock`. */
  readonly timeLimitS?: number;
  readonly clock?: Clock;
  /** Told of the problems and solutions that prove what is said. */
  readonly onProof?: (proof: Proof) => void;
}

/**
 * Why a decision is as it is: the terms of the objective, why each device is in or out and where it changes sides, what more
 * of each resource is worth; for an infeasible problem the least that must give.
 * @param problem anything that validates as a round problem
 * @param claim a solution or a bare decision to be explained; absent: the best schedule is found first
 * @throws InputError for a problem that is none, an option out of range, or a claim that the checker refuses
 */
export function explain(
  problem: RoundProblem,
  claim?: RoundClaim,
  options: ExplainOptions = {},
): Explanation {
  const posed = validateRoundProblem(problem);
  const { solver = exact, timeLimitS, clock, onProof } = options;
  checkOptions(posed, options);
  const prover = new Prover({ solver, timeLimitS, clock });
  const given = claim === undefined ? undefined : accepted(posed, claim);
  const solution = solved(prover, posed, given);
  const keep = (proof: Proof) => onProof?.(proof);
  if (hasPoint(solution) || solution.status === 'infeasible')
    keep({ claim: 'the problem itself', problem: posed, solution });
  if (solution.status === 'infeasible') return explainInfeasible(prover, posed, keep);
  if (!hasPoint(solution)) {
    const words = `Nothing is known of this problem: the solver stopped (${solution.stopped}).`;
    return { status: 'unknown', stopped: solution.stopped, words };
  }
  return explainSchedule({ prover, problem: posed, solution, given, options, keep });
}

function checkOptions({ devices }: RoundProblem, { flipsOf, best, timeLimitS, clock }: ExplainOptions): void {
  const known = new Set(devices.map(({ id }) => id));
  for (const id of flipsOf ?? []) {
    if (!known.has(id)) throw new InputError('flipsOf', id, 'ids of devices of the problem');
  }
  if (best !== undefined && !(Number.isInteger(best) && best >= 1))
    throw new InputError('best', best, 'a whole number >= 1');
  if (timeLimitS !== undefined && !(timeLimitS > 0))
    throw new InputError('timeLimitS', timeLimitS, 'a number > 0');
  if (timeLimitS !== undefined && clock === undefined)
    throw new InputError('clock', clock, 'a clock with timeLimitS');
}

/** @throws InputError for a claim that the checker refuses */
function accepted(problem: RoundProblem, claim: RoundClaim): RoundClaim {
  const { valid, reasons } = certifyRound(problem, claim);
  if (!valid) throw new InputError('solution', reasons.join('; '), 'a solution that the checker accepts');
  return parseRoundClaim(claim);
}

/** The claim itself where it settles the problem, else an answer of our own. */
function solved(prover: Prover, problem: RoundProblem, given: RoundClaim | undefined): RoundSolution {
  if (given?.status === 'optimal' || given?.status === 'infeasible') return given;
  const start = given === undefined ? undefined : decisionOf(given);
  return prover.solve(problem, start);
}

function decisionOf(claim: RoundClaim): RoundDecision | undefined {
  if (claim.status === 'unknown' || claim.status === 'infeasible') return undefined;
  const { scheduled, bandwidthHz } = claim;
  return { scheduled, bandwidthHz };
}

interface ToExplain {
  readonly prover: Prover;
  readonly problem: RoundProblem;
  readonly solution: RoundSolution & { readonly status: 'optimal' | 'feasible' };
  readonly given: RoundClaim | undefined;
  readonly options: ExplainOptions;
  readonly keep: (proof: Proof) => void;
}

function explainSchedule({ prover, problem, solution, given, options, keep }: ToExplain): Explanation {
  const best = knownOf(solution, solution);
  const decision = given === undefined ? undefined : decisionOf(given);
  const shown =
    decision === undefined
      ? best
      : { decision, objective: certifyRound(problem, decision).objective!, bound: best.bound };
  const keepPair = (claim: string, pair: Pair) => keepBoth(keep, claim, pair);
  const question: DeviceQuestion = { prover, problem, shown, best, keep: keepPair };
  const next = nextUnits(prover, problem, shown.decision, best);
  const others = otherSides(question);
  const ranking =
    options.best === undefined
      ? undefined
      : rank(prover, problem, options.best, { whole: solution, best, others });
  const wanted = options.flipsOf && new Set(options.flipsOf);
  // Who is nearest to the other side first: under a time limit the farthest stay open.
  const order = Array.from(others.keys()).sort((a, b) => others[a]!.high - others[b]!.high || a - b);
  const devices = new Array(problem.devices.length);
  for (const k of order)
    devices[k] = explainDevice(question, k, others[k]!, wanted?.has(problem.devices[k]!.id) ?? true);
  const found = {
    status: 'explained' as const,
    ...shown.decision,
    objective: shown.objective,
    bound: best.bound,
    best: { ...best.decision, objective: best.objective },
    isBest: solution.status === 'optimal' && shown.objective - best.bound <= 2e-9 * Math.abs(shown.objective),
    terms: termsOf(problem, shown.decision),
    next,
    devices,
    ...(ranking === undefined ? {} : { ranking }),
    complete: !prover.isOver,
  };
  return { ...found, words: scheduleWords(found) };
}

function knownOf(
  { scheduled, bandwidthHz }: RoundDecision,
  numbers: { objective: number; bound: number },
): Known {
  return { decision: { scheduled, bandwidthHz }, objective: numbers.objective, bound: numbers.bound };
}

function keepBoth(keep: (proof: Proof) => void, claim: string, pair: Pair): void {
  for (const side of ['in', 'out'] as const) {
    const { sides, value, solution } = pair[side];
    const forced = forcedProblem(pair.problem, sides, value);
    const isForced = sides.in.length + sides.out.length > 0;
    if (isForced && forced !== undefined && solution.status !== 'unknown')
      keep({ claim: `${claim}: forced ${side}`, problem: forced, solution });
  }
}

function explainInfeasible(prover: Prover, problem: RoundProblem, keep: (proof: Proof) => void): Explanation {
  const gives = waysOut(problem).flatMap((way) => giveOf(prover, way, keep) ?? []);
  const { minScheduled = 0 } = problem;
  const ways = gives.filter(({ status }) => status === 'gives').map(({ words }) => words);
  const words =
    `No decision keeps all limits: ${minScheduled} devices have to take part. ` +
    (ways.length === 0
      ? 'No single limit that was tried makes it feasible.'
      : `It would be feasible with ${listInWords(ways).replace(/ and (?=[^,]*$)/, ', or ')}.`);
  return { status: 'infeasible', minScheduled, gives, complete: !prover.isOver, words };
}
