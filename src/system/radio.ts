/** The limits of a real radio, as the round problem takes them. */
import type { Radio } from '../problem/round/problem.js';

/** The radio's limits out of a larger group of settings. */
export function radioOf({ maxSpectralEfficiency, snrGap }: Radio): Radio {
  return {
    ...(maxSpectralEfficiency === undefined ? {} : { maxSpectralEfficiency }),
    ...(snrGap === undefined ? {} : { snrGap }),
  };
}
