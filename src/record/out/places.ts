/** Which folders are too precious to be an out directory, and where a path really points. */
import { lstat, readFile, readlink, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { InputError } from '../../core/errors.js';

/** What of the machine a path is held against. */
export interface Surroundings {
  /** The working directory. */
  readonly cwd: string;
  /** Homes of the machine's users. */
  readonly homes: readonly string[];
  /** Where other file systems are mounted. */
  readonly mounts: readonly string[];
}

const textOf = (path: string) => readFile(path, 'utf8').catch(() => '');

/** Mount points of Linux; `\040` and the like are characters of a path. */
function mountPoints(mountinfo: string): string[] {
  return mountinfo.split('\n').flatMap((line) => {
    const point = line.split(' ')[4];
    return point
      ? [point.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))]
      : [];
  });
}

const homesIn = (passwd: string) =>
  passwd.split('\n').flatMap((line) => {
    const home = line.split(':')[5];
    return home?.startsWith('/') ? [home] : [];
  });

export async function surroundings(): Promise<Surroundings> {
  const [passwd, mountinfo] = await Promise.all([textOf('/etc/passwd'), textOf('/proc/self/mountinfo')]);
  return { cwd: process.cwd(), homes: [homedir(), ...homesIn(passwd)], mounts: mountPoints(mountinfo) };
}

/** Links followed in a row before a path is held to lead nowhere. */
const MOST_LINKS = 40;

/**
 * Where a path points, links resolved, whether or not anything is there yet.
 * @throws InputError for links that never end
 */
export async function targetOf(path: string, links = 0): Promise<string> {
  if (links > MOST_LINKS) throw new InputError('--out', path, 'a path whose links lead somewhere');
  const absolute = resolve(path);
  const there = await realpath(absolute).catch(() => undefined);
  if (there !== undefined) return there;
  const isLink = await lstat(absolute).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  if (isLink) return targetOf(resolve(dirname(absolute), await readlink(absolute)), links + 1);
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(await targetOf(parent, links), basename(absolute));
}

/** Whether a folder is the other or lies above it. */
const holds = (folder: string, other: string) =>
  folder === other || other.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** @throws InputError for a text that can be no path of a folder */
export function refuseNoPath(path: string): void {
  if (path.trim() === '') throw new InputError('--out', path, 'the path of a directory, not an empty text');
  if (/^~[\w-]*(\/|$)/.test(path)) {
    // Whoever meant a home has it refused, and nobody wants to have to delete a folder called ~.
    throw new InputError(
      '--out',
      path,
      'a path that does not begin with ~ (the shell expands it at the start of a word only)',
    );
  }
  if (path.includes('\0')) throw new InputError('--out', path, 'a path, which has no zero characters');
}

/**
 * @param path as it was written
 * @param target where it points
 * @throws InputError for a folder whose loss would be regretted, however its path is spelled
 */
export async function refusePrecious(path: string, target: string, around: Surroundings): Promise<void> {
  const real = (folder: string) => realpath(folder).catch(() => resolve(folder));
  const refuse = (what: string): never => {
    throw new InputError('--out', path, `a directory of its own, not ${what}`);
  };
  if (holds(target, await real(around.cwd))) refuse('the working directory or a directory above it');
  for (const home of new Set(around.homes)) {
    if (holds(target, await real(home))) refuse(`${home}, which is a home, or a directory above it`);
  }
  for (const mount of around.mounts) {
    if (mount !== target && holds(target, mount))
      refuse(`a directory with another file system in it (${mount})`);
  }
}
