/** No command ever loses a file of the user's, wherever `--out` points. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory, temporaryFile } from './command.js';
import { filesOf, TINY_SWEEP } from './sweep/tiny-sweep.js';

const PROGRAM = fileURLToPath(new URL('../../dist/app/program.js', import.meta.url));
const sweep = temporaryFile('tiny.yaml', TINY_SWEEP);

/** Commands that write, each refused before it computes anything. */
const WRITERS: Readonly<Record<string, readonly string[]>> = {
  run: ['run'],
  sweep: ['sweep', sweep],
  bench: ['bench', '--solver', 'greedy', '--sizes', '3', '--seeds', '1'],
  compare: ['compare', '--seeds', '1'],
  bound: ['bound', '--validation'],
};

/** As runs leave it, and as anybody's file may look. */
const SUMMARY = '{ "formatVersion": 1, "scenario": { "name": "mine" }, "policies": [] }';
const MARKS = ['summary.json', 'sweep.json', 'bench.json', 'compare.json', 'bound.json'];
const PAGES = ['report.html', 'compare.html', 'bound.html', 'table.md', 'results.csv'];

/** A home with a project in it, as `cd ~/thesis/code` leaves it. */
function home() {
  const folder = temporaryDirectory();
  const at = (name: string) => join(folder, name);
  const work = at('thesis/code');
  for (const name of ['thesis/code/.git', 'thesis/notes', 'thesis/copied', 'thesis/forged']) {
    mkdirSync(at(name), { recursive: true });
  }
  writeFileSync(join(work, 'thesis.txt'), 'years of work');
  writeFileSync(join(work, '.git', 'HEAD'), 'ref: refs/heads/main');
  symlinkSync(at('thesis/notes'), join(work, 'link'));
  // Files that other programs call as ours are called, and copies of ours beside work of the user's.
  for (const name of [...MARKS, ...PAGES]) {
    writeFileSync(join(work, name), '{ "mine": true }');
    writeFileSync(at(`thesis/notes/${name}`), 'not even JSON');
    writeFileSync(at(`thesis/copied/${name}`), MARKS.includes(name) ? SUMMARY : 'my own words');
  }
  writeFileSync(at('thesis/forged/.driftlora.json'), '{"formatVersion":1,"files":{"../notes/table.md":[]}}');
  writeFileSync(at('thesis/forged/data.csv'), '1,2,3');
  return { folder, work };
}

const PLACES = [
  ...['', ' ', '.', './', '..', '../..', '/', '/etc', '/mnt/..', 'link', 'thesis.txt', 'thesis.txt/out'],
  ...['../notes', '../copied', '../forged', '../code', '../../thesis/code/.'],
];

/** Runs the command once for each place in one process, which is quicker by far, and tells how each ended. */
const DRIVER = `
  const [program, work, args, places] = JSON.parse(process.argv[1]);
  const { runCommand } = await import(program);
  process.chdir(work);
  let said = '';
  process.stderr.write = (text) => { said += text; return true; };
  const ends = [];
  for (const place of places) {
    said = '';
    process.exitCode = 0;
    await runCommand([...args, '--out', place]);
    ends.push({ place, said, code: process.exitCode });
  }
  process.exitCode = 0;
  console.log(JSON.stringify(ends));
`;

describe('driftlora --out pointed at what is precious', () => {
  it.each(Object.keys(WRITERS))('%s refuses in one line and loses nothing', (command) => {
    const { folder, work } = home();
    const before = filesOf(folder);
    const given = JSON.stringify([PROGRAM, work, WRITERS[command], PLACES]);
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', DRIVER, given], {
      env: { ...process.env, HOME: folder },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const ends: { place: string; said: string; code: number }[] = JSON.parse(stdout);
    expect(ends.map(({ place }) => place)).toEqual(PLACES);
    for (const { place, said, code } of ends) {
      expect(said, place).toMatch(/^driftlora: --out: got .*, accepted is .*\n$/);
      expect(code, place).toBe(2);
    }
    expect(filesOf(folder)).toEqual(before);
  });
});
