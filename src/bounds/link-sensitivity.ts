/**
 * What one more dB and one more second change in the bound, at a given decision (theory 1, 2).
 *
 * A device with r(b) = b log2(1 + gamma/b) and x = gamma/b the SNR has
 *   dr/db = (ln(1 + x) - x/(1 + x))/ln 2,   dr/dgamma = 1/((1 + x) ln 2),   dgamma/d(dB) = gamma ln10/10.
 * Where the radio caps r at cap b, dr/db = cap and dr/dgamma = 0: a better channel changes nothing.
 * Its delay is D = a + u/r. At a fixed delay, one more dB frees bandwidth: db = -(dr/dgamma)/(dr/db) dgamma; at a
 * fixed SNR one more second does: db = -(r^2/u)/(dr/db). Freed bandwidth is worth what it buys at the margin, x per
 * Hz: the share of the device next in line over the bandwidth it needs. Mass moves the bound by d bound/d x.
 */
import { InputError } from '../core/errors.js';
import type { Radio } from '../problem/round/problem.js';
import { radioRateBitPerS, usableSnrHz } from '../problem/round/rate.js';
import { requireNonNegative, requirePositive } from './checks.js';

/** A scheduled device's uplink at the decision. */
export interface Uplink {
  /** b > 0, Hz. */
  readonly bandwidthHz: number;
  /** gamma > 0, Hz. */
  readonly snrHz: number;
  /** u >= 0, bit. */
  readonly uplinkBits: number;
}

export interface LinkMarginals {
  /** dD/d(dB) <= 0: one more dB at the same bandwidth, s per dB. */
  readonly delayPerDbS: number;
  /** dD/db <= 0: one more Hz, s per Hz. */
  readonly delayPerHzS: number;
  /** db/d(dB) <= 0: one more dB at the same delay, Hz per dB. */
  readonly bandwidthPerDbHz: number;
  /** db/dD <= 0: one more second at the same SNR, Hz per s. */
  readonly bandwidthPerSecondHz: number;
}

/**
 * Marginal exchange rates of one uplink.
 * @param radio the cap and the SNR gap of its rate (default: Shannon's). Where a cap begins to bind, those of a wider band
 */
export function linkMarginals({ bandwidthHz, snrHz, uplinkBits }: Uplink, radio: Radio = {}): LinkMarginals {
  requirePositive('bandwidthHz', bandwidthHz);
  requirePositive('snrHz', snrHz);
  requireNonNegative('uplinkBits', uplinkBits);
  const usableHz = usableSnrHz(snrHz, radio);
  const x = usableHz / bandwidthHz;
  const { maxSpectralEfficiency: cap = Number.POSITIVE_INFINITY } = radio;
  const isCapped = Math.log1p(x) / Math.LN2 > cap;
  const rate = radioRateBitPerS(bandwidthHz, snrHz, radio);
  const ratePerHz = isCapped ? cap : (Math.log1p(x) - x / (1 + x)) / Math.LN2;
  const ratePerDb = isCapped ? 0 : (usableHz * Math.LN10) / 10 / (1 + x) / Math.LN2;
  const delayPerRate = -uplinkBits / (rate * rate);
  const sendsNothing = uplinkBits === 0;
  return {
    delayPerDbS: ratePerDb === 0 ? 0 : delayPerRate * ratePerDb,
    delayPerHzS: delayPerRate * ratePerHz,
    bandwidthPerDbHz: sendsNothing || ratePerDb === 0 ? 0 : -ratePerDb / ratePerHz,
    bandwidthPerSecondHz: sendsNothing ? 0 : 1 / (delayPerRate * ratePerHz),
  };
}

/** The device that freed bandwidth would let in. */
export interface NextInLine {
  /** Its share of all data, in (0, 1]. */
  readonly share: number;
  /** The bandwidth it needs to keep the round's delay, > 0, Hz. */
  readonly bandwidthHz: number;
}

export interface LinkSensitivity {
  /** Change of the final bound by one more dB on every scheduled uplink of the round, <= 0. */
  readonly perDb: number;
  /** Change of the final bound by one more second for every scheduled uplink of the round, <= 0. */
  readonly perSecond: number;
}

/**
 * First-order change of a bound through the participation that freed bandwidth buys.
 * @param boundPerParticipation d bound / d x_t <= 0, e.g. gapSensitivity(...).participation[t]
 * @param radio as for `linkMarginals`
 */
export function linkSensitivity(
  uplinks: readonly Uplink[],
  next: NextInLine,
  boundPerParticipation: number,
  radio: Radio = {},
): LinkSensitivity {
  if (!(boundPerParticipation <= 0))
    throw new InputError('boundPerParticipation', boundPerParticipation, 'a number <= 0');
  requirePositive('next.share', next.share);
  requirePositive('next.bandwidthHz', next.bandwidthHz);
  const boundPerHz = boundPerParticipation * (next.share / next.bandwidthHz);
  let perDb = 0;
  let perSecond = 0;
  for (const uplink of uplinks) {
    const marginals = linkMarginals(uplink, radio);
    perDb -= marginals.bandwidthPerDbHz * boundPerHz;
    perSecond -= marginals.bandwidthPerSecondHz * boundPerHz;
  }
  return { perDb, perSecond };
}
