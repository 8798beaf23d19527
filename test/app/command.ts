/**
 * Runs the built command. `driftlora` runs it in this process, which spares the start of a new one; `startDriftlora`
 * as a user would, for what only a process of its own can show. `npm test` builds before it tests.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A module of the built package. */
export const built = (name: string) => new URL(`../../dist/${name}`, import.meta.url);
const CLI = fileURLToPath(built('app/cli.js'));
/** Built code is loaded by Node itself (vitest.config.ts), once for all tests of a worker. */
const { runCommand }: typeof import('../../src/app/program.js') = await import(built('app/program.js').href);

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Collects what is written to a stream of this process until `end` is called. */
function captured(stream: NodeJS.WriteStream) {
  let text = '';
  const { write } = stream;
  stream.write = ((chunk: string | Uint8Array, ...more: unknown[]) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const done = more.find((one) => typeof one === 'function') as (() => void) | undefined;
    done?.();
    return true;
  }) as typeof stream.write;
  return {
    end() {
      stream.write = write;
      return text;
    },
  };
}

/** In this process, one at a time. */
export async function driftlora(args: readonly string[], input = ''): Promise<CommandResult> {
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')!;
  const exitCode = process.exitCode;
  const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)];
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    get: () => Readable.from(input === '' ? [] : [Buffer.from(input)], { objectMode: false }),
  });
  process.exitCode = 0;
  let ended: CommandResult;
  try {
    await runCommand(args);
  } finally {
    Object.defineProperty(process, 'stdin', stdin);
    const code = Number(process.exitCode);
    process.exitCode = exitCode;
    ended = { code, stdout: stdout.end(), stderr: stderr.end() };
  }
  return ended;
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
