/** The table of best trades against the exact root. */
import { expect, it } from 'vitest';
import { newScaledTrade, scaledTrade } from '../../src/solvers/tables/trade-table.js';
import { bestTradeSnr, newTradeTerms, tradeTerms } from '../../src/solvers/tools/best-trade.js';

it('costs to 2e-14 and bandwidths to 2e-10, over the whole table', () => {
  const terms = newTradeTerms();
  const trade = newScaledTrade();
  for (let i = 0; i < 20_000; i++) {
    const lnY = -4 + (96 * (i + 0.5)) / 20_000;
    const y = Math.exp(lnY);
    const x = bestTradeSnr(y, lnY, terms);
    tradeTerms(x, terms);
    expect(scaledTrade(lnY, trade)).toBe(true);
    const cost = (x / terms.log + y / x) / Math.sqrt(y);
    expect(Math.abs(trade.value / cost - 1)).toBeLessThan(2e-14);
    const paid = Math.sqrt(y) / x;
    expect(Math.abs((trade.value / 2 + trade.slope) / paid - 1)).toBeLessThan(2e-10);
  }
});

it('says where it ends', () => {
  const trade = newScaledTrade();
  for (const outside of [-4.001, 92, 1e9, Number.NaN, Number.NEGATIVE_INFINITY]) {
    expect(scaledTrade(outside, trade)).toBe(false);
  }
});
