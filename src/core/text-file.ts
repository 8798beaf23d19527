/** Text files that a user names, read whole: refused in words when they are not that. */
import { readFile, stat } from 'node:fs/promises';
import { InputError } from './errors.js';
import { decodeText } from './text-input.js';

const MEGABYTE = 1_000_000;

export interface TextFileOptions {
  /** Option or key that named the file, for the message. */
  readonly field: string;
  /** What the file should be, e.g. `a scenario file`. */
  readonly what: string;
  /** Largest size, bytes. Default 8 MB. */
  readonly mostBytes?: number;
}

/**
 * Reads UTF-8; a byte-order mark is dropped.
 * @throws InputError for a folder, a device, a file that is missing, too large or not UTF-8; it never quotes the content
 */
export async function readTextFile(
  path: string,
  { field, what, mostBytes = 8 * MEGABYTE }: TextFileOptions,
): Promise<string> {
  const refuse = (why: string): never => {
    throw new InputError(field, path, `${what}; ${why}`);
  };
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => refuse(reasonOf(error)));
  if (found.isDirectory()) refuse('this is a folder');
  if (!found.isFile() && !found.isFIFO()) refuse('this is not a file');
  if (found.size > mostBytes) {
    refuse(`this one has ${Math.ceil(found.size / MEGABYTE)} MB, more than ${mostBytes / MEGABYTE}`);
  }
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => refuse(reasonOf(error)));
  return decodeText(bytes, `${field} ${path}`, 'utf-8', `${what}, text in UTF-8`);
}

function reasonOf({ code }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is none at this path';
  if (code === 'EACCES' || code === 'EPERM') return 'this one may not be read';
  return `this one cannot be read (${code})`;
}
