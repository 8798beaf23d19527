/**
 * From a measured signal-to-noise ratio to a gain. A base station that sends P over a band W to a phone with a noise
 * and interference density N is received with SNR = P g / (N W), so
 *
 *   g = SNR N W / P.
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

/** Gain of a level of a trace, a ratio. */
export function gainOf(
  quantity: ChannelTrace['quantity'],
  level: number,
  { bandwidthHz, powerW, noiseWPerHz }: SnrReference,
): number {
  return quantity === 'gain' ? level : (level * noiseWPerHz * bandwidthHz) / powerW;
}
