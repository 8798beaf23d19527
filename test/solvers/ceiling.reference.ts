/** The universal functions under a cap on the spectral efficiency, against bisection on the rate as it is written down. */
import { describe, expect, it } from 'vitest';
import { leastTerms, newLeastTerms } from '../../src/solvers/tables/least-table.js';
import { newScaledTrade, scaledTrade } from '../../src/solvers/tables/trade-table.js';
import {
  bestTradeSnr,
  newTradeTerms,
  rateSlope,
  secondsSavedPerHz,
} from '../../src/solvers/tools/best-trade.js';
import { bendTimeS, ceilingOf, NO_CEILING } from '../../src/solvers/tools/ceiling.js';
import { leastBandwidthHz } from '../../src/solvers/tools/least-bandwidth.js';

const CAPS = [1e-6, 0.01, 0.3, 1, 4, 7.41, 12, 40];
const SNR_HZ = 3e8;

const spread = (low: number, high: number, count: number) =>
  Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)));

const rate = (b: number, cap: number) => Math.min(b * Math.log1p(SNR_HZ / b) * Math.LOG2E, cap * b);

/** The least b in (0, 1e30) with f(b) true, f being monotone. */
function leastTrue(f: (b: number) => boolean): number {
  let low = 1e-30;
  let high = 1e30;
  for (let turn = 0; turn < 200; turn++) {
    const middle = Math.sqrt(low) * Math.sqrt(high);
    if (f(middle)) high = middle;
    else low = middle;
  }
  return high;
}

describe.each(CAPS)('a cap of %d bit/s/Hz', (cap) => {
  const ceiling = ceilingOf(cap);
  const bendHz = SNR_HZ / ceiling.snr;

  it('bends the rate where both its formulas agree', () => {
    expect(Math.log1p(ceiling.snr) / (cap * Math.LN2)).toBeCloseTo(1, 14);
    expect((bendHz * cap * bendTimeS(5e5, SNR_HZ, ceiling)) / 5e5).toBeCloseTo(1, 13);
    expect((rateSlope(bendHz * (1 - 1e-9), SNR_HZ, ceiling) * Math.LN2) / ceiling.log).toBeCloseTo(1, 12);
    const shannon = rateSlope(bendHz * (1 + 1e-9), SNR_HZ, ceiling);
    expect((shannon * Math.LN2) / ceiling.excess).toBeCloseTo(1, 7);
  });

  it('has the least bandwidth of the capped rate', () => {
    for (const seconds of [...spread(1e-2, 1e6, 80), bendTimeS(1e5, SNR_HZ, ceiling)]) {
      const found = leastBandwidthHz(1e5, seconds, SNR_HZ, ceiling);
      const truth = leastTrue((b) => rate(b, cap) >= 1e5 / seconds);
      expect(found / truth).toBeCloseTo(1, 11);
    }
  });

  it('has the tabulated least bandwidth, its fall and what it saves', () => {
    const terms = newLeastTerms();
    let capped = 0;
    for (const seconds of spread(1e-2, 1e3, 60)) {
      if (!leastTerms(1e5, seconds, SNR_HZ, terms, ceiling)) continue;
      const at = (s: number) => leastBandwidthHz(1e5, s, SNR_HZ, ceiling);
      const b = at(seconds);
      if (b < bendHz) capped++;
      if (Math.abs(b / bendHz - 1) < 1e-3) continue; // differences across the bend
      expect(terms.bandwidthHz / b).toBeCloseTo(1, 11);
      const step = 1e-5 * seconds;
      expect((at(seconds - step) - at(seconds + step)) / (2 * step) / terms.fallHzPerS).toBeCloseTo(1, 6);
      const saved = secondsSavedPerHz(b, SNR_HZ, ceiling);
      expect(terms.savedPerHz / saved).toBeCloseTo(1, 9);
      const wide = b * 1e-5;
      const plain = (1 / rate(b - wide, cap) - 1 / rate(b + wide, cap)) / (2 * wide);
      expect(saved / plain).toBeCloseTo(1, 5);
    }
    if (cap < 30) expect(capped).toBeGreaterThan(0);
  });

  it('has the best trade of the capped rate, by Halley and by table', () => {
    const terms = newTradeTerms();
    const trade = newScaledTrade();
    const met = { free: 0, bend: 0, capped: 0 };
    const around = [ceiling.lnTradeFrom, ceiling.lnTradeTo].map((z) => Math.exp(z));
    const inside = Math.sqrt(around[0]! * around[1]!);
    for (const y of [...spread(1e-3, 1e30, 90), ...spread(around[0]! / 30, around[1]! * 30, 40), inside]) {
      const lnY = Math.log(y);
      const x = bestTradeSnr(y, lnY, terms, ceiling);
      met[x === ceiling.snr ? 'bend' : x > ceiling.snr ? 'capped' : 'free']++;
      // In units of c ln2/gamma a bandwidth gamma/x costs x/L + y/x.
      const cost = (snr: number) => snr / Math.min(Math.log1p(snr), ceiling.log) + y / snr;
      expect(terms.log / Math.min(Math.log1p(x), ceiling.log)).toBeCloseTo(1, 12);
      for (const away of [1e-3, 1e-2, 0.1, 1, 10]) {
        expect(cost(x * (1 + away))).toBeGreaterThan(cost(x) * (1 - 1e-13));
        expect(cost(x / (1 + away))).toBeGreaterThan(cost(x) * (1 - 1e-13));
      }
      // Its terms make a tangent that is level: -d(c/r)/db = lambda.
      expect((terms.excess * x * x) / (terms.log * terms.log) / y).toBeCloseTo(1, 9);
      if (!scaledTrade(lnY, trade, ceiling)) continue;
      expect((trade.value * Math.sqrt(y)) / cost(x)).toBeCloseTo(1, 12);
      expect((trade.value / 2 + trade.slope) / (Math.sqrt(y) / x)).toBeCloseTo(1, 9);
      expect((trade.value / 2 - trade.slope) / (x / terms.log / Math.sqrt(y))).toBeCloseTo(1, 9);
    }
    for (const count of Object.values(met)) expect(count).toBeGreaterThan(0);
  });
});

it('is none where no SNR reaches it', () => {
  for (const cap of [1025, 1e6, 1e308, Number.POSITIVE_INFINITY]) expect(ceilingOf(cap)).toBe(NO_CEILING);
  expect(bendTimeS(1e6, SNR_HZ, NO_CEILING)).toBe(Number.POSITIVE_INFINITY);
  expect(leastBandwidthHz(1e6, 1, SNR_HZ, NO_CEILING)).toBe(leastBandwidthHz(1e6, 1, SNR_HZ));
  expect(leastBandwidthHz(1e6, 1, SNR_HZ, ceilingOf(1e-300))).toBeGreaterThan(1e300);
});
