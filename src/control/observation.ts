/** What the controller sees of a round, and what it is told afterwards. */
import type { RoundDevice } from '../problem/round/problem.js';

/** One device as it is this round; its prices and limits are the controller's business. */
export type ObservedDevice = Omit<RoundDevice, 'energyPrice' | 'energyLimitJ'>;

/** The devices that can be scheduled this round. One in outage or away is simply not in the list. */
export interface Observation {
  readonly devices: readonly ObservedDevice[];
}

/** What really happened in a round, which may differ from what was planned. */
export interface Outcome {
  /** tau_t, s (0 when nobody took part). */
  readonly delayS: number;
  /** E_k,t in J of every device that spent any. */
  readonly energyJ: Readonly<Record<string, number>>;
}
