/**
 * The line of a device (docs/certificates.md) lies below what the device costs at every tau of the interval, under any cap on
 * the rate and any energy limit, and touches it where it is linearised inside it. The cost by plain search over bandwidths.
 */
import { expect, it } from 'vitest';
import type { RoundProblem } from '../../src/problem/round/problem.js';
import { newContext } from '../../src/solvers/search/start.js';
import { newLine, SupportingLines } from '../../src/solvers/tools/device-lagrangian.js';
import { bendsOf, toColumns } from '../../src/solvers/tools/problem-columns.js';
import { drawFrom, magnitude, pick } from '../reference/random-rounds.js';

const LINES = Number(process.env.DRIFTLORA_PARTS ?? (process.env.DRIFTLORA_FULL ? 200_000 : 2_000));
const SEED = Number(process.env.DRIFTLORA_SEED ?? 1);
const BAND_HZ = 2e7;

/** One device whose rate bends somewhere within the band. */
function oneDevice(seed: number): RoundProblem {
  const draw = drawFrom(seed);
  const snrHz = magnitude(draw, 5, 10);
  const uplinkBits = magnitude(draw, 4, 7);
  const cap = Math.log2(1 + snrHz / (BAND_HZ * magnitude(draw, -3, 0)));
  const limit =
    draw() < 0.2 ? { energyLimitJ: 0.01 + (0.2 * uplinkBits) / (snrHz * magnitude(draw, -2, 0.2)) } : {};
  return {
    ...{ bandwidthHz: BAND_HZ, penaltyWeight: 10, penalty: { kind: 'linear' } },
    ...{ delayPrice: 1, delayKind: 'synchronous' },
    ...(draw() < 0.8 ? { maxSpectralEfficiency: cap } : {}),
    ...(draw() < 0.2 ? { snrGap: 6 * draw() } : {}),
    devices: [
      {
        ...{ id: 'd0', share: 1, snrHz, uplinkBits, fixedDelayS: pick(draw, [0, 0.1]) },
        ...{ transmitPowerW: 0.2, fixedEnergyJ: 0.01, energyPrice: pick(draw, [0, magnitude(draw, -2, 2)]) },
        ...limit,
      },
    ],
  };
}

/** The least of c/r(b) + lambda b over the bandwidths up to B that carry the bits by tauS; Infinity where none does. */
function plainCost(
  { devices, maxSpectralEfficiency: cap = 1e9, snrGap = 0 }: RoundProblem,
  lambda: number,
  tauS: number,
) {
  const { snrHz, uplinkBits, fixedDelayS, energyPrice = 0, energyLimitJ = 1e9 } = devices[0]!;
  const timeS = Math.min(tauS - fixedDelayS, (energyLimitJ - 0.01) / 0.2);
  const rate = (b: number) => b * Math.min(cap, Math.log1p(snrHz / 10 ** (snrGap / 10) / b) * Math.LOG2E);
  const carries = (b: number) => rate(b) * timeS >= uplinkBits;
  if (!carries(BAND_HZ)) return Number.POSITIVE_INFINITY;
  let [none, least] = [0, BAND_HZ];
  for (let turn = 0; turn < 90; turn++) {
    const middle = (none + least) / 2;
    if (carries(middle)) least = middle;
    else none = middle;
  }
  const cost = (b: number) => energyPrice * 0.01 + (energyPrice * 0.2 * uplinkBits) / rate(b) + lambda * b;
  let [low, high] = [Math.log(least), Math.log(BAND_HZ)];
  for (let turn = 0; turn < 90; turn++) {
    const third = (high - low) / 3;
    if (cost(Math.exp(low + third)) < cost(Math.exp(high - third))) high -= third;
    else low += third;
  }
  return Math.min(cost(least), cost(BAND_HZ), cost(Math.exp(low)));
}

it(`no line of ${LINES} lies above the cost, and each touches it`, () => {
  const met = { falling: 0, flat: 0, late: 0, capped: 0 };
  for (let seed = SEED; seed < SEED + LINES; seed++) {
    const problem = oneDevice(seed);
    const draw = drawFrom(-seed);
    const columns = toColumns(problem);
    const [limitS, bendS] = bendsOf(columns, 0);
    const around = pick(draw, [bendS, limitS, 1].filter(Number.isFinite)) * magnitude(draw, -0.7, 0.7);
    const [earliestS, latestS] = [around * draw(), around * (1 + 3 * draw())];
    const atS = pick(draw, [around, earliestS, latestS]);
    const lambda = magnitude(draw, -10, -5);
    const line = newLine();
    const store = draw() < 0.5 ? newContext(columns, {}).lines : undefined;
    const lines = store?.at({ earliestS, latestS }, atS) ?? new SupportingLines(columns, atS, latestS);
    lines.write(0, lambda, Math.log(lambda), line);
    const told = `seed ${seed}: ${JSON.stringify({ problem, earliestS, latestS, atS, lambda, line })}`;
    const at = (tauS: number) => line.value + (line.slope === 0 ? 0 : line.slope * (tauS - line.atS));
    if (line.excluded) {
      expect(plainCost(problem, lambda, latestS * (1 - 1e-9)), told).toBe(Number.POSITIVE_INFINITY);
      continue;
    }
    for (const part of [0, 0.1, 0.3, 0.6, 0.9, 1]) {
      const tauS = earliestS + part * (latestS - earliestS);
      const cost = plainCost(problem, lambda, tauS);
      if (cost < Number.POSITIVE_INFINITY) expect(at(tauS), told).toBeLessThanOrEqual(cost * (1 + 1e-12));
    }
    // At an end of the interval an energy limit's line may be that of the other side of its bend.
    const touched = plainCost(problem, lambda, line.atS * (1 + 1e-12));
    if (line.atS === around && touched < Number.POSITIVE_INFINITY)
      expect(line.value, told).toBeGreaterThan(touched * (1 - 1e-6));
    met[line.slope < 0 ? 'falling' : 'flat']++;
    if (line.atS !== atS) met.late++;
    if (line.bandwidthHz * columns.ceiling.snr < columns.snrHz[0]!) met.capped++;
  }
  for (const count of Object.values(met)) expect(count).toBeGreaterThan(LINES / 50);
}, 3_600_000);
