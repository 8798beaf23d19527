/** Runs the built command as a user would. `npm test` builds before it tests. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function driftlora(args: readonly string[], input = ''): CommandResult {
  const run = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', input, timeout: 110_000 });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

/** Starts the command and leaves it running; nobody reads its output. */
export function startDriftlora(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], { stdio: 'ignore' });
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'driftlora-'));
}

/** Writes a file into a directory of its own and returns its path. */
export function temporaryFile(name: string, content: string): string {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, content);
  return path;
}
