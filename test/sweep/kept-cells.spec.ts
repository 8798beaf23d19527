/** Cells as files: what was changed is not believed, what is written is whole, and thousands fit. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { VERSION } from '../../src/core/version.js';
import type { PolicySummary } from '../../src/record/records.js';
import { Fingerprints } from '../../src/sweep/cells/fingerprint.js';
import { type CellResult, cellText, parseCell } from '../../src/sweep/cells/run-cell.js';
import { onThisMachine } from '../../src/sweep/compute.js';
import { SweepDirectory } from '../../src/sweep/directory.js';
import { condenser, type SweepPlan, sweepResults } from '../../src/sweep/index.js';
import { figureSpec, numberAxis, syntheticCells, syntheticPlan } from './synthetic-cells.js';

const folder = mkdtempSync(join(tmpdir(), 'driftlora-cells-'));
afterAll(() => rmSync(folder, { recursive: true }));

const plan = await planOf();

/** Cells with the fingerprints that they have. */
async function planOf(): Promise<SweepPlan> {
  const made = syntheticPlan({ seeds: [1, 2], axes: [numberAxis('control.tradeOff', [1, 10])] });
  const cells = await Promise.all(
    made.cells.map(async (cell, i) => {
      const scenario = { ...cell.scenario, rounds: 2 + i, policies: ['first', 'second'] };
      return { ...cell, scenario, fingerprint: await new Fingerprints().of(scenario) };
    }),
  );
  return { ...made, cells };
}

function resultOf(of: SweepPlan, index: number, change: Partial<CellResult> = {}): CellResult {
  const { scenario, fingerprint } = of.cells[index]!;
  const { name: _, description: __, ...own } = scenario;
  const series = { delayS: Array.from({ length: scenario.rounds }, (_v, t) => t) };
  const policies = scenario.policies.map((policy) => ({
    summary: {
      policy,
      rounds: scenario.rounds,
      certifiedRounds: scenario.rounds,
      accuracy: 0.5,
    } as PolicySummary,
    series,
  }));
  return { formatVersion: 3, driftlora: VERSION, fingerprint, scenario: own, policies, ...change };
}

describe('a kept cell', () => {
  const job = plan.cells[0]!;
  const text = cellText(resultOf(plan, 0));

  it('is read back as it was', () => {
    expect(parseCell(text, job)).toEqual(resultOf(plan, 0));
  });

  it('is not believed where one character has changed', () => {
    for (let at = 0; at < text.length - 1; at += 7) {
      const other = text[at] === '1' ? '2' : '1';
      expect(parseCell(text.slice(0, at) + other + text.slice(at + 1), job), `at ${at}`).toBeUndefined();
    }
    for (const part of ['', text.slice(0, 200), `${text}${text}`, 'null', '{}']) {
      expect(parseCell(part, job)).toBeUndefined();
    }
  });

  it.each<[string, Partial<CellResult>]>([
    ['no policies', { policies: [] }],
    ['one policy less', { policies: resultOf(plan, 0).policies.slice(1) }],
    ['policies of another order', { policies: [...resultOf(plan, 0).policies].reverse() }],
    ['the scenario of another cell', { scenario: resultOf(plan, 1).scenario }],
    ['another version', { driftlora: '0.0.1' }],
    ['another name', { fingerprint: plan.cells[1]!.fingerprint }],
    ['series that are longer than the run', { policies: resultOf(plan, 3).policies }],
    ['a reason and policies', { infeasible: 'no' }],
  ])('is not believed with %s, though its digest is right', (_what, change) => {
    expect(parseCell(cellText(resultOf(plan, 0, change)), job)).toBeUndefined();
  });
});

describe('the directory of a sweep', () => {
  const open = (path: string, of: SweepPlan = plan) => SweepDirectory.open(path, of, { tell: () => {} });

  it('writes a cell whole or not at all, and nothing else in its place', async () => {
    const path = join(folder, 'atomic');
    const directory = await open(path);
    const { fingerprint } = plan.cells[0]!;
    const text = cellText(resultOf(plan, 0));
    const seen = new Set<string>();
    let isDone = false;
    const watch = (async () => {
      while (!isDone) {
        for (const name of readdirSync(join(path, 'cells'))) {
          if (name.endsWith('.json')) seen.add(readFileSync(join(path, 'cells', name), 'utf8'));
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let i = 0; i < 20; i++) await directory.keepCell(fingerprint, text);
    isDone = true;
    await watch;
    expect([...seen]).toEqual([text]);
    expect(await directory.cell(plan.cells[0]!)).toEqual(resultOf(plan, 0));
    directory.close();
  });

  it('does not take a cell for another one: the fingerprint is checked', async () => {
    const directory = await open(join(folder, 'swapped'));
    await directory.keepCell(plan.cells[1]!.fingerprint, cellText(resultOf(plan, 0)));
    expect(await directory.cell(plan.cells[1]!)).toBeUndefined();
    directory.close();
  });
});

describe('condensed cells', () => {
  it('give the results of whole ones', () => {
    const made = syntheticPlan({
      metrics: ['accuracy', 'rounds.delayS'],
      figures: [
        figureSpec({ y: ['accuracy', 'rounds.devices'] }),
        figureSpec({ x: 'rounds.round', y: ['rounds.trainingLoss'] }),
      ],
    });
    const cells = syntheticCells(made, ({ seed, point }, policy) => ({
      summary: { accuracy: seed * (point + 1) + (policy === 'first' ? 0 : 0.5) },
      series: {
        round: [1, 2, 3],
        delayS: [seed, point, null],
        devices: [2, 3, seed],
        trainingLoss: [3, null, seed],
        weight: [1, 1, 1],
      },
    }));
    const condensed = cells.map(condenser(made));
    expect(sweepResults(made, condensed)).toEqual(sweepResults(made, cells));
    expect(JSON.stringify(condensed)).not.toContain('weight');
  });
});

describe('computing cells', () => {
  it('ends at once where it was told to stop before it began', async () => {
    const stop = new AbortController();
    stop.abort();
    const sink = { keep: async () => {}, progress: () => {} };
    expect(await onThisMachine(1)(plan.cells, sink, stop.signal)).toEqual([]);
  }, 10_000);
});
