/**
 * The whole-horizon problem with every channel known (theory 3): what the best policy could do that sees the
 * future. SI units: s, J, Hz, bit.
 *
 *   minimise  sum_t w_t phi(S_t)     (less the values of whom it schedules, where devices have one)
 *
 * over a decision for every round within that round's own constraints, such that over the horizon the delays sum
 * to at most budget.delayS and each budgeted device's energies to at most budget.energyJ[id].
 *
 * With a `balance` (theory 9.10) weight chi comes on top, chi = sum_k c_k^2/pi_k of the debts c = sum_t (a_t - pi) that the
 * horizon ends with, a_k,t = pi_k/x_t on S_t: who is heard over all rounds is to match the data. A round with nobody leaves
 * c as it is.
 */
import { ownValue } from '../../core/own.js';
import { byId } from '../round/by-id.js';
import type { FractionPenalty } from '../round/penalty/fraction.js';
import type { Penalty, RoundProblem } from '../round/problem.js';

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

/** The debts of participation at the end of the horizon as part of the objective. */
export interface HorizonBalance {
  /** Penalty for a unit of chi (> 0): beta, where the rounds weigh 1 - beta. */
  readonly weight: number;
  /** pi_k in (0, 1] by device id, summing to 1: of every device, also of those that are never there. */
  readonly shares: Readonly<Record<string, number>>;
}

export interface HorizonProblem {
  /** Rounds 0..T-1, at least one. */
  readonly rounds: readonly HorizonRound[];
  readonly budget: HorizonBudget;
  /** Absent: chi costs nothing. Present: every round's penalty is `inverse`, its devices and their shares are the balance's. */
  readonly balance?: HorizonBalance;
}

/** theta: a price (>= 0, penalty per s or J) for each constraint of the budget, 0 where there is none. */
export interface HorizonPrices {
  /** n_k, penalty for a unit of c_k/pi_k, of either sign: one for each device of the balance; absent without a balance. */
  readonly debtPrice?: Readonly<Record<string, number>>;
  readonly delayPrice: number;
  /** By device id; an id that is absent has price 0. */
  readonly energyPrice: Readonly<Record<string, number>>;
}

export const NO_PRICES: HorizonPrices = { delayPrice: 0, energyPrice: {} };

export function isIdle(round: HorizonRound): round is IdleRound {
  return 'emptyPenalty' in round;
}

/**
 * The round with the horizon's prices in place of queues: its minima add up to the Lagrangian. Prices of debts make its penalty
 * a linear fraction, W (1 - x)/x + sum_S n_k/x, of weight 1.
 */
export function pricedRound(round: RoundProblem, prices: HorizonPrices): RoundProblem {
  const { delayPrice, energyPrice, debtPrice } = prices;
  const devices = round.devices.map((device) => ({
    ...device,
    energyPrice: Object.hasOwn(energyPrice, device.id) ? energyPrice[device.id]! : 0,
  }));
  if (debtPrice === undefined) return { ...round, delayPrice, devices };
  const penalty = debtFraction(round, debtPrice);
  return { ...round, penaltyWeight: 1, penalty, delayPrice, devices };
}

function debtFraction(round: RoundProblem, debtPrice: Readonly<Record<string, number>>): FractionPenalty {
  const { devices, penaltyWeight } = round;
  return {
    kind: 'fraction',
    cap: pricedCap(round),
    constant: penaltyWeight,
    numerators: byId(
      devices.map(({ id }) => id),
      (k) => ownValue(debtPrice, devices[k]!.id) ?? 0,
    ),
  };
}

/** W times the cap as a double: what nobody costs in a round with prices of debts. */
export function pricedCap({
  penalty,
  penaltyWeight,
}: Pick<RoundProblem, 'penalty' | 'penaltyWeight'>): number {
  return Math.min(penaltyWeight * capOfInverse(penalty), Number.MAX_VALUE);
}

/** @throws RangeError for a penalty that a balance does not go with; `validateHorizonProblem` says so before */
export function capOfInverse(penalty: Penalty): number {
  if (penalty.kind !== 'inverse') throw new RangeError(`a balance with the penalty ${penalty.kind}`);
  return penalty.cap;
}
