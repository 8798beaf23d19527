import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { sweepResults } from '../../../src/sweep/index.js';
import { fitGuide } from '../../../src/sweep/results/guides.js';
import { figureSpec, numberAxis, syntheticCells, syntheticPlan } from '../synthetic-cells.js';

describe('a figure along a varied key', () => {
  const axes = [numberAxis('control.tradeOff', [1, 10, 100]), numberAxis('learning.lora.rank', [2, 8])];
  const plan = syntheticPlan({ axes, figures: [figureSpec({ y: ['accuracy', 'gapBound'] })] });
  const cells = syntheticCells(plan, ({ point, seed }, policy) => ({
    summary: { accuracy: point + seed / 10, gapBound: policy === 'first' ? point : null },
  }));
  const { data } = sweepResults(plan, cells).figures[0]!;

  it('has a line for each policy and each value of the other keys', () => {
    expect(data.series).toEqual(['first, rank 2', 'first, rank 8', 'second, rank 2', 'second, rank 8']);
  });

  it('has the mean and the ends of the interval at each x, nothing where no seed has a value', () => {
    const line = data.panels[0]!.points.filter(({ series }) => series === 'second, rank 8');
    expect(line.map(({ x, mean }) => [x, mean])).toEqual([
      [1, expect.closeTo(1.2, 12)],
      [10, expect.closeTo(3.2, 12)],
      [100, expect.closeTo(5.2, 12)],
    ]);
    expect(line[0]!.high - line[0]!.low).toBeCloseTo((2 * 0.1 * 4.30265273) / Math.sqrt(3), 7);
    expect(new Set(data.panels[1]!.points.map(({ series }) => series))).toEqual(
      new Set(['first, rank 2', 'first, rank 8']),
    );
  });
});

describe('a figure over the rounds', () => {
  const figures = [figureSpec({ x: 'rounds.totalDelayS', y: ['rounds.devices'], every: 2 })];
  const plan = syntheticPlan({ axes: [], figures });
  const cells = syntheticCells(plan, ({ seed }) => ({
    series: { totalDelayS: [1, 2, 3, 4, 5].map((t) => t * seed), devices: [null, 4, null, null, seed] },
  }));

  it('averages the rounds of a block that have a value, then the seeds, and leaves out blocks without one', () => {
    const { points } = sweepResults(plan, cells).figures[0]!.data.panels[0]!;
    const first = points.filter(({ series }) => series === 'first');
    expect(first.map(({ x, mean }) => [x, mean])).toEqual([
      [4, 4], // the second round alone, of delays 2, 4 and 6
      [10, 2],
    ]);
    expect(first[0]!.low).toBe(4);
    expect(first[1]!.high).toBeGreaterThan(3);
  });
});

describe('a guide line', () => {
  const coefficient = fc.double({ min: 0.1, max: 100, noNaN: true });
  const xs = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 8 });

  test.prop([fc.constantFrom('inverse' as const, 'linear' as const), coefficient, coefficient, xs])(
    'goes through points that lie on such a curve',
    (shape, a, b, at) => {
      const curve = (x: number) => a + (shape === 'inverse' ? b / x : b * x);
      const guide = fitGuide(
        shape,
        at.map((x) => ({ x, y: curve(x) })),
      )!;
      for (const { x, y } of guide.points) expect(y / curve(x)).toBeCloseTo(1, 5);
      const ends = guide.points.map(({ x }) => x);
      expect(ends[0]).toBeCloseTo(Math.min(...at), 6);
      expect(ends.at(-1)).toBeCloseTo(Math.max(...at), 6);
    },
  );

  it('is not drawn through one point or through values that are not above 0', () => {
    expect(fitGuide('linear', [{ x: 1, y: 1 }])).toBeUndefined();
    expect(
      fitGuide('inverse', [
        { x: 1, y: 1 },
        { x: 2, y: 0 },
      ]),
    ).toBeUndefined();
  });
});
