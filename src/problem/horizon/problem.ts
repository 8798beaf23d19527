/**
 * The whole-horizon problem with every channel known (theory 3): what the best policy could do that sees the
 * future. SI units: s, J, Hz, bit.
 *
 *   minimise  sum_t w_t phi(S_t)     (less the values of whom it schedules, where devices have one)
 *
 * over a decision for every round within that round's own constraints, such that over the horizon the delays sum
 * to at most budget.delayS and each budgeted device's energies to at most budget.energyJ[id].
 */
import type { RoundProblem } from '../round/problem.js';

/** A round in which nobody can be scheduled: every device is away or in outage. */
export interface IdleRound {
  /** w_t phi(nobody). */
  readonly emptyPenalty: number;
}

/** penaltyWeight is w_t; delayPrice and every energyPrice are 0. Devices that are away are left out. */
export type HorizonRound = RoundProblem | IdleRound;

/** Totals over the horizon; what is absent is not limited. */
export interface HorizonBudget {
  /** T tau_bar in s (> 0). */
  readonly delayS?: number;
  /** T E_bar_k in J (> 0) by device id. */
  readonly energyJ?: Readonly<Record<string, number>>;
}

export interface HorizonProblem {
  /** Rounds 0..T-1, at least one. */
  readonly rounds: readonly HorizonRound[];
  readonly budget: HorizonBudget;
}

/** theta: a price (>= 0, penalty per s or J) for each constraint of the budget, 0 where there is none. */
export interface HorizonPrices {
  readonly delayPrice: number;
  /** By device id; an id that is absent has price 0. */
  readonly energyPrice: Readonly<Record<string, number>>;
}

export const NO_PRICES: HorizonPrices = { delayPrice: 0, energyPrice: {} };

export function isIdle(round: HorizonRound): round is IdleRound {
  return 'emptyPenalty' in round;
}

/** The round with the horizon's prices in place of queues: its minima add up to the Lagrangian. */
export function pricedRound(round: RoundProblem, prices: HorizonPrices): RoundProblem {
  const { delayPrice, energyPrice } = prices;
  const devices = round.devices.map((device) => ({
    ...device,
    energyPrice: Object.hasOwn(energyPrice, device.id) ? energyPrice[device.id]! : 0,
  }));
  return { ...round, delayPrice, devices };
}
