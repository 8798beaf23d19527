/** Standard output that takes no more: a reader that has gone costs no exit code and no file, a full disk is said in one line. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory, temporaryFile } from './command.js';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const FULL_DISK = '/dev/full';

/** A command whose reader goes before it says anything. */
async function unread(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.destroy();
  const [code] = await once(child, 'exit');
  return code;
}

describe('a reader that has gone', () => {
  it('leaves the exit code what the answers make it', async () => {
    const lines = temporaryFile('bad.ndjson', '{"no":"problem"}\n'.repeat(5));
    expect(await unread(['solve', lines])).toBe(2);
    expect(await unread(['solve', '--list'])).toBe(0);
  });

  it('costs none of the files', async () => {
    const out = join(temporaryDirectory(), 'bench');
    expect(await unread(['bench', '--sizes', '3', '--seeds', '1', '--solver', 'greedy', '--out', out])).toBe(
      0,
    );
    expect(existsSync(join(out, 'bench.json'))).toBe(true);
  });
});

describe.skipIf(!existsSync(FULL_DISK))('a disk that is full', () => {
  it.each([[['run', '--print-defaults']], [['solve', '--list']]])(
    'is said of %j in one line, with 2',
    (args) => {
      const stdio = ['ignore', openSync(FULL_DISK, 'w'), 'pipe'] as const;
      const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], {
        stdio: [...stdio],
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([
        2,
        expect.stringMatching(/^driftlora: standard output: ENOSPC.*\n$/),
      ]);
    },
  );
});
