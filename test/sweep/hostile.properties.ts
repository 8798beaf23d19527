/** Sweep files, kept cells and jobs of a queue, of hostile bytes and values. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/core/version.js';
import { KNOWN_NAMES } from '../../src/scenario/index.js';
import { type CellResult, cellText, parseCell } from '../../src/sweep/cells/run-cell.js';
import { readSweep } from '../../src/sweep/document/read-sweep.js';
import { cellOf, queuedCell } from '../../src/sweep/queue/cell-queue.js';
import { TINY_SWEEP } from '../app/sweep/tiny-sweep.js';
import { HOSTILE_RUNS, hostileBytes, hostileJson, readsOrRefusesLater } from '../core/hostile.js';

const folder = new URL('../../sweeps/', import.meta.url);
const shipped = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8').replace(/^ *#.*\n/gm, ''));

/** A grid of thousands of points is read as it should be, and takes its time. */
const isSmall = (text: string) => !/seeds *: *["']?\d{3}/.test(text) && !/\d+ *\.\. *\d{3}/.test(text);

const plan = await readSweep(TINY_SWEEP, 'tiny.yaml', { known: KNOWN_NAMES });
const [cell] = plan.cells;
const { name: _, description: __, ...scenario } = cell!.scenario;
const RESULT = {
  formatVersion: 3,
  driftlora: VERSION,
  fingerprint: cell!.fingerprint,
  scenario,
  policies: scenario.policies.map((policy) => ({
    summary: { policy, rounds: 2, certifiedRounds: 2 },
    series: { delayS: [1, 2] },
  })),
} as unknown as CellResult;

describe('a sweep file', () => {
  it('of hostile bytes is a plan, or is refused a line a mistake', async () => {
    await fc.assert(
      fc.asyncProperty(hostileBytes([TINY_SWEEP, ...shipped]), async (bytes) => {
        const text = new TextDecoder().decode(bytes);
        fc.pre(isSmall(text));
        const found = await readsOrRefusesLater(
          () => readSweep(text, 's.yaml', { known: KNOWN_NAMES, quick: true }),
          /^s\.yaml|^scenario|^files of the scenario/,
        );
        if (found) expect(found.cells).toHaveLength(found.points.length * found.seeds.length);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });
});

describe('a kept cell', () => {
  it('of hostile bytes and values is the very result, or none', () => {
    const text = cellText(RESULT);
    const resealed = hostileJson([RESULT]).map((bytes) => {
      try {
        // Somebody who knows how a digest is made.
        return cellText(JSON.parse(new TextDecoder().decode(bytes)));
      } catch {
        return '';
      }
    });
    const edited = hostileBytes([text]).map((bytes) => new TextDecoder().decode(bytes));
    fc.assert(
      fc.property(fc.oneof(edited, resealed), (kept) => {
        const found = parseCell(kept, cell!);
        if (!found) return;
        expect(found.policies.map(({ summary }) => summary.policy)).toEqual(scenario.policies);
        expect(found.scenario).toEqual(scenario);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });
});

describe('a job of the queue', () => {
  it('of hostile values is the cell of its fingerprint, or is refused in one line', async () => {
    const job = queuedCell(cell!);
    await fc.assert(
      fc.asyncProperty(hostileJson([job]), async (bytes) => {
        let data: unknown;
        try {
          data = JSON.parse(new TextDecoder().decode(bytes));
        } catch {
          data = new TextDecoder().decode(bytes);
        }
        const found = await readsOrRefusesLater(() => cellOf(data, cell!.fingerprint), /^job|^files of the/);
        if (found) expect(found.scenario).toEqual(cell!.scenario);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });
});
