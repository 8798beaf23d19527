/** The exact allocation of a fixed schedule satisfies the KKT conditions to 1e-9, relatively (theory 4). */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Allocation } from '../../src/solvers/tools/allocation/gathered.js';
import { allocate } from '../../src/solvers/tools/allocation.js';
import { rateSlope, secondsSavedPerHz } from '../../src/solvers/tools/best-trade.js';
import { leastBandwidthHz } from '../../src/solvers/tools/least-bandwidth.js';
import { type RoundColumns, rateOf, spareS, toColumns } from '../../src/solvers/tools/problem-columns.js';
import { roundProblems } from '../../src/testing/index.js';

/** Residuals of the conditions, each relative to the terms it compares. */
interface Residuals {
  readonly stationarity: number;
  readonly primal: number;
  readonly complementarity: number;
}

/** Of a bandwidth: far less than the tolerance, far more than rounding. */
const BESIDE = 1e-12;

/** What one more hertz saves per unit of cost just above and just below a bandwidth: they differ where the rate bends. */
function savedBeside({ snrHz, ceiling }: RoundColumns, k: number, b: number): readonly [number, number] {
  const at = (hz: number) => secondsSavedPerHz(hz, snrHz[k]!, ceiling);
  return [at(b * (1 + BESIDE)), at(b * (1 - BESIDE))];
}

/** By how much a number is outside an interval, relatively. */
function outside(value: number, low: number, high: number): number {
  return Math.max(0, low / value - 1, 1 - high / value);
}

function residuals(columns: RoundColumns, everybody: number[], allocation: Allocation): Residuals {
  const { price, bandwidthHz } = allocation;
  const latestS = columns.tauPrice > 0 ? allocation.tauS : columns.deadlineS;
  let stationarity = 0;
  let primal = 0;
  let heldLate = 0;
  let heldEarly = 0;
  let used = 0;
  for (const k of everybody) {
    const b = bandwidthHz[k]!;
    used += b;
    if (columns.uplinkBits[k] === 0) continue;
    const gamma = columns.snrHz[k]!;
    const timeS = spareS(columns, k, latestS);
    const leastHz = leastBandwidthHz(columns.uplinkBits[k]!, timeS, gamma, columns.ceiling);
    primal = Math.max(primal, (leastHz - b) / columns.bandwidthHz);
    const cost = columns.sendCost[k]!;
    const [above, below] = savedBeside(columns, k, b).map((s) => (cost > 0 ? cost * s : 0)) as [
      number,
      number,
    ];
    if (b > leastHz * (1 + 1e-9)) {
      if (cost > 0) stationarity = Math.max(stationarity, outside(price, above, below));
    } else {
      stationarity = Math.max(stationarity, (above - price) / Math.max(price, above, 1e-300));
      const worth = (saved: number, hz: number) =>
        (Math.max(0, price - saved) * rateOf(columns, k, hz)) /
        (timeS * rateSlope(hz, gamma, columns.ceiling));
      heldEarly += worth(above, b * (1 + BESIDE));
      heldLate += worth(below, b * (1 - BESIDE));
    }
  }
  primal = Math.max(primal, used / columns.bandwidthHz - 1);
  const slack = price > 0 ? Math.abs(1 - used / columns.bandwidthHz) : 0;
  const waits = everybody.some((k) => columns.fixedDelayS[k]! >= latestS * (1 - 1e-12));
  // In tau: Y balances what the held devices would gain from more time, unless a fixed delay holds tau.
  const inTau = columns.tauPrice > 0 && !waits ? outside(columns.tauPrice, heldLate, heldEarly) : 0;
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
