/** What the figures show, held against the records. */
import { describe, expect, it } from 'vitest';
import { bitsBars } from '../../src/report/bits-figure.js';
import { energyBars } from '../../src/report/energy-figure.js';
import { renderRunFiles } from '../../src/report/index.js';
import { allocationMap } from '../../src/report/schedule-map.js';
import { syntheticRun } from './synthetic-run.js';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const run = syntheticRun({ rounds: 12, devices: 9, averageEnergyJ: 0.02 });

describe('the bits by kind', () => {
  it('sum to what each policy sent', () => {
    for (const { policy, uplinkBits, downlinkBits } of run.summary.policies) {
      const own = bitsBars(run.summary, run.records).filter((bar) => bar.policy === policy);
      expect(sum(own.map(({ bits }) => bits))).toBeCloseTo(uplinkBits + downlinkBits, 3);
      expect(own.map(({ kind }) => kind)).toHaveLength(3);
    }
  });

  it('are up and down where records know no more', () => {
    const old = run.records.map(({ messageBits: _, ...record }) => record);
    const own = bitsBars(run.summary, old).filter(({ policy }) => policy === 'random');
    expect(own.map(({ kind, bits }) => [kind, bits])).toEqual([
      ['up', run.summary.policies[2]!.uplinkBits],
      ['down', run.summary.policies[2]!.downlinkBits],
    ]);
  });
});

describe('the allocation of the band', () => {
  it('fills the band in every round that somebody took part in', () => {
    const { cells } = allocationMap(run.summary, run.records);
    const { bandwidthHz } = run.summary.scenario.radio;
    for (const record of run.records) {
      const t = record.round + 1;
      const own = cells.filter(({ policy, from, to }) => policy === record.policy && from <= t && t < to);
      const used = sum(Object.values(record.bandwidthHz)) / bandwidthHz;
      expect(sum(own.map(({ share }) => share))).toBeCloseTo(used, 9);
    }
  });
});

describe('the energy of each device', () => {
  it('is what its records say, and over its budget where the summary counts it so', () => {
    const bars = energyBars(run.summary, run.records);
    for (const { policy, totalEnergyJ, overspentDevices } of run.summary.policies) {
      const own = bars.filter((bar) => bar.policy === policy);
      expect(sum(own.map(({ averageJ }) => averageJ)) * 12).toBeCloseTo(totalEnergyJ, 9);
      expect(own.filter(({ spent }) => spent === 'over budget')).toHaveLength(overspentDevices);
    }
    expect(bars.some(({ spent }) => spent === 'over budget')).toBe(true);
    expect(bars.some(({ spent }) => spent === 'within budget')).toBe(true);
  });

  it('has a mark for each budget where a list of devices has budgets of its own', async () => {
    const { scenario, devices } = run.summary;
    const list = devices.map(({ id }, k) => ({
      id,
      ...(k < 2 ? { averageEnergyJ: k === 0 ? 1e-9 : 50 } : {}),
    }));
    const summary = { ...run.summary, scenario: { ...scenario, devices: { ...scenario.devices, list } } };
    const bars = energyBars(summary, run.records).filter(({ averageJ }) => averageJ > 0);
    const of = (k: number) => bars.filter(({ device }) => device === devices[k]!.id);
    expect(of(0).length).toBeGreaterThan(0);
    for (const bar of of(0)) expect(bar).toMatchObject({ budgetJ: 1e-9, spent: 'over budget' });
    for (const bar of of(1)) expect(bar).toMatchObject({ budgetJ: 50, spent: 'within budget' });
    for (const bar of of(2)) expect(bar).toMatchObject({ budgetJ: 0.02 });
    const { page } = await renderRunFiles(summary, run.records);
    expect(page).toContain('Dark lines: the budget of between 1 nJ and 50 J, each device its own, a round');
  });
});

describe('the table for LaTeX', () => {
  it('escapes what a user wrote, and has as many cells in every row as columns', async () => {
    const name = 'a_b & 100 % of #1 {x} ~^\\ $y$\n\\end{table} "q" <z>';
    const { latex } = await renderRunFiles(syntheticRun({ rounds: 2, name }).summary, run.records);
    const printed = latex.replaceAll(/^%.*$/gm, '');
    expect(printed.match(/\\end\{table\}/g)).toHaveLength(1);
    expect(latex).toContain(
      "a\\_b \\& 100 \\% of \\#1 \\{x\\} \\textasciitilde{}\\textasciicircum{}\\textbackslash{} \\$y\\$ \\textbackslash{}end\\{table\\} ''q'' \\textless{}z\\textgreater{}",
    );
    const columns = /\\begin\{tabular\}\{@\{\}([lr]+)@\{\}\}/.exec(latex)![1]!.length;
    const rows = latex.split('\n').filter((line) => line.endsWith('\\\\') && !line.startsWith('%'));
    expect(rows).toHaveLength(1 + run.summary.policies.length);
    for (const row of rows) expect(row.replaceAll('\\&', '').split('&')).toHaveLength(columns);
    expect(latex).toContain('\\textbf{');
    expect(latex).toContain('$^\\dagger$');
  });
});
