/** The standing studies in small: a grid of real scenarios, run on a toy task, drawn as their figure. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { POLICY_NAMES } from '../../../src/control/index.js';
import { renderSweepReport } from '../../../src/report/index.js';
import type { Scenario } from '../../../src/simulation/index.js';
import { solverRegistry } from '../../../src/solvers/index.js';
import { runCell } from '../../../src/sweep/cells/run-cell.js';
import { readSweep } from '../../../src/sweep/document/read-sweep.js';
import { parseCell, type SweepPlan, sweepResults } from '../../../src/sweep/index.js';
import { tinyTask } from '../../reference/tiny-task.js';

const folder = fileURLToPath(new URL('../../../sweeps/', import.meta.url));
const files = readdirSync(folder);
const known = { policies: POLICY_NAMES, solvers: solverRegistry.map(({ name }) => name) };

/** Few devices and rounds; what is varied stays varied, the number of devices as 4 or 5. */
function tiny({ learning, control, ...scenario }: Scenario): Scenario {
  const { task } = learning;
  return {
    ...scenario,
    rounds: 2,
    learning: { ...learning, task: { ...task, devices: task.devices > 5 ? 4 : 5 } },
    control: { ...control, historyRounds: 2, baselineDevices: 2 },
  };
}

/** The encoder's place is taken by a toy: everything else is as the command does it. */
async function resultsOf(plan: SweepPlan) {
  const cells = [];
  for (const cell of plan.cells) {
    const job = { ...cell, scenario: tiny(cell.scenario) };
    const text = await runCell(job, { createTask: async ({ devices }) => tinyTask(devices) });
    cells.push(parseCell(text, job)!);
  }
  return sweepResults(plan, cells);
}

describe('the standing studies', () => {
  it('are those that the page on sweeps lists', () => {
    const page = readFileSync(new URL('../../../docs/sweeps.md', import.meta.url), 'utf8');
    expect(files.length).toBeGreaterThanOrEqual(8);
    for (const file of files) expect(page).toContain(`sweeps/${file}`);
  });

  describe.each(files)('%s', (file) => {
    const path = `${folder}${file}`;
    const text = readFileSync(path, 'utf8');
    let whole: SweepPlan;
    beforeAll(async () => {
      whole = await readSweep(text, path, { known });
    });

    it('says what to see and how long it takes, on several seeds', () => {
      expect(text).toMatch(/^# What to see: /m);
      expect(text).toMatch(/^# Takes .* on two cores\.$/m);
      expect(`${whole.name}.yaml`).toBe(file);
      expect(whole.seeds.length).toBeGreaterThanOrEqual(4);
    });

    it('runs and draws its figure, in small', async () => {
      const plan = await readSweep(text, path, { known, quick: true });
      expect(plan.seeds).toHaveLength(1);
      const results = await resultsOf(plan);
      expect(results.rounds.total).toBeGreaterThan(0);
      expect(results.rounds.certified).toBe(results.rounds.total);
      const [figure] = results.figures;
      for (const { points } of figure!.data.panels) {
        expect(new Set(points.map(({ series }) => series)).size).toBe(figure!.data.series.length);
      }
      expect(await renderSweepReport(results)).toContain('<svg');
    });
  });
});
