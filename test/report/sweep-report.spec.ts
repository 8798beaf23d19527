import { describe, expect, it } from 'vitest';
import { renderMeansCsv, renderSweepReport, renderSweepTable } from '../../src/report/index.js';
import { sweepResults } from '../../src/sweep/index.js';
import { figureSpec, numberAxis, syntheticCells, syntheticPlan } from '../sweep/synthetic-cells.js';

const plan = syntheticPlan({
  name: 'a <b>',
  axes: [
    numberAxis('control.tradeOff', [1, 10, 100]),
    { key: 'kind', labels: ['{ a: 1, b: "x" }'], unit: '' },
  ],
  metrics: ['accuracy', 'gapBound'],
  figures: [
    figureSpec({
      y: ['accuracy', 'gapBound'],
      xScale: 'log',
      yScale: 'log',
      guides: [{ shape: 'linear', y: 'accuracy', policy: 'second' }],
    }),
  ],
});
const results = sweepResults(
  plan,
  syntheticCells(plan, ({ point, seed }, policy) => ({
    summary: {
      accuracy: 0.1 * (point + 1) + (policy === 'second' ? 0.01 : 0) + seed / 1000,
      gapBound: policy === 'second' ? null : 1 - seed, // intervals that reach below 0
    },
  })),
);

describe('the report of a sweep', () => {
  it('is one page with a figure, the same bytes each time, with nothing to fetch or run', async () => {
    const page = await renderSweepReport(results);
    expect(page).toBe(await renderSweepReport(results));
    expect(page).toContain('a &lt;b&gt;');
    expect(page).not.toContain('<b>”');
    expect(page).toMatch(/<svg[\s\S]*<\/svg>/);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|NaN|undefined|Infinity/);
    expect(page).toContain('accepted 18 of 18 decided rounds');
  });

  it('names the guide and draws an interval at every point', async () => {
    const page = await renderSweepReport(results);
    expect(page).toMatch(/0\.\d+ \+ 0\.00\d+ x/);
    // Rules of the first panel: three points of two policies.
    const [panel] = page.split('long-term');
    expect(panel!.match(/mark-rule role-mark[\s\S]*?<\/g>/)![0].match(/<line /g)!.length).toBe(6);
  });

  it('bolds a difference that the seeds show, over all differences of the sweep together', async () => {
    const spread = (scale: number, seeds: number, points = 3) => {
      const own = syntheticPlan({
        seeds: Array.from({ length: seeds }, (_, i) => i),
        axes: [
          numberAxis(
            'a',
            Array.from({ length: points }, (_, i) => i),
          ),
        ],
        metrics: ['accuracy'],
      });
      const cells = syntheticCells(own, ({ seed }, policy) => ({
        summary: { accuracy: policy === 'second' ? 0.01 + scale * Math.sin(7 * seed) : 0 },
      }));
      return renderSweepReport(sweepResults(own, cells));
    };
    expect(await spread(0.001, 8)).toMatch(/<small><b>\+/);
    // One comparison of three seeds stands on its own (p = 0.02); among forty it is what chance gives.
    expect(await spread(0.002, 3, 1)).toMatch(/<small><b>\+/);
    expect(await spread(0.002, 3, 40)).not.toMatch(/<small><b>/);
    expect(await spread(0.1, 8)).not.toMatch(/<small><b>/);
    expect(await spread(0, 1)).not.toMatch(/<small><b>/);
  });

  it('says how many rounds were refused', async () => {
    const refused = { ...results, rounds: { total: 18, certified: 17 } };
    expect(await renderSweepReport(refused)).toMatch(/Does not hold[\s\S]*accepted 17 of 18/);
  });
});

describe('the numbers of a sweep', () => {
  it('are a table of a line a grid point and policy', () => {
    const lines = renderSweepTable(results).split('\n');
    expect(lines[0]).toBe('3 grid points, 3 seeds, 2 policies');
    expect(lines.filter((line) => /first|second/.test(line))).toHaveLength(6);
    expect(lines.find((line) => / first /.test(line))).toMatch(/ 0\.102 ± 0\.0024\d/);
    expect(lines.every((line) => line === line.trimEnd())).toBe(true);
  });

  it('are comma-separated values that can be read back, empty where there is no value', () => {
    const [head, ...rows] = renderMeansCsv(results).trimEnd().split('\n');
    expect(head).toBe(
      'control.tradeOff,kind,policy,metric,unit,seeds,diverged,mean,low,high,difference,difference_low,difference_high,difference_p',
    );
    expect(rows).toHaveLength(3 * 2 * 2);
    expect(rows[0]).toMatch(
      /^1,"\{ a: 1, b: ""x"" \}",first,accuracy,,3,\d,0\.102\d*,0\.09\d+,0\.10\d+,,,,$/,
    );
    expect(rows[2]).toMatch(/,second,accuracy,,3,\d,0\.112\d*,[\d.]+,[\d.]+,0\.0(1|099)\d*,/);
    expect(rows[3]).toMatch(/,second,gapBound,nat,0,\d*,,,,,,,$/);
  });
});
