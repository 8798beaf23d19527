/**
 * The law of the search's own bound: whatever the part, the multipliers and the order in which devices were fixed and
 * released, it is at most the objective of every point of the part. Points come from plain enumeration and bisection.
 *
 * DRIFTLORA_PARTS sets how many parts are looked at (default 5,000; 1,000,000 under DRIFTLORA_FULL=1).
 */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import type { Multipliers } from '../../src/problem/round/certificate.js';
import { shareWorth } from '../../src/problem/round/penalty/penalty.js';
import type { Penalty, RoundDevice, RoundProblem } from '../../src/problem/round/problem.js';
import { newContext } from '../../src/solvers/search/start.js';
import { allocate } from '../../src/solvers/tools/allocation.js';
import { LineStore } from '../../src/solvers/tools/line-store.js';
import type { Part } from '../../src/solvers/tools/part.js';
import { PartBound } from '../../src/solvers/tools/part-bound.js';
import { bendsOf, type RoundColumns, toColumns } from '../../src/solvers/tools/problem-columns.js';
import { type PlainPoint, plainPoints } from '../reference/plain-round.js';

const PARTS = Number(process.env.DRIFTLORA_PARTS ?? (process.env.DRIFTLORA_FULL ? 1_000_000 : 5_000));
const PARTS_A_PROBLEM = 50;

const stream = randomStream(20_261_128);
const unit = () => stream.uniform();
const between = (low: number, high: number) => low + (high - low) * unit();
const magnitude = (low: number, high: number) => low * (high / low) ** unit();
const pick = <T>(list: readonly T[]): T => list[Math.floor(unit() * list.length)]!;

function penaltyOf(count: number): Penalty {
  const values = Array.from({ length: count + 1 }, (_, n) => (n === 0 ? 3 * count : count / n));
  return pick<Penalty>([
    { kind: 'linear' },
    { kind: 'quadratic' },
    { kind: 'inverse', cap: between(0, 20) },
    { kind: 'count', values },
  ]);
}

function deviceOf(k: number, alike: RoundDevice | undefined, count: number): RoundDevice {
  const share = pick([1 / count, between(0.02, 1) / count]);
  const near = alike !== undefined && unit() < 0.5 ? { ...alike, id: `d${k}` } : undefined;
  if (near !== undefined) return { ...near, fixedDelayS: near.fixedDelayS * between(0.95, 1.05) };
  const fixedEnergyJ = pick([0, magnitude(1e-3, 0.1)]);
  const transmitPowerW = pick([0, 0.2]);
  return {
    id: `d${k}`,
    share,
    snrHz: magnitude(1e5, 1e9),
    uplinkBits: pick([0, magnitude(1e4, 1e7)]),
    fixedDelayS: pick([0, magnitude(1e-2, 1)]),
    transmitPowerW,
    fixedEnergyJ,
    energyPrice: pick([0, magnitude(0.1, 100)]),
    ...(unit() < 0.15 ? { value: magnitude(1e-2, 30) } : {}),
    ...(unit() < 0.25 ? { energyLimitJ: fixedEnergyJ + transmitPowerW * magnitude(1e-2, 2) } : {}),
  };
}

function problemOf(): RoundProblem {
  const count = 1 + Math.floor(between(0, 4));
  const devices: RoundDevice[] = [];
  for (let k = 0; k < count; k++) devices.push(deviceOf(k, devices[0], count));
  const bandwidthHz = magnitude(1e5, 1e8);
  // What one of them reaches on a part of the band: others are then on either side of the bend.
  const cap = Math.log2(1 + pick(devices).snrHz / (bandwidthHz * magnitude(0.01, 1)));
  return {
    bandwidthHz,
    ...(unit() < 0.5 ? { deadlineS: magnitude(0.05, 3) } : {}),
    ...(unit() < 0.3 ? { maxScheduled: Math.ceil(between(0, count)) } : {}),
    penaltyWeight: pick([0, magnitude(0.1, 100)]),
    penalty: penaltyOf(count),
    delayPrice: pick([0, magnitude(0.1, 30)]),
    delayKind: pick(['synchronous', 'synchronous', 'mean'] as const),
    ...(unit() < 0.5 ? { maxSpectralEfficiency: cap } : {}),
    ...(unit() < 0.2 ? { snrGap: between(0, 10) } : {}),
    devices,
  };
}

const EXTREMES = [
  0,
  1e-300,
  1e-30,
  1e-9,
  1e9,
  1e15,
  1e30,
  1e160,
  1e300,
  Number.POSITIVE_INFINITY,
  Number.NaN,
];

function multipliersOf(
  { bandwidthHz, tauPrice, penaltyWeight }: RoundColumns,
  taus: readonly number[],
): Multipliers {
  const size = penaltyWeight + tauPrice + 1;
  const price = (typical: number) => (unit() < 0.15 ? pick(EXTREMES) : typical * magnitude(1e-3, 30));
  return {
    bandwidth: price(size / bandwidthHz),
    share: unit() < 0.3 ? 0 : price(size),
    count: unit() < 0.5 ? 0 : pick([-1, 1]) * price(size / 4),
    tauS: tauPrice > 0 ? pick(taus) * between(0.5, 1.5) : 0,
    ...(unit() < 0.1 ? { ray: true as const } : {}),
  };
}

/** A schedule, and the multipliers of its best allocation: bounds are tight where it is all that is left. */
interface Aim {
  readonly schedule: readonly number[];
  readonly multipliers: Multipliers;
}

function aimOf(columns: RoundColumns): Aim | undefined {
  const schedule = Array.from(columns.share.keys()).filter(() => unit() < 0.6);
  const allocation = allocate(columns, schedule);
  if (allocation === undefined) return undefined;
  const x = schedule.reduce((sum, k) => sum + columns.share[k]!, 0);
  const share = unit() < 0.4 ? 0 : shareWorth(columns.penalty, columns.penaltyWeight, Math.max(x, 1e-3));
  const count = unit() < 0.7 ? 0 : columns.penaltyWeight * between(-0.5, 0.5);
  const { price, tauS } = allocation;
  return { schedule, multipliers: { bandwidth: price, share, count, tauS: columns.tauPrice > 0 ? tauS : 0 } };
}

function partOf(columns: RoundColumns, taus: readonly number[]): Part {
  const { deviceCount } = columns;
  const ends = [0, ...taus, columns.deadlineS].filter((s) => s <= columns.deadlineS);
  const [a, b] = [pick(ends), pick(ends)];
  const timed = columns.tauPrice > 0;
  const least = unit() < 0.7 ? 0 : Math.floor(between(0, deviceCount + 1));
  return {
    earliestS: timed ? Math.min(a, b) : 0,
    latestS: timed ? Math.max(a, b) : columns.deadlineS,
    leastCount: Math.max(least, columns.minScheduled),
    mostCount: Math.min(columns.maxScheduled, unit() < 0.7 ? deviceCount : least + Math.floor(between(0, 3))),
    fixed: new Int8Array(deviceCount),
    inCount: 0,
    freeCount: deviceCount,
  };
}

function setFixed(part: Part, k: number, side: -1 | 0 | 1): void {
  part.fixed[k] = side;
  part.inCount = part.fixed.filter((s) => s === 1).length;
  part.freeCount = part.fixed.filter((s) => s === 0).length;
}

/** The part's best point. */
function bestOf(points: readonly PlainPoint[], part: Part, timed: boolean): PlainPoint | undefined {
  let best: PlainPoint | undefined;
  for (const point of points) {
    let count = 0;
    let inside = !timed || (point.tauS >= part.earliestS && point.tauS <= part.latestS);
    for (let k = 0; k < part.fixed.length && inside; k++) {
      const isIn = (point.schedule >> k) & 1;
      count += isIn;
      if (part.fixed[k] === (isIn ? -1 : 1)) inside = false;
    }
    // Nobody takes no time: such a point lies in every part that lets nobody take part.
    if (timed && point.schedule === 0 && part.leastCount === 0 && part.inCount === 0) inside = true;
    if (!inside || count < part.leastCount || count > part.mostCount) continue;
    if (best === undefined || point.objective < best.objective) best = point;
  }
  return best;
}

describe('the bound of a part', () => {
  it(`is at most every point's objective, for ${PARTS} parts`, () => {
    let looked = 0;
    let finite = 0;
    let tight = 0;
    let proofs = 0;
    while (looked < PARTS) {
      const problem = problemOf();
      const columns = toColumns(problem);
      const timed = columns.tauPrice > 0;
      const latest = Math.min(problem.deadlineS ?? 4, 4);
      const bends = Array.from(columns.share.keys())
        .flatMap((k) => bendsOf(columns, k))
        .filter((s) => s > 0 && s <= latest);
      const aims = [0, 1, 2].map(() => aimOf(columns)).filter((aim) => aim !== undefined);
      const taus = [
        // And a little later: at the very best tau a rounding may decide whether the least bandwidths fit the band.
        ...aims.flatMap(({ multipliers: { tauS } }) => [tauS, tauS * (1 + 1e-9)]).filter((s) => s > 0),
        ...Array.from({ length: 5 }, () => latest * magnitude(0.02, 1)),
        ...bends.slice(0, 3),
        latest,
      ];
      const points = plainPoints(problem, taus).map((point) =>
        point.schedule === 0 && timed
          ? { ...point, objective: point.objective - columns.tauPrice * point.tauS }
          : point,
      );
      for (let i = 0; i < PARTS_A_PROBLEM && looked < PARTS; ) {
        const part = partOf(columns, taus);
        const aim = aims.length > 0 && unit() < 0.6 ? pick(aims) : undefined;
        const sideOf = (k: number) =>
          aim === undefined || unit() < 0.05 ? pick([-1, 1] as const) : aim.schedule.includes(k) ? 1 : -1;
        for (let k = 0; k < columns.deviceCount; k++) if (unit() < 0.15) setFixed(part, k, sideOf(k));
        const aimed = aim?.multipliers ?? multipliersOf(columns, taus);
        // The right prices at another place: at a part's end a line that falls too fast says too much.
        const ends = [part.earliestS, Math.min(part.latestS, latest), pick(taus)];
        const multipliers = timed && unit() < 0.4 ? { ...aimed, tauS: pick(ends) } : aimed;
        const lines = unit() < 0.5 ? new LineStore(columns) : newContext(columns, {}).lines;
        const bound = new PartBound(columns, part, multipliers, lines);
        const trail: number[] = [];
        for (let step = 0; step < 8; step++, i++) {
          looked++;
          const value = bound.value();
          const best = bestOf(points, part, timed);
          if (value === Number.POSITIVE_INFINITY) proofs++;
          if (best !== undefined) {
            if (Number.isFinite(value)) finite++;
            if (value > best.objective - 0.01 * best.size) tight++;
            if (!(value <= best.objective + 1e-14 * best.size))
              expect.fail(
                `${value} > ${best.objective}: ${JSON.stringify({ problem, part, multipliers, trail, best })}`,
              );
          }
          const free = Array.from(part.fixed.keys()).filter((k) => part.fixed[k] === 0);
          if (trail.length > 0 && (free.length === 0 || unit() < 0.3)) {
            setFixed(part, trail.pop()!, 0);
            bound.release();
          } else if (free.length > 0) {
            const k = pick(free);
            const side = sideOf(k);
            setFixed(part, k, side);
            bound.fix(k, side);
            trail.push(k);
          } else break;
        }
      }
    }
    // The law would hold for a bound that never says anything.
    expect(finite).toBeGreaterThan(looked / 5);
    expect(tight).toBeGreaterThan(looked / 100);
    expect(proofs).toBeGreaterThan(looked / 100);
  }, 3_600_000);
});
