/**
 * Horizons as a simulated cell makes them: the radio, places, clocks and payloads of scenarios/default.yaml
 * (3GPP urban macro, Rayleigh fading, some 0.5 Mbit a device and round), with budgets for some 40 % of the devices.
 */

import { randomStream } from '../../../src/core/random.js';
import type { HorizonBudget, HorizonProblem } from '../../../src/problem/horizon/problem.js';
import type { DelayKind, Penalty, RoundDevice } from '../../../src/problem/round/problem.js';
import { type CellConfig, placeDevices } from '../../../src/system/cell.js';
import { drawFading } from '../../../src/system/fading.js';

export type BudgetKind = 'delay' | 'energy' | 'both';

export interface HorizonCase {
  readonly seed: number;
  readonly devices: number;
  readonly rounds: number;
  readonly budget: BudgetKind;
  readonly penalty: 'linear' | 'quadratic' | 'inverse';
  /** w_t = rho^(T-1-t), scaled to mean 1. */
  readonly rho: number;
  readonly delayKind: DelayKind;
  /** s a round on average (default 0.2; for 'mean', whose delays are weighted with shares, 0.04). */
  readonly averageDelayS?: number;
  /** J a round on average of each device (default 0.02). */
  readonly averageEnergyJ?: number;
  /** Probability that a device is away in a round (default 0). */
  readonly away?: number;
}

const CELL: CellConfig = {
  radiusM: 250,
  leastDistanceM: 35,
  carrierHz: 3.5e9,
  baseStationHeightM: 25,
  deviceHeightM: 1.5,
  shadowing: true,
  antennaGain: 1,
};
/** k T at 290 K and a noise figure of 9 dB, W/Hz. */
const NOISE_W_PER_HZ = 4e-21 * 10 ** 0.9;
const TRANSMIT_POWER_W = 0.2;

export function horizonCase(spec: HorizonCase): HorizonProblem {
  const ids = Array.from({ length: spec.devices }, (_, k) => `d${k}`);
  const traits = deviceTraits(spec.seed, ids);
  const fading = drawFading(() => ({ directRatio: 0, correlation: 0 }), ids, spec.rounds, spec.seed);
  const weights = fading.map((_, t) => spec.rho ** (spec.rounds - 1 - t));
  const meanWeight = weights.reduce((sum, w) => sum + w, 0) / spec.rounds;
  const penalty = penaltyOf(spec.penalty, traits);
  const rounds = fading.map((powers, t) => {
    const penaltyWeight = weights[t]! / meanWeight;
    const draws = randomStream(spec.seed, 'round', t);
    const present = traits
      .map((trait, k) => deviceIn(trait, powers[k]!, draws.uniform()))
      .filter(() => draws.uniform() >= (spec.away ?? 0));
    if (present.length === 0) {
      return { emptyPenalty: penaltyWeight * (penalty.kind === 'inverse' ? penalty.cap : 1) };
    }
    const { delayKind } = spec;
    return {
      bandwidthHz: 2e6,
      deadlineS: 2,
      penaltyWeight,
      penalty,
      delayPrice: 0,
      delayKind,
      devices: present,
    };
  });
  return { rounds, budget: budgetOf(spec, ids) };
}

interface Trait {
  readonly id: string;
  readonly share: number;
  readonly meanSnrHz: number;
  readonly fixedDelayS: number;
  readonly fixedEnergyJ: number;
}

function deviceTraits(seed: number, ids: readonly string[]): Trait[] {
  const places = placeDevices(CELL, ids, seed);
  const sizes = ids.map((id) => 0.2 + randomStream(seed, 'size', id).uniform());
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return ids.map((id, k) => ({
    id,
    share: sizes[k]! / total,
    meanSnrHz: (TRANSMIT_POWER_W * places[k]!.gain) / NOISE_W_PER_HZ,
    fixedDelayS: 0.01 + 0.02 * randomStream(seed, 'clock', id).uniform(),
    fixedEnergyJ: 1e-5,
  }));
}

function deviceIn(trait: Trait, fadingPower: number, draw: number): RoundDevice {
  const { id, share, meanSnrHz, fixedDelayS, fixedEnergyJ } = trait;
  return {
    id,
    share,
    snrHz: meanSnrHz * fadingPower,
    uplinkBits: Math.round(4.5e5 + 2e5 * draw),
    fixedDelayS,
    transmitPowerW: TRANSMIT_POWER_W,
    fixedEnergyJ,
  };
}

/** The inverse penalty of nobody: that of the smallest device alone. */
function penaltyOf(kind: HorizonCase['penalty'], traits: readonly Trait[]): Penalty {
  if (kind !== 'inverse') return { kind };
  const least = traits.reduce((low, { share }) => Math.min(low, share), 1);
  return { kind, cap: (1 - least) / least };
}

function budgetOf(spec: HorizonCase, ids: readonly string[]): HorizonBudget {
  const averageDelayS = spec.averageDelayS ?? (spec.delayKind === 'mean' ? 0.04 : 0.2);
  const joules = spec.rounds * (spec.averageEnergyJ ?? 0.02);
  return {
    ...(spec.budget === 'energy' ? {} : { delayS: spec.rounds * averageDelayS }),
    ...(spec.budget === 'delay' ? {} : { energyJ: Object.fromEntries(ids.map((id) => [id, joules])) }),
  };
}
