/**
 * The drift-plus-penalty problem of one round, as plain numbers (theory 3 and 4; the JSON contract of
 * docs/round-problem.md). SI units throughout: Hz, s, W, J, bit.
 *
 *   minimise  penaltyWeight phi(x) + delayPrice tau + sum_{k in S} (energyPrice_k E_k(b_k) - value_k)
 *
 * over the schedule S and the bandwidths b_k with sum b_k <= bandwidthHz, D_k(b_k) <= deadlineS, E_k(b_k) <= energyLimitJ_k and
 * minScheduled <= |S| <= maxScheduled, where x = sum_{k in S} share_k.
 */

import type { Penalty } from './penalty/table.js';

export type { Penalty } from './penalty/table.js';

/** What one device brings to a round. */
export interface RoundDevice {
  /** Unique within the problem. */
  readonly id: string;
  /** pi_k, this device's share of all data, in (0, 1]. */
  readonly share: number;
  /** gamma_k = p_k g_k / N0 in Hz (> 0): SNR is snrHz / bandwidthHz. */
  readonly snrHz: number;
  /** u_k, bits to send this round (>= 0). */
  readonly uplinkBits: number;
  /** a_k, seconds of compute and downlink that no bandwidth shortens (>= 0). */
  readonly fixedDelayS: number;
  /** p_k, W (>= 0). */
  readonly transmitPowerW: number;
  /** e_k, J of compute (>= 0). */
  readonly fixedEnergyJ: number;
  /** Q_k, price of a joule of this device (>= 0; default 0). */
  readonly energyPrice?: number;
  /** Most joules it may spend this round if scheduled (>= 0; absent: no limit). */
  readonly energyLimitJ?: number;
  /** What hearing from it is worth beside its share: the objective loses it if the device is scheduled (>= 0; default 0). */
  readonly value?: number;
}

/** 'synchronous': tau = max_k D_k. 'mean': tau = sum_k share_k D_k. Both 0 with nobody scheduled. */
export type DelayKind = 'synchronous' | 'mean';

/** What the radio makes of bandwidth and SNR: r(b) = b min(maxSpectralEfficiency, log2(1 + snrHz / (10^(snrGap/10) b))). */
export interface Radio {
  /** Most bit/s per Hz that any modulation carries (> 0; absent: no limit). */
  readonly maxSpectralEfficiency?: number;
  /** dB that codes of finite length stay behind Shannon's (>= 0; default 0). */
  readonly snrGap?: number;
}

export interface RoundProblem extends Radio {
  /** The caller's own name for it: kept and echoed, no part of the mathematics. */
  readonly id?: string | number;
  readonly tag?: string | number;
  readonly bandwidthHz: number;
  readonly deadlineS?: number;
  readonly maxScheduled?: number;
  readonly minScheduled?: number;
  readonly penaltyWeight: number;
  readonly penalty: Penalty;
  readonly delayPrice: number;
  readonly delayKind: DelayKind;
  readonly devices: readonly RoundDevice[];
}

/** A decision for one round: who takes part, and with how much bandwidth (one entry a scheduled device). */
export interface RoundDecision {
  /** Ids, in the order of the problem's devices. */
  readonly scheduled: readonly string[];
  readonly bandwidthHz: Readonly<Record<string, number>>;
}
