/**
 * The one owner of the rate formula (theory 1): FDMA uplink, noise growing with the bandwidth used.
 *
 *   r(b) = b log2(1 + gamma / b),   r(0) = 0,   concave, increasing, sup r = gamma / ln 2.
 *
 * A real radio is at most as good (`Radio`): an SNR gap divides gamma, a modulation caps the bits per second and Hz. The
 * rate stays concave and increasing, as the least of two such functions.
 */
import type { Radio } from './problem.js';

/**
 * Uplink rate in bit/s.
 * @param bandwidthHz b >= 0
 * @param snrHz gamma = p g / N0 > 0, in Hz
 */
export function rateBitPerS(bandwidthHz: number, snrHz: number): number {
  // log1p keeps full precision when the band is so wide that the SNR is tiny.
  return bandwidthHz > 0 ? bandwidthHz * Math.log1p(snrHz / bandwidthHz) * Math.LOG2E : 0;
}

/** sup_b r(b) = gamma / ln 2 in bit/s: a rate no bandwidth reaches. */
export function rateLimitBitPerS(snrHz: number): number {
  return snrHz * Math.LOG2E;
}

/** What gamma is divided by for the radio's SNR gap. */
export function snrGapRatio({ snrGap = 0 }: Radio): number {
  return snrGap === 0 ? 1 : 10 ** (snrGap / 10);
}

/** gamma behind the radio's SNR gap, Hz. */
export function usableSnrHz(snrHz: number, radio: Radio): number {
  return snrHz / snrGapRatio(radio);
}

/** The rate in bit/s that a radio reaches. */
export function radioRateBitPerS(bandwidthHz: number, snrHz: number, radio: Radio): number {
  const rate = rateBitPerS(bandwidthHz, usableSnrHz(snrHz, radio));
  const { maxSpectralEfficiency } = radio;
  return maxSpectralEfficiency === undefined ? rate : Math.min(rate, bandwidthHz * maxSpectralEfficiency);
}
