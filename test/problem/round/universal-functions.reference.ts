import { describe, expect, it } from 'vitest';
import { rateBitPerS } from '../../../src/problem/round/rate.js';
import { bestTradeSnr } from '../../../src/solvers/tools/best-trade.js';
import { leastBandwidthHz, logOnePlusSnr } from '../../../src/solvers/tools/least-bandwidth.js';
import { preciseSnrForRate, preciseSnrForTrade, relativeError } from '../../reference/precise.js';

const spread = (low: number, high: number, count: number) =>
  Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)));

describe('theory 4 (i): the least bandwidth', () => {
  it('has a relative error of at most 1e-14 from q = 1e-300 to q = 0.999999', () => {
    const worst = [...spread(1e-300, 0.9, 200), ...spread(1e-6, 0.1, 60).map((p) => 1 - p)].map((q) => {
      const x = logOnePlusSnr(q) / q;
      return Math.abs(relativeError(x, preciseSnrForRate(q, x)));
    });
    expect(Math.max(...worst)).toBeLessThan(1e-14);
  });

  it('knows its ends: nothing to send, no time, more than the limit of the rate', () => {
    expect(leastBandwidthHz(0, 1, 1e6)).toBe(0);
    expect(leastBandwidthHz(1, 0, 1e6)).toBe(Number.POSITIVE_INFINITY);
    expect(leastBandwidthHz(1e6 * Math.LOG2E, 1, 1e6)).toBe(Number.POSITIVE_INFINITY);
    expect(leastBandwidthHz(1e6, 1e300, 1e6)).toBeGreaterThan(0);
  });

  it('carries the bits in time', () => {
    for (const seconds of spread(1e-3, 1e3, 50)) {
      const b = leastBandwidthHz(1e6, seconds, 3e9);
      expect(1e6 / rateBitPerS(b, 3e9) / seconds - 1).toBeCloseTo(0, 13);
    }
  });
});

describe('theory 4 (ii): the best trade', () => {
  it('has a relative error of at most 1e-14 from y = 1e-30 to y = 1e40', () => {
    const worst = spread(1e-30, 1e40, 300).map((y) => {
      const x = bestTradeSnr(y, Math.log(y));
      return Math.abs(relativeError(x, preciseSnrForTrade(y, x)));
    });
    expect(Math.max(...worst)).toBeLessThan(1e-14);
  });
});
