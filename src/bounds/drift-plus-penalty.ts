/**
 * Optimality of drift-plus-penalty (theory 6).
 *
 * Setting. Each round the decision minimises V p_t + sum_j Q_j(t) c_j,t (p_t = w_t phi, c_j,t the delay or energy
 * used, a_j,t its allowance) up to decisionGap, seeing that round's channels only; Q_j(t+1) = max(Q_j + y_j, 0),
 * y_j = c_j - a_j. Let C = (1/2) sum_j max y_j^2 over all rounds and decisions.
 *
 * Statement (look-ahead, any sample path). Cut the T rounds into frames of W. Against the best decisions of each
 * frame made with the frame's future known, of total penalty P*_frame and subject to sum_{t in frame} y_j,t <= 0,
 *   (1/T) sum_t p_t <= (1/T) sum_frames P*_frame + C (1 + 2 floor(W^2/4)/W)/V + sum_j Q_j(0)^2/(2 V T) + decisionGap/V.
 * W = T compares with the clairvoyant optimum of the whole horizon. (The textbook constant is C W / V.)
 *
 * Proof. Squaring the queue's rule: Q_j(t+1)^2 <= Q_j^2 + y_j^2 + 2 Q_j y_j. Add V p_t and use that our decision is
 * within decisionGap of the comparator's (marked '):
 *   drift + V p_t <= (1/2) sum_j y_j^2 + sum_j Q_j(t) y'_j,t + V p'_t + decisionGap.
 * Over one frame let c >= 0 be the median of Q_j(t). As sum_t y'_j,t <= 0,
 *   sum_t Q_j(t) y'_j,t <= sum_t (Q_j(t) - c) y'_j,t <= max|y_j| sum_t |Q_j(t) - c|.
 * A queue moves by at most max|y_j| a round, so neither do neighbours among its sorted values lie further apart,
 * and the last sum is at most max|y_j| (... + 2 + 1 + 0 + 1 + ...) = max|y_j| floor(W^2/4). Together with the squares,
 * a frame costs at most W C + 2 floor(W^2/4) C. Sum over the T/W frames, drop the last drift (>= 0), divide by V T. QED
 *
 * Equality (W = 2): |y| = 1, a queue that goes 0, 1, 2, 1, 0 and ties at every round (tightness table).
 *
 * Statement (stationary, i.i.d. channels). Against the infimum p_t° of E p_t over policies that look only at the
 * round's channels and keep E y_j,t <= 0 in every round (t-dependent when allowances or weights are),
 *   (1/T) sum_t E p_t <= (1/T) sum_t p_t° + C / V + sum_j Q_j(0)^2/(2 V T) + decisionGap / V,
 * where C may be (1/2) sum_j of the largest second moment E y_j^2. Proof: the same with W = 1 and y' independent of
 * Q(t), so that E Q_j(t) y'_j,t <= 0.  QED
 *
 * What it does not say: with weights rho^(T-1-t) the best stationary policy spends evenly and is itself far from
 * the best that a planner could do; the promise is no comfort there (see theory 6 on planned profiles).
 */
import { InputError } from '../core/errors.js';
import { requireCount, requireNonNegative, requirePositive } from './checks.js';

export interface DriftAssumptions {
  /** V > 0, weight of the penalty. */
  readonly V: number;
  /** For each long-term constraint j: a bound on |y_j| (look-ahead) or on sqrt(E y_j^2) (stationary), >= 0. */
  readonly excess: readonly number[];
  /** T >= 1. */
  readonly rounds: number;
  /** Q_j(0) for each constraint, >= 0. Default: all 0. */
  readonly initial?: readonly number[];
  /** How far above the least value a round's decision may be, >= 0. Default 0. */
  readonly decisionGap?: number;
}

/** The parts of the optimality gap, each in units of the penalty per round. */
export interface OptimalityGap {
  /** C = (1/2) sum_j excess_j^2. */
  readonly C: number;
  /** C (1 + 2 floor(W^2/4)/W)/V: the price of not knowing the frame's future (W = 1: of queues instead of prices). */
  readonly drift: number;
  /** sum_j Q_j(0)^2/(2 V T): the price of queues that do not start empty. */
  readonly start: number;
  /** decisionGap / V: the price of decisions that are not proven optimal. */
  readonly decisions: number;
  /** The sum: how far the mean penalty may be above the comparator's. */
  readonly total: number;
}

/** 1 + 2 floor(W^2/4)/W: 1 for W = 1, then about 1 + W/2. */
function frameFactor(frame: number): number {
  return 1 + (2 * Math.floor((frame * frame) / 4)) / frame;
}

/**
 * The look-ahead promise's constants, on any sample path.
 * @param frame W >= 1, a divisor of rounds
 */
export function lookAheadGap(assumptions: DriftAssumptions, frame: number): OptimalityGap {
  const { V, excess, rounds, initial = [], decisionGap = 0 } = assumptions;
  requirePositive('V', V);
  requireCount('rounds', rounds);
  requireCount('frame', frame);
  requireNonNegative('decisionGap', decisionGap);
  if (rounds % frame !== 0) throw new InputError('frame', frame, `a divisor of rounds (${rounds})`);
  const C = excess.reduce((sum, y, j) => sum + requireNonNegative(`excess[${j}]`, y) ** 2 / 2, 0);
  const start =
    initial.reduce((sum, q, j) => sum + requireNonNegative(`initial[${j}]`, q) ** 2, 0) / (2 * V * rounds);
  const drift = (C * frameFactor(frame)) / V;
  const decisions = decisionGap / V;
  return { C, drift, start, decisions, total: drift + start + decisions };
}

/** The stationary promise's constants, for i.i.d. channels: the look-ahead form with frames of one round. */
export function stationaryGap(assumptions: DriftAssumptions): OptimalityGap {
  return lookAheadGap(assumptions, 1);
}

/** Partial derivatives of the total: a larger V closes every part. */
export function lookAheadGapSensitivity(assumptions: DriftAssumptions, frame: number) {
  const { V, excess, initial = [], rounds } = assumptions;
  const gap = lookAheadGap(assumptions, frame);
  return {
    V: -gap.total / V,
    rounds: -gap.start / rounds,
    decisionGap: 1 / V,
    excess: excess.map((y) => (y * frameFactor(frame)) / V),
    initial: initial.map((q) => q / (V * rounds)),
  };
}
