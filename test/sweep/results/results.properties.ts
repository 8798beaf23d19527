import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { meanInterval } from '../../../src/core/student.js';
import { gridPoints, type SweepEstimate, sweepResults } from '../../../src/sweep/index.js';
import { numberAxis, syntheticCells, syntheticPlan } from '../synthetic-cells.js';

const value = fc.double({ min: -100, max: 100, noNaN: true });
const estimateOf = (estimates: Readonly<Record<string, SweepEstimate | null>> | undefined) =>
  estimates!.accuracy!;

describe('the grid', () => {
  test.prop([fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })])(
    'is full: every combination once, the last axis fastest',
    (sizes) => {
      const axes = sizes.map((size, a) => ({
        key: `k${a}`,
        labels: Array.from({ length: size }, String),
        unit: '',
      }));
      const points = gridPoints(axes);
      expect(points).toHaveLength(sizes.reduce((product, size) => product * size, 1));
      expect(new Set(points.map(String)).size).toBe(points.length);
      const rank = (point: readonly number[]) => point.reduce((r, index, a) => r * sizes[a]! + index, 0);
      expect(points.map(rank)).toEqual(points.map((_, i) => i));
    },
  );
});

describe('means and differences', () => {
  const matrix = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 8 });

  test.prop([matrix])('are those of the seeds, differences paired', (bySeed) => {
    const plan = syntheticPlan({ seeds: bySeed.map((_, i) => i), axes: [] });
    const cells = syntheticCells(plan, ({ seed }, policy) => ({
      summary: { accuracy: bySeed[seed]![policy === 'first' ? 0 : 1] },
    }));
    const [first, second] = sweepResults(plan, cells).points[0]!.policies;
    expect(first!.differences).toBeUndefined();
    for (const [result, column] of [
      [estimateOf(first!.metrics), bySeed.map(([a]) => a)],
      [estimateOf(second!.metrics), bySeed.map(([, b]) => b)],
      [estimateOf(second!.differences), bySeed.map(([a, b]) => b - a)],
    ] as const) {
      expect(result.values).toEqual(column);
      expect(result).toMatchObject(meanInterval(column));
    }
  });

  test.prop([matrix, fc.double({ min: -5, max: 5, noNaN: true })])(
    'what the seeds share cancels: a constant difference has an interval of no width',
    (bySeed, shift) => {
      const plan = syntheticPlan({ seeds: bySeed.map((_, i) => i), axes: [] });
      const cells = syntheticCells(plan, ({ seed }, policy) => ({
        summary: { accuracy: bySeed[seed]![0] + (policy === 'second' ? shift : 0) },
      }));
      const { mean, halfWidth } = estimateOf(sweepResults(plan, cells).points[0]!.policies[1]!.differences);
      expect(mean).toBeCloseTo(shift, 9);
      expect(halfWidth).toBeLessThan(1e-9);
    },
  );

  test.prop([fc.array(fc.option(value), { minLength: 1, maxLength: 6 })])(
    'leave out the seeds without a value',
    (values) => {
      const plan = syntheticPlan({ seeds: values.map((_, i) => i), axes: [] });
      const cells = syntheticCells(plan, ({ seed }) => ({ summary: { accuracy: values[seed] } }));
      const [first, second] = sweepResults(plan, cells).points[0]!.policies;
      const known = values.filter((one) => one !== null);
      const estimate = first!.metrics.accuracy;
      if (known.length === 0) expect(estimate).toBeNull();
      else expect(estimate!.mean).toBeCloseTo(known.reduce((sum, one) => sum + one, 0) / known.length, 9);
      if (known.length === 1) expect(estimate!.halfWidth).toBeNull();
      expect(second!.differences!.accuracy?.mean ?? 0).toBe(0);
    },
  );

  it('take a yes or no as its share, and the mean over the rounds of a series', () => {
    const plan = syntheticPlan({ axes: [], metrics: ['overspent', 'rounds.delayQueueS'] });
    const cells = syntheticCells(plan, ({ seed }) => ({
      summary: { overspent: seed === 1 },
      series: { delayQueueS: [seed, null, 3 * seed] },
    }));
    const { metrics } = sweepResults(plan, cells).points[0]!.policies[0]!;
    expect(metrics.overspent!.values).toEqual([1, 0, 0]);
    expect(metrics['rounds.delayQueueS']!.values).toEqual([2, 4, 6]);
  });

  it('keep each grid point to itself, and count what the checker refused', () => {
    const plan = syntheticPlan({ axes: [numberAxis('a', [1, 2]), numberAxis('b', [1, 2, 3])] });
    const cells = syntheticCells(plan, ({ point, seed }) => ({
      summary: { accuracy: 100 * point + seed, rounds: 4, certifiedRounds: point === 5 ? 3 : 4 },
    }));
    const { points, rounds } = sweepResults(plan, cells);
    expect(points.map(({ policies }) => policies[0]!.metrics.accuracy!.mean)).toEqual(
      [0, 1, 2, 3, 4, 5].map((point) => 100 * point + 2),
    );
    expect(points[4]!.values).toEqual({ a: '2', b: '2' });
    expect(rounds).toEqual({ total: 6 * 3 * 2 * 4, certified: 6 * 3 * 2 * 4 - 3 * 2 });
  });

  it('say where no round can be satisfied', () => {
    const plan = syntheticPlan();
    const cells = syntheticCells(plan, () => ({ summary: { accuracy: 1 } })).map((cell, i) =>
      plan.cells[i]!.point === 1 && plan.cells[i]!.seed < 3
        ? { ...cell, infeasible: 'no', policies: [] }
        : cell,
    );
    const { points } = sweepResults(plan, cells);
    expect(points[0]!.infeasible).toBeUndefined();
    expect(points[1]!.infeasible).toEqual({ seeds: 2, why: 'no' });
    expect(points[1]!.policies[0]!.metrics.accuracy!.values).toEqual([null, null, 1]);
  });
});
