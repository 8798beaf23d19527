/**
 * Deterministic bounds on the virtual queues under minimising decisions, on any sample path (theory 6).
 *
 * Setting. Round t minimises V w_t phi(S) + Y(t) tau(S, b) + sum_{k in S} Q_k(t) E_k(b_k), all queues >= 0, and its
 * value is within decisionGap >= 0 of the least. Dropping a device from a decision, or scheduling nobody, is
 * allowed (no least number scheduled).
 *
 * Statement (energy). Let value_k >= V w_t (phi(S without k) - phi(S)) for all t and S, E_k in {0} or [leastCost,
 * mostCost] with leastCost > 0, allowances at least leastAllowed. Then for all t
 *   Q_k(t) <= max( Q_k(0), (value_k + decisionGap)/leastCost + max(0, mostCost - leastAllowed) ).
 *
 * Proof. If Q_k(t) leastCost > value_k + decisionGap, taking k out of any S that has it saves more than
 * decisionGap: its energy term falls by at least Q_k leastCost, phi rises by at most value_k, and tau does not
 * rise (a maximum or a sum over fewer devices with the same bandwidths). So k is not scheduled, and Q_k does not
 * grow. Otherwise Q_k(t) <= (value_k + decisionGap)/leastCost and one round adds at most mostCost - leastAllowed.
 * Induction over t.  QED
 *
 * Statement (delay). The same with value = V w_max (phi(nobody) - min phi), and leastCost, mostCost the least and
 * most delay of a round with somebody in it. Proof: compare with scheduling nobody, which costs no time.  QED
 *
 * A queue that starts at a learned price may start above the bound: it then stays below its start.
 */
import { requireNonNegative, requirePositive } from './checks.js';

/** What the bound on a queue needs to know. Units: loss for values, s or J for costs, loss per s or J for queues. */
export interface QueueAssumptions {
  /** Most that the penalty term, V w_t phi, can gain by the device's (delay: anybody's) presence, >= 0. */
  readonly value: number;
  /** Least cost of taking part, > 0. */
  readonly leastCost: number;
  /** Most one round can cost, >= leastCost. */
  readonly mostCost: number;
  /** Least allowance of a round, >= 0. */
  readonly leastAllowed: number;
  /** Q(0) >= 0. Default 0. */
  readonly initial?: number;
  /** How far above the least value a round's decision may be, >= 0. Default 0: proven optimal. */
  readonly decisionGap?: number;
}

/** The bound: Q(t) never passes it. */
export function queueBound(assumptions: QueueAssumptions): number {
  const { value, leastCost, mostCost, leastAllowed, initial = 0, decisionGap = 0 } = assumptions;
  requireNonNegative('value', value);
  requirePositive('leastCost', leastCost);
  requireNonNegative('mostCost', mostCost - leastCost);
  requireNonNegative('leastAllowed', leastAllowed);
  requireNonNegative('initial', initial);
  requireNonNegative('decisionGap', decisionGap);
  return Math.max(initial, (value + decisionGap) / leastCost + Math.max(0, mostCost - leastAllowed));
}

/** Partial derivatives of the bound (one-sided where the maxima switch). */
export function queueBoundSensitivity(assumptions: QueueAssumptions) {
  const { value, leastCost, mostCost, leastAllowed, initial = 0, decisionGap = 0 } = assumptions;
  const startsAbove = initial > queueBound({ ...assumptions, initial: 0 });
  const active = startsAbove ? 0 : 1;
  const grows = mostCost > leastAllowed ? active : 0;
  return {
    initial: startsAbove ? 1 : 0,
    value: active / leastCost,
    decisionGap: active / leastCost,
    leastCost: (-active * (value + decisionGap)) / (leastCost * leastCost),
    mostCost: grows,
    leastAllowed: 0 - grows,
  };
}
