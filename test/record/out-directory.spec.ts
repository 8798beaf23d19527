/** Out directories: precious folders, files of others, crashes, two commands at once, and disks that are full. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCK_FILE } from '../../src/record/out/lock.js';
import { MANIFEST_FILE } from '../../src/record/out/manifest.js';
import type { Surroundings } from '../../src/record/out/places.js';
import { OutDirectory, type OutFiles, type OutKind } from '../../src/record/out-directory.js';
import { filesOf } from '../app/sweep/tiny-sweep.js';

const KIND: OutKind = { command: 'run', mark: 'summary.json', files: ['summary.json', 'a.txt', 'b.txt'] };
const folder = () => realpathSync(mkdtempSync(join(tmpdir(), 'driftlora-out-test-')));

/** A machine of our own choice, so that a test needs no mounts and no other users. */
function machine() {
  const top = folder();
  const at = (name: string) => join(top, name);
  for (const name of ['ann', 'ann/work', 'bob', 'mnt', 'mnt/disk']) mkdirSync(at(name), { recursive: true });
  const around: Surroundings = {
    cwd: at('ann/work'),
    homes: [at('ann'), at('bob')],
    mounts: ['/', at('mnt/disk')],
  };
  return { top, at, around };
}

async function write(path: string, files: OutFiles, around = machine().around, kind = KIND) {
  const told: string[] = [];
  const out = await OutDirectory.open(path, kind, { tell: (line) => told.push(line), around });
  try {
    await out.replace(files);
  } finally {
    out.close();
  }
  return told;
}

const RUN = { 'summary.json': '{"one":1}', 'a.txt': 'a' };
const visible = (directory: string) => {
  const { [MANIFEST_FILE]: _, ...rest } = filesOf(directory);
  return rest;
};

describe('an out directory is refused before any work', () => {
  it.each([
    ['an empty text', () => ''],
    ['blanks', () => '  \t'],
    ['a text with a zero character', () => 'a\0b'],
    ['the working directory', ({ at }) => at('ann/work')],
    ['the working directory, spelled otherwise', ({ at }) => at('ann/work/../../ann/work/.')],
    ['a folder above it', ({ top }) => top],
    ['the home', ({ at }) => at('ann')],
    ["somebody else's home, though it is empty", ({ at }) => at('bob')],
    ['the root', () => '/'],
    ['the folder that a disk is mounted in', ({ at }) => at('mnt')],
    [
      'a link to a home',
      ({ at }) => {
        symlinkSync(at('bob'), at('link'));
        return at('link');
      },
    ],
    [
      'links that never end',
      ({ at }) => {
        symlinkSync(at('two'), at('one'));
        symlinkSync(at('one'), at('two'));
        return at('one');
      },
    ],
  ] as [string, (m: ReturnType<typeof machine>) => string][])('%s', async (_what, pathIn) => {
    const m = machine();
    const path = pathIn(m);
    const before = readdirSync(m.top, { recursive: true });
    await expect(write(path, RUN, m.around)).rejects.toThrow(/^--out: got .*, accepted is /);
    expect(readdirSync(m.top, { recursive: true })).toEqual(before);
  });

  it.each<[string, Record<string, string>]>([
    ['with files of somebody', { 'thesis.tex': 'years' }],
    ['with a summary.json of another program', { 'summary.json': '{"formatVersion":1}' }],
    [
      'with a summary.json that was copied from a run, and files of somebody under our names',
      {
        'summary.json': '{"formatVersion":1,"scenario":{},"policies":[]}',
        'a.txt': 'mine',
        '.git/HEAD': 'x',
      },
    ],
    ['with a list of another program', { [MANIFEST_FILE]: '{"files":["a.txt"]}', 'a.txt': 'mine' }],
    [
      'whose list leads out of it',
      { [MANIFEST_FILE]: `{"formatVersion":1,"command":"run","files":{"../x":[]}}`, 'a.txt': 'mine' },
    ],
    [
      'of another command',
      { [MANIFEST_FILE]: '{"formatVersion":1,"command":"bench","files":{}}', 'b.txt': '' },
    ],
  ])('a folder %s', async (_what, files) => {
    const path = folder();
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(path, name, '..'), { recursive: true });
      writeFileSync(join(path, name), text);
    }
    const before = filesOf(path);
    await expect(write(path, RUN)).rejects.toThrow(/^--out: got .*, accepted is an empty directory/);
    expect(filesOf(path)).toEqual(before);
  });
});

describe('an out directory is written', () => {
  it('where nothing is yet, in an empty folder, on a mounted disk, and where a link points', async () => {
    const m = machine();
    const link = m.at('link');
    symlinkSync(m.at('far/away'), link);
    for (const path of [m.at('new/deep/er'), m.at('ann/work/out'), m.at('mnt/disk'), link]) {
      expect(await write(path, RUN, m.around)).toEqual([]);
      expect(visible(path)).toEqual(RUN);
    }
    expect(visible(m.at('far/away'))).toEqual(RUN);
    expect(readdirSync(m.top)).toContain('link');
  });

  it('again: our files are replaced, those not written now go, notes stay and are named', async () => {
    const path = folder();
    await write(path, { ...RUN, 'b.txt': 'old' });
    writeFileSync(join(path, 'notes.txt'), 'mine');
    mkdirSync(join(path, 'drafts'));
    const told = await write(path, { ...RUN, 'a.txt': 'new' });
    expect(visible(path)).toEqual({
      'summary.json': RUN['summary.json'],
      'a.txt': 'new',
      'notes.txt': 'mine',
    });
    expect(told).toEqual([`${path}: kept what is not driftlora's: drafts/, notes.txt`]);
  });

  it('again: what somebody has changed since is kept under another name', async () => {
    const path = folder();
    await write(path, { ...RUN, 'b.txt': 'old' });
    writeFileSync(join(path, 'a.txt'), 'a, with my notes');
    writeFileSync(join(path, 'b.txt'), 'b, with my notes');
    const told = await write(path, RUN);
    expect(visible(path)).toEqual({
      ...RUN,
      'a.txt.changed': 'a, with my notes',
      'b.txt.changed': 'b, with my notes',
    });
    expect(told.join()).toMatch(/a\.txt was changed .*b\.txt was changed/);
  });

  it('with a file of somebody that came while the command ran: theirs stays, ours are elsewhere', async () => {
    const path = folder();
    const out = await OutDirectory.open(path, KIND, { tell: () => {}, around: machine().around });
    writeFileSync(join(path, 'a.txt'), 'mine');
    const failed = await out.replace(RUN).catch((error: Error) => error.message);
    out.close();
    expect(failed).toMatch(/a\.txt in it came while the command ran; the files are in /);
    expect(filesOf(path)).toEqual({ 'a.txt': 'mine' });
    const elsewhere = /the files are in (.*)\)$/.exec(failed as string)![1]!;
    expect(filesOf(elsewhere)).toEqual(RUN);
    rmSync(elsewhere, { recursive: true });
  });

  it('after a crash in the middle: old and new files are both ours', async () => {
    const path = folder();
    await write(path, RUN);
    const old = filesOf(path)[MANIFEST_FILE]!;
    await write(path, { ...RUN, 'a.txt': 'new' });
    // As it is when the process ends between two renames.
    const both = JSON.parse(old);
    both.files['a.txt'].push(...JSON.parse(filesOf(path)[MANIFEST_FILE]!).files['a.txt']);
    writeFileSync(join(path, MANIFEST_FILE), JSON.stringify(both));
    writeFileSync(join(path, 'a.txt.123.driftlora-new'), 'half');
    expect(await write(path, RUN)).toEqual([]);
    expect(visible(path)).toEqual(RUN);
  });

  it('leaves nothing where the command writes nothing', async () => {
    const m = machine();
    const path = m.at('new/deep');
    (await OutDirectory.open(path, KIND, { tell: () => {}, around: m.around })).close();
    expect(existsSync(m.at('new'))).toBe(false);
  });
});

describe('a finished run’s folder', () => {
  const PAGE: OutKind = { command: 'bound', mark: 'b.txt', files: ['b.txt'] };
  const add = async (path: string, text: string) => {
    const out = await OutDirectory.addTo(path, PAGE, { tell: () => {} });
    await out.add({ 'b.txt': text }).finally(out.close);
  };

  it('takes a page of another command, which the next run removes', async () => {
    const path = folder();
    await write(path, RUN);
    await add(path, 'page');
    await add(path, 'page again');
    expect(visible(path)).toEqual({ ...RUN, 'b.txt': 'page again' });
    await write(path, RUN);
    expect(visible(path)).toEqual(RUN);
  });

  it('keeps a page of somebody’s', async () => {
    const path = folder();
    writeFileSync(join(path, 'b.txt'), 'mine');
    await expect(add(path, 'page')).rejects.toThrow(/RUN_DIR.*b\.txt/);
    expect(filesOf(path)).toEqual({ 'b.txt': 'mine' });
  });
});

describe('two commands on one directory', () => {
  const open = (path: string) => OutDirectory.open(path, KIND, { tell: () => {}, around: machine().around });

  it('the second is told who the first is, whichever it is', async () => {
    const path = join(folder(), 'out');
    const first = await open(path);
    await expect(open(path)).rejects.toThrow(
      new RegExp(`no other command is writing to \\(driftlora run, process ${process.pid} is\\)`),
    );
    await expect(OutDirectory.addTo(path, KIND, { tell: () => {} })).rejects.toThrow(/no other command/);
    first.close();
    (await open(path)).close();
  });

  it('many at once: exactly one gets it, with a stale lock there, too', async () => {
    const path = folder();
    writeFileSync(join(path, LOCK_FILE), lockOf({ pid: 2 ** 22 + 1 }));
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => open(path)));
    const held = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(held).toHaveLength(1);
    await held[0]!.replace(RUN);
    held[0]!.close();
    expect(Object.keys(filesOf(path)).sort()).toEqual([MANIFEST_FILE, 'a.txt', 'summary.json']);
  });

  it('a lock of a process that is gone, or whose number another one has now, is taken over', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    for (const text of [
      lockOf({ pid: dead.pid! }),
      lockOf({ pid: process.pid, started: '1' }),
      lockOf({ machine: ownMachine().replace(/ \S+ /, ' another-boot ') }),
      'half a lo',
      '',
    ]) {
      const path = folder();
      writeFileSync(join(path, LOCK_FILE), text);
      expect(await write(path, RUN)).toEqual([]);
      expect(readdirSync(path)).not.toContain(LOCK_FILE);
    }
  });

  it('a lock of another machine holds until it has not been touched for ten minutes', async () => {
    const path = folder();
    const lock = join(path, LOCK_FILE);
    writeFileSync(lock, lockOf({ machine: 'elsewhere boot pids' }));
    await expect(open(path)).rejects.toThrow(/no other command/);
    const longAgo = new Date(Date.now() - 11 * 60_000);
    utimesSync(lock, longAgo, longAgo);
    (await open(path)).close();
  });

  it('a lock that was taken away in between is noticed before the first change', async () => {
    const path = folder();
    const out = await open(path);
    unlinkSync(join(path, LOCK_FILE));
    const failed = await out.replace(RUN).catch((error: Error) => error.message);
    out.close();
    expect(failed).toMatch(/taken away/);
    expect(readdirSync(path)).toEqual([]);
    rmSync(/the files are in (.*)\)$/.exec(failed as string)![1]!, { recursive: true });
  });

  function ownMachine(): string {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const pids = spawnSync('readlink', ['/proc/self/ns/pid'], { encoding: 'utf8' }).stdout.trim();
    return `${spawnSync('hostname', { encoding: 'utf8' }).stdout.trim()} ${boot} ${pids}`;
  }

  function lockOf(change: object): string {
    const machineName = ownMachine();
    return JSON.stringify({
      command: 'run',
      pid: process.pid,
      started: '1',
      machine: machineName,
      ...change,
    });
  }
});

describe('a disk that is full, or cannot be written', () => {
  const small = folder();
  const canMount =
    process.getuid?.() === 0 &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small]).status === 0;
  if (!canMount)
    process.stderr.write('test/record/out-directory.spec.ts: no small disk without root: skipped\n');

  it.skipIf(!canMount)(
    'names the path, leaves the earlier files as they were, and keeps the new ones',
    async () => {
      try {
        await write(small, RUN);
        const before = filesOf(small);
        const big = { ...RUN, 'a.txt': 'x'.repeat(100_000) };
        const failed = await write(small, big).catch((error: Error) => error.message);
        expect(failed).toMatch(/^--out: got .*a\.txt: ENOSPC.*; the files are in /);
        expect(filesOf(small)).toEqual(before);
        const elsewhere = /the files are in (.*)\)$/.exec(failed as string)![1]!;
        expect(filesOf(elsewhere)).toEqual(big);
        rmSync(elsewhere, { recursive: true });
        spawnSync('mount', ['-o', 'remount,ro', small]);
        await expect(write(small, RUN)).rejects.toThrow(/--out: got .*writable directory/);
      } finally {
        spawnSync('umount', [small]);
      }
    },
  );
});
