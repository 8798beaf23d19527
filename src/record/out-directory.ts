/**
 * The out directory. Nothing of the user's is ever deleted: folders that are precious are refused before any work, and
 * of what is in a folder only the files that a command writes are replaced, one by one, the mark last.
 */
import { randomUUID } from 'node:crypto';
import {
  access,
  constants,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { InputError } from '../core/errors.js';

const absent = () => undefined;

/** Whether a folder is the other or lies above it. */
const holds = (folder: string, other: string) =>
  folder === other || other.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** @throws InputError for a path whose loss would be regretted, however it is spelled */
async function refusePrecious(path: string): Promise<void> {
  if (path.trim() === '') throw new InputError('--out', path, 'the path of a directory, not an empty text');
  const target = await realpath(path).catch(() => resolve(path));
  const precious = [process.cwd(), homedir()];
  for (const folder of precious) {
    if (holds(target, await realpath(folder).catch(() => resolve(folder)))) {
      throw new InputError('--out', path, `a directory of its own, not ${folder} or a directory above it`);
    }
  }
}

/** The file that says whose a directory is: by its content, since many a folder has a file called summary.json. */
export interface OutMark {
  readonly file: string;
  /** Keys that the file's JSON has when one of our commands wrote it. */
  readonly keys: readonly string[];
}

async function isMarked(directory: string, { file, keys }: OutMark): Promise<boolean> {
  const text = await readFile(join(directory, file), 'utf8').catch(absent);
  if (text === undefined) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && keys.every((key) => Object.hasOwn(value, key));
  } catch {
    return false;
  }
}

/**
 * Refuses a path that cannot become the out directory, before any work is done.
 * @param mark what says that a directory is one of ours and may be written again
 * @throws InputError
 */
export async function checkOutDirectory(path: string, mark: OutMark): Promise<void> {
  await refusePrecious(path);
  const found = await stat(path).catch(absent);
  if (found && !found.isDirectory())
    throw new InputError('--out', path, 'a directory, or a path where none is yet');
  if (found) {
    const entries = await readdir(path);
    if (entries.length > 0 && !(await isMarked(path, mark))) {
      throw new InputError(
        '--out',
        path,
        `an empty directory, a new one, or one of an earlier run (with a ${mark.file} that driftlora wrote)`,
      );
    }
  }
  const ancestor = await nearestExisting(dirname(resolve(path)));
  const usable = (await stat(ancestor)).isDirectory();
  if (!usable) throw new InputError('--out', path, `a path below directories (${ancestor} is a file)`);
  await access(ancestor, constants.W_OK).catch(() => {
    throw new InputError('--out', path, `a path below a writable directory (${ancestor} is not)`);
  });
}

/** The path itself or the nearest folder above it that is there. */
async function nearestExisting(path: string): Promise<string> {
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  return there ? path : nearestExisting(dirname(path));
}

/**
 * Writes the files into the directory, each whole or not at all, the mark after all others; what else is there stays.
 * @throws InputError when somebody else's files have come since the check
 */
export async function writeOutDirectory(
  path: string,
  files: Readonly<Record<string, string>>,
  mark: OutMark,
): Promise<void> {
  await checkOutDirectory(path, mark);
  const target = resolve(path);
  await mkdir(target, { recursive: true });
  const names = Object.keys(files).sort((a, b) => Number(a === mark.file) - Number(b === mark.file));
  const suffix = `.${randomUUID()}.new`;
  try {
    for (const name of names) await writeFile(join(target, name + suffix), files[name]!);
    for (const name of names) await rename(join(target, name + suffix), join(target, name));
  } catch (error) {
    for (const name of names) await rm(join(target, name + suffix), { force: true });
    throw error;
  }
}
