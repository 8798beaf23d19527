/** What a folder may hold that looks like one of ours: records of a run, lists of files, locks, of hostile bytes and values. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { LOCK_FILE } from '../../src/record/out/lock.js';
import { digestOf, MANIFEST_FILE } from '../../src/record/out/manifest.js';
import { OutDirectory, type OutKind } from '../../src/record/out-directory.js';
import { readRunDirectory } from '../../src/record/run-directory.js';
import { outcome } from '../../src/report/findings.js';
import { renderTable } from '../../src/report/table.js';
import { HOSTILE_RUNS, hostileBytes, hostileJson, readsOrRefusesLater } from '../core/hostile.js';
import { syntheticRun } from '../report/synthetic-run.js';

const folder = mkdtempSync(join(tmpdir(), 'driftlora-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { summary, records } = syntheticRun({ rounds: 2, devices: 3, policies: ['myopic', 'random'] });
const lines = `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;
const estimate = { value: 0.5, method: 'by hand', sampleSize: 3, spread: 0.1, range: [0.4, 0.5] };
const TRAJECTORY = {
  formatVersion: 1,
  policy: 'myopic',
  roundsDone: [0, 1, 2],
  losses: [2, 1, 1],
  ...{ curvature: estimate, heterogeneity: estimate, gradientNoise: estimate, plConstant: estimate },
};

describe('the folder of a run', () => {
  const run = join(folder, 'run');
  mkdirSync(run);
  const withFile = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(run, 'summary.json'), JSON.stringify(summary));
    writeFileSync(join(run, 'rounds.ndjson'), lines);
    rmSync(join(run, 'trajectory-constants.json'), { force: true });
    writeFileSync(join(run, name), content);
    return readsOrRefusesLater(
      () => readRunDirectory(run),
      /RUN_DIR|summary\.json|rounds\.ndjson|trajectory/,
    );
  };

  it('with a hostile summary is read and told, or refused by file and field', async () => {
    await fc.assert(
      fc.asyncProperty(hostileJson([summary]), async (bytes) => {
        const found = await withFile('summary.json', bytes);
        if (!found) return;
        expect(renderTable(found.summary, found.records)).toMatch(/policy/);
        expect(outcome(found.summary, found.records).length).toBeGreaterThan(0);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });

  it('with hostile rounds or constants is read, or refused by file, line and field', async () => {
    const rounds = fc.oneof(
      hostileBytes([lines]),
      hostileJson([records[0]!]).map((bytes) => Buffer.concat([bytes, Buffer.from(`\n${lines}`)])),
    );
    const files = fc.oneof(
      rounds.map((bytes) => ['rounds.ndjson', bytes] as const),
      hostileJson([TRAJECTORY]).map((bytes) => ['trajectory-constants.json', bytes] as const),
    );
    await fc.assert(
      fc.asyncProperty(files, async ([name, bytes]) => {
        await withFile(name, bytes);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });
});

describe('an out folder', () => {
  const KIND: OutKind = { command: 'run', mark: 'summary.json', files: ['summary.json', 'a.txt'] };
  const around = { cwd: '/nowhere/work', homes: [], mounts: [] };
  const MANIFEST = {
    formatVersion: 1,
    command: 'run',
    files: { 'summary.json': [digestOf('ours')], 'a.txt': [digestOf('other'), digestOf('a')] },
  };
  const LOCK = { pid: 1, started: '1', machine: 'host boot 1', command: 'run', token: 'x' };

  it('with a hostile list or lock is refused or written, and no file of the user changes', async () => {
    const bookkeeping = fc.tuple(
      hostileJson([MANIFEST]),
      fc.option(hostileJson([LOCK]), { nil: undefined, freq: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(bookkeeping, async ([manifest, lock]) => {
        const out = mkdtempSync(join(folder, 'out-'));
        const mine = { 'mine.txt': 'years of work', 'a.txt': 'not as it was written', another: 'mine, too' };
        for (const [name, text] of Object.entries(mine)) writeFileSync(join(out, name), text);
        writeFileSync(join(out, MANIFEST_FILE), manifest);
        if (lock) writeFileSync(join(out, LOCK_FILE), lock);
        await readsOrRefusesLater(async () => {
          const directory = await OutDirectory.open(out, KIND, { tell: () => {}, around });
          try {
            await directory.replace({ 'summary.json': 'new', 'a.txt': 'new' });
          } finally {
            directory.close();
          }
        }, /^--out/);
        const read = (name: string) => readFileSync(join(out, name), 'utf8');
        expect([read('mine.txt'), read('another')]).toEqual(['years of work', 'mine, too']);
        const kept = ['a.txt', 'a.txt.changed'].some((name) => {
          try {
            return read(name) === mine['a.txt'];
          } catch {
            return false;
          }
        });
        expect(kept).toBe(true);
        rmSync(out, { recursive: true });
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });
});
