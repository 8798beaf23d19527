/**
 * From a measured signal-to-noise ratio to a gain. A base station that sends P over a band W to a phone with a noise
 * and interference density N is received with SNR = P g / (N W), so
 *
 *   g = SNR N W / P.
 *
 * The power over one subcarrier (RSRP, TS 36.214 5.1.1) is P g / (W / 15 kHz), so g = RSRP W / (P 15 kHz).
 *
 * Uplink and downlink are taken to have the same g (reciprocity of path loss and shadowing).
 */
import type { ChannelTrace } from './trace.js';

/** What the measured ratio was measured with. */
export interface SnrReference {
  /** W, Hz. */
  readonly bandwidthHz: number;
  /** P, W, over the whole band. */
  readonly powerW: number;
  /** N, W/Hz: noise and interference at the measuring phone. */
  readonly noiseWPerHz: number;
}

/** Width of a subcarrier that an RSRP is measured over (TS 36.211 6.2.3), Hz. */
const SUBCARRIER_HZ = 15e3;

/** Gain of a level of a trace, a ratio. */
export function gainOf(
  quantity: ChannelTrace['quantity'],
  level: number,
  { bandwidthHz, powerW, noiseWPerHz }: SnrReference,
): number {
  switch (quantity) {
    case 'gain':
      return level;
    case 'rsrp':
      return (level * bandwidthHz) / (powerW * SUBCARRIER_HZ);
    case 'snr':
      return (level * noiseWPerHz * bandwidthHz) / powerW;
  }
}
