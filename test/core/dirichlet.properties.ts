// Draws from a Dirichlet law: sums to 1, the law's own moments, and no device preferred, however small alpha is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawDirichlet } from '../../src/core/dirichlet.js';
import { randomStream } from '../../src/core/random.js';

const exponent = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((e) => 10 ** e);

describe('drawDirichlet', () => {
  it('gives proportions, for concentrations of every size beside each other', () => {
    fc.assert(
      fc.property(fc.array(exponent(-320, 300), { minLength: 1, maxLength: 8 }), fc.nat(), (a, seed) => {
        const drawn = drawDirichlet(
          randomStream(seed),
          a.map((value) => Math.max(value, Number.MIN_VALUE)),
        );
        expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
        expect(drawn.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      }),
    );
  });

  // Mean a_k / a and second moment a_k (a_k + 1) / (a (a + 1)) of each proportion.
  it.each([1e-6, 1e-4, 0.01, 0.4, 1, 7, 1e3])('has the moments of the law at concentration %f', (alpha) => {
    const stream = randomStream(5, 'moments', alpha);
    const [n, draws] = [4, 4000];
    const all = Array.from({ length: draws }, () => drawDirichlet(stream, Array(n).fill(alpha) as number[]));
    const mean = 1 / n;
    const second = (alpha * (alpha + 1)) / (n * alpha * (n * alpha + 1));
    // Five standard errors; the variance of a proportion in [0, 1] is at most that of 0 or 1.
    const within = 5 * Math.sqrt((second - mean ** 2) / draws) + 1e-9;
    for (let k = 0; k < n; k++) {
      expect(Math.abs(all.reduce((sum, p) => sum + p[k]!, 0) / draws - mean)).toBeLessThan(within);
      const square = all.reduce((sum, p) => sum + p[k]! ** 2, 0) / draws;
      expect(Math.abs(square - second)).toBeLessThan(5 * Math.sqrt(second / draws) + 1e-9);
    }
  });

  it('gives one all in the limit, with probability in proportion to the concentrations', () => {
    const stream = randomStream(7, 'limit');
    const wins = [0, 0];
    for (let draw = 0; draw < 4000; draw++) {
      const [first] = drawDirichlet(stream, [3e-9, 1e-9]);
      expect([0, 1]).toContain(first);
      wins[first === 1 ? 0 : 1]!++;
    }
    expect(Math.abs(wins[0]! / 4000 - 0.75)).toBeLessThan(5 * Math.sqrt(0.1875 / 4000));
  });
});
