/**
 * One command at a time a directory. The lock is a file in it that says which process holds it; one whose process is
 * gone is taken over, so that nothing is ever locked by a crash.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, unlinkSync } from 'node:fs';
import { link, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

export const LOCK_FILE = '.driftlora.lock';

/** A holder on a machine that cannot be asked counts as gone when it has not touched its lock for this long. */
const GONE_AFTER_MS = 10 * 60_000;
const TOUCH_EVERY_MS = 20_000;
/** A lock that is being written right now is whole after this time. */
const WRITTEN_WITHIN_MS = 300;

export interface LockHolder {
  readonly command: string;
  readonly pid: number;
  /** Start of the process in the kernel's ticks since boot: tells a process from a later one with its number. */
  readonly started: string;
  /** Machine, its boot and its table of processes: where `pid` means something. */
  readonly machine: string;
  /** Tells two locks of one process apart. */
  readonly id: string;
}

const textOf = (path: string) => readFile(path, 'utf8').catch(() => '');

/** Field 22 of /proc/PID/stat; the name in field 2 may hold spaces and brackets. '' where it cannot be known. */
async function startOf(pid: number): Promise<string> {
  const text = await textOf(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function machineName(): Promise<string> {
  const boot = (await textOf('/proc/sys/kernel/random/boot_id')).trim();
  const processes = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${hostname()} ${boot} ${processes}`;
}

async function ownIdentity(command: string): Promise<LockHolder> {
  const [started, machine] = await Promise.all([startOf(process.pid), machineName()]);
  return { command, pid: process.pid, started, machine, id: randomUUID() };
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockHolder> | null;
    const isHolder =
      typeof value?.pid === 'number' &&
      typeof value.machine === 'string' &&
      typeof value.started === 'string' &&
      typeof value.command === 'string';
    return isHolder ? (value as LockHolder) : undefined;
  } catch {
    return undefined;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** @param ageMs since the holder last touched its lock, by the clock of the file system */
async function isGone(holder: LockHolder, own: Pick<LockHolder, 'machine'>, ageMs: number): Promise<boolean> {
  const [host, boot, processes] = holder.machine.split(' ');
  const [ownHost, ownBoot, ownProcesses] = own.machine.split(' ');
  if (host !== ownHost || (boot === ownBoot && processes !== ownProcesses)) return ageMs > GONE_AFTER_MS;
  if (boot !== ownBoot) return true;
  if (!isThere(holder.pid)) return true;
  const started = await startOf(holder.pid);
  return started !== '' && holder.started !== '' && started !== holder.started;
}

export interface DirectoryLock {
  /** Whether the lock is still there and this one. */
  isHeld(): Promise<boolean>;
  release(): void;
}

function held(path: string, text: string): DirectoryLock {
  const timer = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, TOUCH_EVERY_MS).unref();
  const release = () => {
    clearInterval(timer);
    try {
      if (readFileSync(path, 'utf8') === text) unlinkSync(path);
    } catch {
      // It is gone already, and nobody waits for it.
    }
  };
  return { isHeld: async () => (await textOf(path)) === text, release };
}

/** Puts the lock in place in one step. @returns whether no other was there */
async function place(candidate: string, path: string, text: string): Promise<boolean> {
  try {
    await link(candidate, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // File systems without hard links: the file is there at once, its content a moment later.
    return writeFile(path, text, { flag: 'wx' }).then(
      () => true,
      (failed: NodeJS.ErrnoException) => {
        if (failed.code === 'EEXIST') return false;
        throw failed;
      },
    );
  }
}

/** Takes a dead holder's lock away, and only that one: another process may have done so and locked since. */
async function clear(path: string, dead: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => {});
  if ((await textOf(aside)) !== dead) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

/**
 * @param command as the holder is named to others
 * @returns the lock, or who holds it
 */
export async function lockDirectory(directory: string, command: string): Promise<DirectoryLock | LockHolder> {
  const path = join(directory, LOCK_FILE);
  const own = await ownIdentity(command);
  const text = `${JSON.stringify(own)}\n`;
  const candidate = `${path}.${own.id}`;
  await writeFile(candidate, text, { flag: 'wx' });
  try {
    for (;;) {
      if (await place(candidate, path, text)) return held(path, text);
      let found = await textOf(path);
      if (!parseHolder(found)) {
        await new Promise((resolve) => setTimeout(resolve, WRITTEN_WITHIN_MS));
        found = await textOf(path);
      }
      const holder = parseHolder(found);
      const times = await Promise.all([stat(candidate), stat(path)]).catch(() => undefined);
      const ageMs = times ? times[0].mtimeMs - times[1].mtimeMs : 0;
      if (holder && !(await isGone(holder, own, ageMs))) return holder;
      await clear(path, found);
    }
  } finally {
    await rm(candidate, { force: true });
  }
}
