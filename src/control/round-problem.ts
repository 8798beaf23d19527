/** Turns rules and an observation into the problem of one round: the place where control meets the solvers. */
import { ownValue } from '../core/own.js';
import type { HorizonRound } from '../problem/horizon/problem.js';
import { penaltyValue } from '../problem/round/penalty/penalty.js';
import type { Penalty, RoundProblem } from '../problem/round/problem.js';
import { radioOf } from '../system/radio.js';
import type { Observation, ObservedDevice } from './observation.js';
import type { ControlRules } from './rules.js';

export interface RoundPrices {
  /** V w_t. */
  readonly penaltyWeight: number;
  /** Y(t), or any other price of a second. */
  readonly delayPrice: number;
  /** Q_k(t) by id; 0 where absent. */
  readonly energyPrice?: Readonly<Record<string, number>>;
  /** The round's penalty where it is not the rules'. @param ids of the devices that the round is posed with */
  readonly penaltyOf?: (ids: readonly string[]) => Penalty;
}

export interface RoundLimits {
  readonly deadlineS: number;
  readonly minScheduled?: number;
  readonly maxScheduled?: number;
  /** Most joules of each device, by id; no limit where absent. */
  readonly energyJ?: Readonly<Record<string, number>>;
}

/** A round of the long-term problem without prices, as a horizon solver takes it (theory 6). */
export function poseHorizonRound(
  rules: ControlRules,
  { devices }: Observation,
  penaltyWeight: number,
): HorizonRound {
  if (devices.length === 0) return { emptyPenalty: penaltyWeight * penaltyValue(rules.penalty, 0, 0) };
  return poseRound(rules, devices, { penaltyWeight, delayPrice: 0 }, { deadlineS: rules.deadlineS });
}

/** @param devices at least one; the limits on their number are clipped to how many there are */
export function poseRound(
  rules: ControlRules,
  devices: readonly ObservedDevice[],
  prices: RoundPrices,
  limits: RoundLimits,
): RoundProblem {
  const maxScheduled = limits.maxScheduled ?? rules.maxScheduled;
  return {
    bandwidthHz: rules.bandwidthHz,
    ...radioOf(rules),
    deadlineS: limits.deadlineS,
    ...(maxScheduled === undefined ? {} : { maxScheduled: Math.min(maxScheduled, devices.length) }),
    ...(limits.minScheduled === undefined ? {} : { minScheduled: limits.minScheduled }),
    penaltyWeight: prices.penaltyWeight,
    penalty: prices.penaltyOf?.(devices.map(({ id }) => id)) ?? rules.penalty,
    delayPrice: prices.delayPrice,
    delayKind: rules.delayKind,
    devices: devices.map((device) => {
      const energyLimitJ = ownValue(limits.energyJ, device.id);
      return {
        ...device,
        energyPrice: ownValue(prices.energyPrice, device.id) ?? 0,
        ...(energyLimitJ === undefined ? {} : { energyLimitJ }),
      };
    }),
  };
}
