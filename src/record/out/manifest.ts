/** The list of the files that driftlora wrote into a folder: only those are ever replaced or removed. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export const MANIFEST_FILE = '.driftlora.json';

export interface Manifest {
  readonly formatVersion: 1;
  /** Which command's folder it is; absent where a command only added to somebody else's. */
  readonly command?: string;
  /** SHA-256 of each file by its name; while files are being replaced, those before and after. */
  readonly files: Readonly<Record<string, readonly string[]>>;
}

export const NO_FILES: Manifest = { formatVersion: 1, files: {} };

export const digestOf = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** A name of ours is one step: a list that somebody else wrote never leads out of the folder. */
const isPlainName = (name: string) => /^[\w][\w.-]*$/.test(name);

/** @returns undefined where there is no list, or where the file of that name is none of ours */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const text = await readFile(join(directory, MANIFEST_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Partial<Manifest> | null;
    if (value?.formatVersion !== 1 || typeof value.files !== 'object' || value.files === null)
      return undefined;
    const isSound = Object.entries(value.files).every(
      ([name, digests]) =>
        isPlainName(name) && Array.isArray(digests) && digests.every((one) => /^[0-9a-f]{64}$/.test(one)),
    );
    return isSound ? (value as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

export function manifestText({ command, files }: Manifest): string {
  const inOrder = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ formatVersion: 1, ...(command && { command }), files: inOrder }, null, 2)}\n`;
}
