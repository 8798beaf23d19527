/** What results.csv and means.csv of a sweep hold, to the last digit, read by the package's own CSV reader. */
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/core/csv.js';
import {
  renderMeansCsv,
  renderSeedsCsv,
  renderSweepReport,
  renderSweepTable,
} from '../../src/report/index.js';
import { sweepResults } from '../../src/sweep/index.js';
import { numberAxis, syntheticCells, syntheticPlan } from '../sweep/synthetic-cells.js';

const SEEDS = [3, 5, 11];
const KINDS = ['{ kind: iid }', 'a "b", c'];
const plan = syntheticPlan({
  seeds: SEEDS,
  policies: ['first', 'second'],
  axes: [
    { ...numberAxis('radio.bandwidth', [5, 20]), labels: ['5 MHz', '20 MHz'], unit: 'MHz' },
    { key: 'learning.data', labels: KINDS, unit: '' },
  ],
  metrics: ['averageDelayS', 'accuracy', 'totalEnergyJ', 'overspent', 'rounds.delayS'],
});

/** A number that tells point, seed and policy apart, and is not short. */
const numberOf = (point: number, seed: number, policy: string) =>
  (point + 1) / 3 + seed ** 2 / 1e3 + (policy === 'second' ? 1e-7 * seed : 0);

const cells = syntheticCells(plan, ({ point, seed }, policy) => ({
  summary: {
    averageDelayS: numberOf(point, seed, policy),
    accuracy: policy === 'second' && seed === 5 ? null : 0.5,
    totalEnergyJ: seed === 3 ? 1.5e-9 : 6e23,
    overspent: seed === 11,
  },
  series: { delayS: [1, null, seed] },
  ...(policy === 'second' && point === 1 && seed !== 3 ? { diverged: true as const } : {}),
}));
/** The last grid point could not be run with seed 5. */
const withInfeasible = cells.map((cell, i) =>
  plan.cells[i]!.point === 3 && plan.cells[i]!.seed === 5
    ? { ...cell, infeasible: 'no', policies: [] }
    : cell,
);
const results = sweepResults(plan, withInfeasible);
const rowsOf = (text: string) => {
  const [head, ...rows] = parseCsv(text).map((record) => record.cells);
  return { head: head!, rows: rows.map((row) => Object.fromEntries(head!.map((name, i) => [name, row[i]]))) };
};

describe('results.csv', () => {
  const { head, rows } = rowsOf(renderSeedsCsv(results));

  it('has the unit of every column of numbers in its head', () => {
    expect(head).toEqual([
      'radio.bandwidth [MHz]',
      'learning.data',
      'policy',
      'seed',
      'averageDelayS [s]',
      'accuracy',
      'totalEnergyJ [J]',
      'overspent',
      'rounds.delayS [s]',
      'diverged',
    ]);
  });

  it('has one row for each grid point, policy and seed, in that order', () => {
    const named = rows.map((row) => [
      row['radio.bandwidth [MHz]'],
      row['learning.data'],
      row.policy,
      row.seed,
    ]);
    expect(named).toEqual(
      ['5', '20'].flatMap((bandwidth) =>
        KINDS.flatMap((kind) =>
          plan.policies.flatMap((policy) => SEEDS.map((seed) => [bandwidth, kind, policy, String(seed)])),
        ),
      ),
    );
  });

  it('has numbers that read back as what the cells hold, and nothing where a run has no value', () => {
    let i = 0;
    for (const [point] of plan.points.entries()) {
      for (const policy of plan.policies) {
        for (const seed of SEEDS) {
          const row = rows[i++]!;
          const isRun = !(point === 3 && seed === 5);
          const has = (column: string, value: number | null) =>
            expect(row[column], `${column} of row ${i}`).toBe(isRun && value !== null ? String(value) : '');
          has('averageDelayS [s]', numberOf(point, seed, policy));
          has('accuracy', policy === 'second' && seed === 5 ? null : 0.5);
          has('totalEnergyJ [J]', seed === 3 ? 1.5e-9 : 6e23);
          has('overspent', seed === 11 ? 1 : 0);
          has('rounds.delayS [s]', (1 + seed) / 2);
          expect(row.diverged).toBe(policy === 'second' && point === 1 && seed !== 3 ? '1' : '0');
        }
      }
    }
    for (const row of rows) {
      for (const [name, cell] of Object.entries(row)) {
        if (name !== 'learning.data' && name !== 'policy') expect(Number(cell), name).not.toBeNaN();
      }
    }
  });
});

describe('means.csv', () => {
  const { rows } = rowsOf(renderMeansCsv(results));
  const rowOf = (kind: string, policy: string, metric: string) =>
    rows.find(
      (row) =>
        row['radio.bandwidth'] === '20 MHz' &&
        row['learning.data'] === kind &&
        row.policy === policy &&
        row.metric === metric,
    )!;
  /** Student's two-sided 95 % points of 1 and 2 degrees of freedom, from a table. */
  const STUDENT = { 1: 12.706204736174694, 2: 4.302652729749464 } as const;
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  function interval(values: readonly number[]) {
    const mean = meanOf(values);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    const half = STUDENT[(values.length - 1) as 1 | 2] * Math.sqrt(variance / values.length);
    return [mean, mean - half, mean + half];
  }

  it('has one row for each grid point, policy and metric, its unit in a column', () => {
    expect(rows).toHaveLength(4 * 2 * 5);
    expect(rows.slice(0, 5).map((row) => [row.metric, row.unit])).toEqual([
      ['averageDelayS', 's'],
      ['accuracy', ''],
      ['totalEnergyJ', 'J'],
      ['overspent', ''],
      ['rounds.delayS', 's'],
    ]);
  });

  it('says how many seeds diverged, of a policy at a grid point', () => {
    for (const row of rows) {
      const isDiverged =
        row.policy === 'second' && row['radio.bandwidth'] === '5 MHz' && row['learning.data'] === KINDS[1];
      expect(row.diverged, JSON.stringify(row)).toBe(isDiverged ? '2' : '0');
    }
  });

  it('has means with intervals over the seeds that have a value, and differences paired by seed', () => {
    for (const [kind, point, seeds] of [
      [KINDS[0]!, 2, SEEDS],
      [KINDS[1]!, 3, [3, 11]], // one seed could not be run
    ] as const) {
      const own = rowOf(kind, 'second', 'averageDelayS');
      const expected = [
        ...interval(seeds.map((seed) => numberOf(point, seed, 'second'))),
        ...interval(seeds.map((seed) => 1e-7 * seed)),
      ];
      const columns = ['mean', 'low', 'high', 'difference', 'difference_low', 'difference_high'];
      expect(own.seeds).toBe(String(seeds.length));
      columns.forEach((column, c) => {
        expect(Number(own[column]), `${column} at ${kind}`).toBeCloseTo(expected[c]!, 9);
      });
    }
    expect(rowOf(KINDS[0]!, 'second', 'accuracy')).toMatchObject({ seeds: '2', mean: '0.5' });
    expect(rowOf(KINDS[0]!, 'first', 'averageDelayS')).toMatchObject({ difference: '', difference_p: '' });
  });
});

describe('runs that diverged', () => {
  it('are said in the table and the page, and by nothing where there are none', async () => {
    expect(renderSweepTable(results)).toMatch(/^The training diverged in 2 of 24 runs:.*stepSize/m);
    const page = await renderSweepReport(results);
    expect(page).toContain('The training diverged in 2 of 24 runs');
    expect(page.match(/diverged in 2 of 3 seeds: 5 and 11/g)).toHaveLength(1);
    const sound = sweepResults(
      plan,
      cells.map((cell) => ({
        ...cell,
        policies: cell.policies.map(({ summary, series }) => ({ summary, series })),
      })),
    );
    expect(renderSweepTable(sound) + (await renderSweepReport(sound))).not.toContain('diverged');
  });
});
