/** No command ever loses a file of the user's, wherever `--out` points. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory, temporaryFile } from './command.js';
import { filesOf, TINY_SWEEP } from './sweep/tiny-sweep.js';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const sweep = temporaryFile('tiny.yaml', TINY_SWEEP);

/** Commands that write, each refused before it computes anything. */
const WRITERS: Readonly<Record<string, readonly string[]>> = {
  run: ['run'],
  sweep: ['sweep', sweep],
  bench: ['bench', '--solver', 'greedy', '--sizes', '3', '--seeds', '1'],
  compare: ['compare', '--seeds', '1'],
  bound: ['bound', '--validation'],
};

/** A home with a project in it, as `cd ~/thesis/code` leaves it. */
function home() {
  const folder = temporaryDirectory();
  const work = join(folder, 'thesis', 'code');
  mkdirSync(join(work, '.git'), { recursive: true });
  mkdirSync(join(folder, 'thesis', 'notes'));
  writeFileSync(join(work, 'thesis.txt'), 'years of work');
  writeFileSync(join(work, '.git', 'HEAD'), 'ref: refs/heads/main');
  // Files that other programs call as ours are called.
  for (const mark of ['summary.json', 'sweep.json', 'bench.json', 'compare.json', 'bound.json']) {
    writeFileSync(join(work, mark), '{ "mine": true }');
    writeFileSync(join(folder, 'thesis', 'notes', mark), 'not even JSON');
  }
  return { folder, work };
}

const PLACES = ['', ' ', '.', './', '..', '../..', '/', '../notes', '../code', '../../thesis/code/.'];

describe.each(Object.keys(WRITERS))('driftlora %s --out', (command) => {
  it.each(PLACES)('refuses %j in one line and loses nothing', (place) => {
    const { folder, work } = home();
    const before = filesOf(folder);
    const { status, stderr } = spawnSync(process.execPath, [CLI, ...WRITERS[command]!, '--out', place], {
      cwd: work,
      env: { ...process.env, HOME: folder },
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^driftlora: --out: got .*, accepted is .*\n$/);
    expect(status).toBe(2);
    expect(filesOf(folder)).toEqual(before);
  });
});
