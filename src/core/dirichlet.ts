/** Draws from a Dirichlet law, right for every positive concentration: small ones are drawn in logarithms. */
import type { RandomStream } from './random.js';

/**
 * Proportions ~ Dirichlet(a_1 .. a_n): independent Gamma(a_k) draws over their sum. Below 1 a draw is G_k =
 * Gamma(a_k + 1) U_k^(1/a_k) (Marsaglia and Tsang 2000, section 6), which is 0 in double precision for nearly every U_k
 * once a_k is below 0.001. So log G_k is kept, times a scale s = min(1, max a_k) that keeps the largest of them finite:
 *
 *   s log G_k = s log Gamma(a_k + 1) + (s / a_k) log U_k,   proportions ~ exp((s log G_k - max) / s).
 *
 * @param concentrations each finite and > 0, at least one
 * @returns numbers >= 0 with the sum 1; as the concentrations go to 0, one of them is 1
 */
export function drawDirichlet(stream: RandomStream, concentrations: readonly number[]): number[] {
  const scale = Math.min(
    1,
    concentrations.reduce((most, a) => Math.max(most, a), 0),
  );
  const logs = concentrations.map((a) => {
    if (a >= 1) return scale * Math.log(stream.gamma(a));
    return scale * Math.log(stream.gamma(a + 1)) + (scale / a) * Math.log(1 - stream.uniform());
  });
  const largest = logs.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  const draws = logs.map((log) => Math.exp((log - largest) / scale));
  const total = draws.reduce((sum, draw) => sum + draw, 0);
  return draws.map((draw) => draw / total);
}
