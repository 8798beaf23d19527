/** The one owner of p g / N0 (theory 1). */

/**
 * gamma, Hz: what is received in noise, without the bandwidth it is spread over.
 * @param powerW p, at the sender
 * @param gain g, antennas included
 * @param noiseWPerHz N0 at the receiver
 */
export function snrHz(powerW: number, gain: number, noiseWPerHz: number): number {
  return (powerW * gain) / noiseWPerHz;
}
