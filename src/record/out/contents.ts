/** What is in a folder, as far as an out directory cares: whose it is, and what of it is not ours. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCK_FILE } from './lock.js';
import { digestOfFile, MANIFEST_FILE, type Manifest, NO_FILES, readManifest } from './manifest.js';

/** Ends the names of files that are not whole yet. */
export const UNFINISHED = '.driftlora-new';

export interface FolderContents {
  readonly manifest: Manifest;
  /** Neither in the list of our files nor part of our bookkeeping; folders with a slash at the end. */
  readonly foreign: readonly string[];
  readonly isEmpty: boolean;
  /** Files that a crash of ours left half-written. */
  readonly unfinished: readonly string[];
}

/** What a crash of ours may leave, and what a fresh file system holds. */
const isBookkeeping = (name: string) =>
  name.startsWith(LOCK_FILE) || name === MANIFEST_FILE || name.endsWith(UNFINISHED) || name === 'lost+found';

/** @param own further names of the command's own, e.g. a folder of cells */
export async function contentsOf(directory: string, own: readonly string[] = []): Promise<FolderContents> {
  const entries = await readdir(directory, { withFileTypes: true });
  const manifest = (await readManifest(directory)) ?? NO_FILES;
  const foreign = entries
    .filter(({ name }) => !isBookkeeping(name) && !own.includes(name) && !Object.hasOwn(manifest.files, name))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort();
  return {
    manifest,
    foreign,
    isEmpty: entries.every(({ name }) => isBookkeeping(name)),
    unfinished: entries.flatMap(({ name }) => (name.endsWith(UNFINISHED) ? [name] : [])),
  };
}

/** Whether a file of the list is still as driftlora wrote it: somebody's changes are never replaced. */
export async function isUntouched(directory: string, name: string, { files }: Manifest): Promise<boolean> {
  const digest = await digestOfFile(join(directory, name)).catch(() => undefined);
  return digest !== undefined && (files[name]?.includes(digest) ?? false);
}
