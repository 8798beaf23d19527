/** From the sums of a leaf to its bound (docs/certificate-format.md, 4.1). */
import { penaltyChecking } from '../penalty/penalty.js';
import { fractionTerm } from './fraction-term.js';
import { massOf } from './mass.js';
import type { Limits } from './part.js';
import type { Mass } from './penalty-terms.js';
import { addDown, addUp, divDown, divUp, mulDown, mulUp } from './rounding.js';
import type { TallyStore } from './tally.js';
import type { Valuer } from './valuer.js';

/** Who may still take part, without the prices. */
export interface Reach {
  readonly inCount: number;
  readonly freeCount: number;
  /** Shares of those who are in, and of those who are not out. */
  readonly inMass: Mass;
  readonly reachMass: Mass;
  /** Largest fixed delay of those who are in. */
  readonly slowestFixedS: number;
  /** Who is in; asked for where everybody is decided and the penalty tells devices apart. */
  readonly inDevices: () => readonly number[];
}

/** Proven empty. */
const EMPTY = Number.POSITIVE_INFINITY;

/** A lower bound on every schedule of the part; Infinity where it is proven to hold none. Never NaN. */
export function leafBound(
  valuer: Valuer,
  limits: Limits,
  reach: Reach,
  tallies: TallyStore,
  at: number,
): number {
  const nobody = boundOfNobody(valuer, limits, reach);
  const some = boundOfSome(valuer, limits, reach, tallies, at);
  const bound = Math.min(nobody, some);
  return Number.isNaN(bound) ? Number.NEGATIVE_INFINITY : bound;
}

/** The empty schedule, if it is in the part: it has no tau and no participation. A ray counts it with the others. */
function boundOfNobody({ facts, isRay }: Valuer, limits: Limits, { inCount }: Reach): number {
  if (isRay || limits.leastCount > 0 || inCount > 0 || limits.leastShare > 0) return EMPTY;
  const { penalty, penaltyWeight } = facts.problem;
  return mulDown(penaltyWeight, penaltyChecking(penalty).enclose(penalty, 0, NOBODY, () => []).low);
}

const NOBODY: Mass = { x: { low: 0, high: 0 }, y: { low: 1, high: 1 } };

function boundOfSome(valuer: Valuer, limits: Limits, reach: Reach, tallies: TallyStore, at: number): number {
  const least = Math.max(limits.leastCount, reach.inCount, valuer.isRay ? 0 : 1);
  const most = Math.min(limits.mostCount, reach.inCount + reach.freeCount);
  const xMost = Math.min(reach.reachMass.x.high, limits.mostShare);
  const xLeast = Math.max(reach.inMass.x.low, limits.leastShare, valuer.isRay ? 0 : valuer.facts.leastShare);
  if (least > most || xLeast > xMost || tallies.isExcluded(at)) return EMPTY;
  if (valuer.isRay) return rayBound(valuer, least, most, tallies, at);
  const closed: Closing = { valuer, limits, reach, tallies, at, least, most, xLeast, xMost };
  return leastOverTau(closed);
}

/** The least bandwidths of every schedule in the part exceed the band. */
function rayBound(valuer: Valuer, least: number, most: number, tallies: TallyStore, at: number): number {
  const { multipliers, facts } = valuer;
  const counted = tallies.deviceCount(at, 0);
  const line = (n: number) => mulDown(-multipliers.count, n - counted);
  const band = mulUp(multipliers.bandwidth, facts.bandwidthHz);
  const sum = addDown(addDown(tallies.sum(at, 0), Math.min(line(least), line(most))), -band);
  return sum > 0 ? EMPTY : Number.NEGATIVE_INFINITY;
}

interface Closing {
  readonly valuer: Valuer;
  readonly limits: Limits;
  readonly reach: Reach;
  readonly tallies: TallyStore;
  readonly at: number;
  readonly least: number;
  readonly most: number;
  readonly xLeast: number;
  readonly xMost: number;
}

/** The least over the interval, from the slowest fixed delay on: a concave function lies above its chord. */
function leastOverTau(closing: Closing): number {
  const { valuer, limits, reach, tallies, at } = closing;
  const { tauPrice } = valuer.facts;
  const first = boundAt(closing, 0);
  if (!valuer.lines.isPriced) return first;
  const { earliestS, latestS } = limits;
  const skippedS = Math.max(0, reach.slowestFixedS - earliestS);
  if (valuer.lines.isEndless) {
    // Concave, and rising for ever: rising everywhere.
    const slope = addDown(tallies.sum(at, valuer.slopesFrom), tauPrice);
    if (!(slope >= 0)) return Number.NEGATIVE_INFINITY;
    return addDown(first, mulDown(slope, Math.max(0, addDown(reach.slowestFixedS, -earliestS))));
  }
  const last = boundAt(closing, valuer.ends / 2);
  if (skippedS === 0 || latestS === earliestS) return Math.min(first, last);
  const rise = addDown(last, -first);
  const skipped =
    rise >= 0 ? addDown(reach.slowestFixedS, -earliestS) : addUp(reach.slowestFixedS, -earliestS);
  const width = rise >= 0 ? addUp(latestS, -earliestS) : addDown(latestS, -earliestS);
  const part = rise >= 0 ? Math.max(0, divDown(skipped, width)) : Math.min(1, divUp(skipped, width));
  return Math.min(addDown(first, mulDown(part, rise)), last);
}

/** The bound at one end of the interval of tau. @param end its first tally */
function boundAt(closing: Closing, end: number): number {
  const { valuer, limits, tallies, at, reach } = closing;
  const { facts, multipliers, lines } = valuer;
  const { penalty, penaltyWeight } = facts.problem;
  const tauS = end === 0 ? limits.earliestS : limits.latestS;
  const delay = lines.isPriced ? mulDown(facts.tauPrice, tauS) : 0;
  const outside = addDown(delay, -mulUp(multipliers.bandwidth, facts.bandwidthHz));
  const checking = penaltyChecking(penalty);
  if (reach.freeCount === 0)
    return addDown(addDown(outside, decidedSum(closing, end)), decidedPenalty(closing));
  const fraction = checking.fraction?.(penalty);
  if (fraction === undefined)
    return addDown(addDown(outside, tallies.sum(at, end)), sharedTerms(closing, end));
  const corners = [0, 1].map((corner) => addDown(outside, cornerValue(closing, end + corner)));
  const kappa = mulDown(penaltyWeight, fraction.constant);
  const term = fractionTerm(kappa, valuer.sigma, valuer.u!, [corners[0]!, corners[1]!]);
  return addDown(term, -mulUp(penaltyWeight, fraction.constant));
}

/** W phi + sigma (x - xA) and -nu (n - nA), each at its least. */
function sharedTerms(closing: Closing, end: number): number {
  const { valuer, tallies, at, least, most, xLeast, xMost, reach } = closing;
  const { facts, multipliers } = valuer;
  const { penalty, penaltyWeight } = facts.problem;
  const checking = penaltyChecking(penalty);
  const counted = massOf(tallies.shareHigh(at, end), tallies.shareLow(at, end), facts.wideSlack);
  const yLeast = xMost < reach.reachMass.x.high ? addDown(1, -xMost) : reach.reachMass.y.low;
  const shares = checking.shareTerm(penalty, penaltyWeight, valuer.sigma, {
    xLeast,
    xMost,
    yLeast,
    at: counted,
  });
  const heads = tallies.deviceCount(at, end);
  return addDown(shares, checking.countTerm(penalty, penaltyWeight, multipliers.count, least, most, heads));
}

/** With every device decided the penalty is known, and prices on taking part have no say. */
function decidedPenalty({ valuer, reach }: Closing): number {
  const { penalty, penaltyWeight } = valuer.facts.problem;
  const ids = () => reach.inDevices().map((k) => valuer.facts.problem.devices[k]!.id);
  const phi = penaltyChecking(penalty).enclose(penalty, reach.inCount, reach.inMass, ids);
  return mulDown(penaltyWeight, phi.low);
}

/** The costs of those who are in, without what a corner of a fraction has added to them. */
function decidedSum({ tallies, at, valuer, reach }: Closing, end: number): number {
  const sum = tallies.sum(at, end);
  if (valuer.u === undefined) return sum;
  const { numerator, problem } = valuer.facts;
  const heads = reach.inDevices().reduce((total, k) => addUp(total, numerator[k]!), 0);
  return addDown(sum, -mulUp(mulUp(problem.penaltyWeight, heads), valuer.u.low));
}

/** The sums at a corner with -sigma xA + nu nA and -nu n put back. */
function cornerValue({ valuer, tallies, at, least, most }: Closing, corner: number): number {
  const { multipliers, facts } = valuer;
  const { penalty, penaltyWeight } = facts.problem;
  const { x } = massOf(tallies.shareHigh(at, corner), tallies.shareLow(at, corner), facts.wideSlack);
  const sigma = -valuer.sigma;
  const shares = mulDown(sigma, sigma >= 0 ? x.low : x.high);
  const heads = penaltyChecking(penalty).countTerm(
    penalty,
    penaltyWeight,
    multipliers.count,
    least,
    most,
    tallies.deviceCount(at, corner),
  );
  return addDown(addDown(tallies.sum(at, corner), shares), heads);
}
