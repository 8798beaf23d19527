/** The exact allocation of a fixed schedule satisfies the KKT conditions to 1e-9, relatively (theory 4). */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rateBitPerS } from '../../src/problem/round/rate.js';
import type { Allocation } from '../../src/solvers/allocation/gathered.js';
import { allocate } from '../../src/solvers/allocation.js';
import { rateSlope, secondsSavedPerHz } from '../../src/solvers/tools/best-trade.js';
import { type RoundColumns, spareS, toColumns } from '../../src/solvers/tools/columns.js';
import { leastBandwidthHz } from '../../src/solvers/tools/least-bandwidth.js';
import { roundProblems } from '../../src/testing/index.js';

/** Residuals of the conditions, each relative to the terms it compares. */
interface Residuals {
  readonly stationarity: number;
  readonly primal: number;
  readonly complementarity: number;
}

function residuals(columns: RoundColumns, everybody: number[], allocation: Allocation): Residuals {
  const { price, bandwidthHz } = allocation;
  const latestS = columns.tauPrice > 0 ? allocation.tauS : columns.deadlineS;
  let stationarity = 0;
  let primal = 0;
  let held = 0;
  let used = 0;
  for (const k of everybody) {
    const b = bandwidthHz[k]!;
    used += b;
    if (columns.uplinkBits[k] === 0) continue;
    const gamma = columns.snrHz[k]!;
    const timeS = spareS(columns, k, latestS);
    const leastHz = leastBandwidthHz(columns.uplinkBits[k]!, timeS, gamma);
    primal = Math.max(primal, (leastHz - b) / columns.bandwidthHz);
    const saved = columns.sendCost[k]! > 0 ? columns.sendCost[k]! * secondsSavedPerHz(b, gamma) : 0;
    if (b > leastHz * (1 + 1e-9)) {
      if (columns.sendCost[k]! > 0) stationarity = Math.max(stationarity, Math.abs(saved / price - 1));
    } else {
      stationarity = Math.max(stationarity, (saved - price) / Math.max(price, saved, 1e-300));
      const fall = rateBitPerS(b, gamma) / (timeS * rateSlope(b, gamma));
      held += Math.max(0, price - saved) * fall;
    }
  }
  primal = Math.max(primal, used / columns.bandwidthHz - 1);
  const slack = price > 0 ? Math.abs(1 - used / columns.bandwidthHz) : 0;
  const waits = everybody.some((k) => columns.fixedDelayS[k]! >= latestS * (1 - 1e-12));
  // In tau: Y balances what the held devices would gain from more time, unless a fixed delay holds tau.
  const inTau = columns.tauPrice > 0 && !waits ? Math.abs(held / columns.tauPrice - 1) : 0;
  const atDeadline = latestS >= columns.deadlineS * (1 - 1e-12);
  return { stationarity: Math.max(stationarity, atDeadline ? 0 : inTau), primal, complementarity: slack };
}

it('stationarity, primal feasibility and complementarity hold to 1e-9', () => {
  let seen = 0;
  // Outside these ranges a rounding of tau alone moves a least bandwidth by more than 1e-9 of itself.
  const priced = roundProblems({ maxDevices: 8 }).filter(
    (p) =>
      p.devices.every((d) => d.uplinkBits > 0 && d.snrHz > 1e6 && d.snrHz < 1e11 && d.uplinkBits > 1e3) &&
      p.delayPrice > 0,
  );
  fc.assert(
    fc.property(priced, (problem) => {
      const columns = toColumns(problem);
      const everybody = problem.devices.map((_, k) => k);
      const allocation = allocate(columns, everybody);
      if (allocation === undefined) return;
      seen++;
      const { stationarity, primal, complementarity } = residuals(columns, everybody, allocation);
      expect(stationarity).toBeLessThan(1e-9);
      expect(primal).toBeLessThan(1e-12);
      expect(complementarity).toBeLessThan(1e-9);
    }),
    { numRuns: 1500, seed: 3 },
  );
  expect(seen).toBeGreaterThan(500);
});
