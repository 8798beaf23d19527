/**
 * The out directory appears whole or not at all: everything is written to a temporary neighbour, which is
 * renamed at the end. A directory of an earlier run is replaced; anything else in the way is refused.
 */
import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../core/errors.js';

/**
 * Refuses a path that cannot become the out directory, before any work is done.
 * @param mark the file whose presence says that a directory is one of ours and may be replaced
 * @throws InputError
 */
export async function checkOutDirectory(path: string, mark: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isDirectory())
    throw new InputError('--out', path, 'a directory, or a path where none is yet');
  if (found) {
    const entries = await readdir(path);
    if (entries.length > 0 && !entries.includes(mark)) {
      throw new InputError(
        '--out',
        path,
        `an empty directory, a new one, or one of an earlier run (with ${mark})`,
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

/** Writes the files and puts the directory in its place. */
export async function writeOutDirectory(
  path: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const target = resolve(path);
  const temporary = join(dirname(target), `.${basename(target)}-${randomUUID()}`);
  const retired = `${temporary}-old`;
  try {
    await mkdir(temporary, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(temporary, name), text);
    const replaced = await rename(target, retired).then(
      () => true,
      () => false,
    );
    await rename(temporary, target);
    if (replaced) await rm(retired, { recursive: true, force: true });
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}
