/** No command ever loses a file of the user's, wherever `--out` or `--figures` points. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { driftlora, temporaryDirectory, temporaryFile } from './command.js';
import { filesOf, TINY_SCENARIO, TINY_SWEEP } from './sweep/tiny-sweep.js';

const PROGRAM = fileURLToPath(new URL('../../dist/app/program.js', import.meta.url));
const sweep = temporaryFile('tiny.yaml', TINY_SWEEP);

/** A run that is finished, for the commands that write what they make of one. */
const finished = join(temporaryDirectory(), 'run');

/** Commands that write, the option that says where last; each refused before it computes or writes anything. */
const WRITERS: Readonly<Record<string, readonly string[]>> = {
  run: ['run', '--out'],
  sweep: ['sweep', sweep, '--out'],
  bench: ['bench', '--solver', 'greedy', '--sizes', '3', '--seeds', '1', '--out'],
  compare: ['compare', '--seeds', '1', '--out'],
  bound: ['bound', '--validation', '--out'],
  export: ['export', finished, '--policy', 'random', '--out'],
  report: ['report', finished, '--figures'],
};

beforeAll(async () => {
  const scenario = temporaryFile('tiny-run.yaml', TINY_SCENARIO);
  const { code, stderr } = await driftlora(['run', scenario, '--out', finished, '--workers', '1']);
  expect(code, stderr).toBe(0);
});

/** As runs leave it, and as anybody's file may look. */
const SUMMARY = '{ "formatVersion": 1, "scenario": { "name": "mine" }, "policies": [] }';
const MARKS = [
  'summary.json',
  'sweep.json',
  'bench.json',
  'compare.json',
  'bound.json',
  'adapter_config.json',
];
const PAGES = ['report.html', 'compare.html', 'bound.html', 'table.md', 'results.csv', 'gap.svg'];

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
  symlinkSync(work, join(work, 'here'));
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
  ...[
    '',
    ' ',
    '.',
    './',
    '..',
    '../..',
    '~',
    '~/out',
    '/',
    '/etc',
    '/mnt/..',
    'link',
    'here',
    'thesis.txt',
    'thesis.txt/out',
  ],
  ...['../notes', '../copied', '../forged', '../code', '../../thesis/code/.'],
];

/** Runs each command once for each place, all in one process, which is quicker by far, and tells how each ended. */
const DRIVER = `
  const [program, tasks] = JSON.parse(process.argv[1]);
  const { runCommand } = await import(program);
  let said = '';
  process.stderr.write = (text) => { said += text; return true; };
  const all = {};
  for (const { command, folder, work, args, places } of tasks) {
    process.env.HOME = folder;
    process.chdir(work);
    all[command] = [];
    for (const place of places) {
      said = '';
      process.exitCode = 0;
      await runCommand([...args, place]);
      all[command].push({ place, said, code: process.exitCode });
    }
  }
  process.exitCode = 0;
  console.log(JSON.stringify(all));
`;

describe('an out directory pointed at what is precious', () => {
  type End = { place: string; said: string; code: number };
  const homes = Object.fromEntries(Object.keys(WRITERS).map((command) => [command, home()]));
  const filesFor = (command: string) => filesOf(homes[command]!.folder);
  const before = Object.fromEntries(Object.keys(WRITERS).map((command) => [command, filesFor(command)]));
  let finishedBefore: ReturnType<typeof filesOf>;
  let all: Readonly<Record<string, readonly End[]>>;
  beforeAll(() => {
    finishedBefore = filesOf(finished);
    const tasks = Object.entries(WRITERS).map(([command, args]) => ({
      ...homes[command]!,
      ...{ command, args, places: PLACES },
    }));
    const given = JSON.stringify([PROGRAM, tasks]);
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', DRIVER, given], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    all = JSON.parse(stdout);
  });

  it.each(Object.keys(WRITERS))('%s refuses in one line and loses nothing', (command) => {
    const ends = all[command]!;
    expect(ends.map(({ place }) => place)).toEqual(PLACES);
    for (const { place, said, code } of ends) {
      const option = WRITERS[command]!.at(-1);
      expect(said, place).toMatch(new RegExp(`^driftlora: ${option}: got .*, accepted is .*\\n$`));
      expect(code, place).toBe(2);
    }
    expect({ ...filesFor(command), ...filesOf(finished) }).toEqual({ ...before[command], ...finishedBefore });
  });
});
