/**
 * The out directory. Nothing of the user's is ever deleted: precious folders are refused before any work, a folder is
 * one of ours only by the list in it, and of what is there only the files of that list are replaced or removed, each
 * whole or not at all.
 */
import { randomUUID } from 'node:crypto';
import { rmdirSync } from 'node:fs';
import { access, constants, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError } from '../core/errors.js';
import { contentsOf, type FolderContents, isUntouched, UNFINISHED } from './out/contents.js';
import { type DirectoryLock, lockDirectory } from './out/lock.js';
import { digestOf, MANIFEST_FILE, type Manifest, manifestText } from './out/manifest.js';
import { refuseNoPath, refusePrecious, type Surroundings, surroundings, targetOf } from './out/places.js';

/** What a command writes. */
export interface OutKind {
  /** The command's name: its folders are no other command's. */
  readonly command: string;
  /** Written after all others: where it stands, the rest stands. */
  readonly mark: string;
  /** Every file that the command may write, the mark among them. */
  readonly files: readonly string[];
  /** Folders in it that the command keeps by itself. */
  readonly folders?: readonly string[];
}

export interface OutOptions {
  /** Takes what a user should know, a line each. */
  readonly tell: (line: string) => void;
  readonly around?: Surroundings;
}

export type OutFiles = Readonly<Record<string, string | Uint8Array>>;

const absent = () => undefined;

/** The path itself or the nearest folder above it that is there. */
async function nearestExisting(path: string): Promise<string> {
  const found = await stat(path).catch(absent);
  return found ? path : nearestExisting(dirname(path));
}

const systemMessage = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Names in a line, not more than anybody reads. */
const named = (names: readonly string[]) =>
  names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');

/** @throws InputError where a folder cannot be made or written */
async function refuseUnwritable(path: string, target: string): Promise<void> {
  const there = await nearestExisting(target);
  if (!(await stat(there)).isDirectory()) {
    if (there === target) throw new InputError('--out', path, 'a directory, or a path where none is yet');
    throw new InputError('--out', path, `a path below directories (${there} is a file)`);
  }
  await access(there, constants.W_OK | constants.X_OK).catch(() => {
    throw new InputError('--out', path, `a path below a writable directory (${there} is not)`);
  });
}

/** @throws InputError for a folder that is somebody else's, or holds a file of theirs under a name of ours */
function refuseForeign(path: string, { manifest, foreign, isEmpty }: FolderContents, kind: OutKind): void {
  if (isEmpty) return;
  if (manifest.command !== kind.command) {
    const whose = manifest.command ? ` (it holds what driftlora ${manifest.command} wrote)` : '';
    const earlier = `one of an earlier run (with ${kind.mark} and the ${MANIFEST_FILE} of driftlora ${kind.command})`;
    throw new InputError('--out', path, `an empty directory, a new one, or ${earlier}${whose}`);
  }
  const taken = foreign.filter((name) => kind.files.includes(name.replace(/\/$/, '')));
  if (taken.length > 0) {
    throw new InputError(
      '--out',
      path,
      `a directory without files of yours under the names of driftlora's (${named(taken)})`,
    );
  }
}

interface Place {
  readonly path: string;
  readonly target: string;
  readonly kind: OutKind;
  /** Whether the folder is the command's, and not one that it only adds to. */
  readonly isOwn: boolean;
  readonly tell: OutOptions['tell'];
}

/** A folder that is this command's alone until it is closed. */
export class OutDirectory {
  private constructor(
    private readonly place: Place,
    private readonly lock: DirectoryLock,
    /** The topmost folder that was made for it. */
    private readonly made: string | undefined,
  ) {
    process.on('exit', this.close);
  }

  /** As the user wrote it. */
  get path(): string {
    return this.place.path;
  }

  /** Where that pointed when the command began. */
  get target(): string {
    return this.place.target;
  }

  /**
   * Refuses what cannot or must not become the out directory, before any work is done; makes the folder and locks it.
   * @throws InputError
   */
  static async open(path: string, kind: OutKind, { tell, around }: OutOptions): Promise<OutDirectory> {
    refuseNoPath(path);
    const target = await targetOf(path);
    await refusePrecious(path, target, around ?? (await surroundings()));
    await refuseUnwritable(path, target);
    const found = await stat(target).catch(absent);
    if (found) refuseForeign(path, await contentsOf(target, kind.folders), kind);
    return OutDirectory.locked({ path, target, kind, tell, isOwn: true });
  }

  /**
   * A folder of somebody else's, e.g. a finished run's, to which files are added.
   * @throws InputError where such a file is there and none of ours
   */
  static async addTo(path: string, kind: OutKind, { tell }: OutOptions): Promise<OutDirectory> {
    const target = await targetOf(path);
    await refuseUnwritable(path, target);
    const { foreign } = await contentsOf(target);
    const taken = foreign.filter((name) => kind.files.includes(name.replace(/\/$/, '')));
    if (taken.length > 0) {
      throw new InputError('RUN_DIR', path, `a directory without a ${named(taken)} of yours`);
    }
    return OutDirectory.locked({ path, target, kind, tell, isOwn: false });
  }

  private static async locked(place: Place): Promise<OutDirectory> {
    const { path, target, kind } = place;
    const made = await mkdir(target, { recursive: true });
    const lock = await lockDirectory(target, kind.command).catch((error: unknown) => {
      throw new InputError('--out', path, `a directory that can be written (${systemMessage(error)})`);
    });
    if ('isHeld' in lock) return new OutDirectory(place, lock, made);
    const holder = `driftlora ${lock.command}, process ${lock.pid}`;
    throw new InputError('--out', path, `a directory that no other command is writing to (${holder} is)`);
  }

  /**
   * Writes the files, each whole or not at all, the mark last; files of an earlier run that are not written now go.
   * @throws InputError when they cannot be written there; they are in another folder then, which it names
   */
  replace(files: OutFiles): Promise<void> {
    return this.kept(files, true);
  }

  /** The same beside what is there. */
  add(files: OutFiles): Promise<void> {
    return this.kept(files, false);
  }

  private async kept(files: OutFiles, isWhole: boolean): Promise<void> {
    try {
      const { manifest, foreign, unfinished } = await this.look(files);
      for (const name of unfinished) await rm(join(this.target, name), { force: true });
      await this.write(files, manifest, isWhole);
      if (foreign.length > 0 && isWhole) {
        this.place.tell(`${this.path}: kept what is not driftlora's: ${named(foreign)}`);
      }
    } catch (error) {
      const place = await rescued(files);
      const where = place ? `; the files are in ${place}` : '';
      throw new InputError(
        '--out',
        this.path,
        `a directory that can be written (${systemMessage(error)}${where})`,
      );
    }
  }

  /** The second look, right before the first change. */
  private async look(files: OutFiles): Promise<FolderContents> {
    if (!(await this.lock.isHeld())) throw new Error('it was taken away while the command ran');
    const contents = await contentsOf(this.target, this.place.kind.folders);
    const taken = contents.foreign.filter((name) => Object.hasOwn(files, name.replace(/\/$/, '')));
    if (taken.length > 0) throw new Error(`${named(taken)} in it came while the command ran`);
    return contents;
  }

  /** All are written beside their places first: a full disk leaves the old ones as they are. */
  private async write(files: OutFiles, before: Manifest, isWhole: boolean): Promise<void> {
    const { mark } = this.place.kind;
    const names = Object.keys(files).sort((a, b) => Number(a === mark) - Number(b === mark));
    const { stale, during, after } = this.lists(files, before, isWhole);
    const unfinished = `.${randomUUID()}${UNFINISHED}`;
    const at = (name: string) => join(this.target, name);
    const texts = { ...files, during: manifestText(during), after: manifestText(after) };
    try {
      for (const [name, text] of Object.entries(texts)) {
        await writeFile(at(name + unfinished), text, { flush: true }).catch((error: unknown) => {
          throw new Error(`${at(name)}: ${systemMessage(error)}`);
        });
      }
      await rename(at(`during${unfinished}`), at(MANIFEST_FILE));
      for (const name of [...names, ...stale]) await this.setAside(name, before);
      for (const name of names) await rename(at(name + unfinished), at(name));
      for (const name of stale) await rm(at(name), { force: true });
      await rename(at(`after${unfinished}`), at(MANIFEST_FILE));
    } finally {
      for (const name of Object.keys(texts)) await rm(at(name + unfinished), { force: true }).catch(absent);
    }
  }

  /** The list while files are being replaced, in which those before and after are ours, and the one when all is done. */
  private lists(files: OutFiles, before: Manifest, isWhole: boolean) {
    const { kind, isOwn } = this.place;
    const command = before.command ?? (isOwn ? kind.command : undefined);
    const head = { formatVersion: 1, ...(command && { command }) } as const;
    const digests = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, [digestOf(text)]]));
    const others = Object.entries(before.files).filter(([name]) => !Object.hasOwn(files, name));
    const both = Object.entries(digests).map(([name, own]) => [
      name,
      [...(before.files[name] ?? []), ...own],
    ]);
    return {
      stale: isWhole ? others.map(([name]) => name) : [],
      during: { ...head, files: { ...before.files, ...Object.fromEntries(both) } } satisfies Manifest,
      after: {
        ...head,
        files: { ...(isWhole ? {} : Object.fromEntries(others)), ...digests },
      } satisfies Manifest,
    };
  }

  /** A file of ours that somebody has changed since is theirs, too. */
  private async setAside(name: string, before: Manifest): Promise<void> {
    const path = join(this.target, name);
    if (!(await stat(path).catch(absent)) || (await isUntouched(this.target, name, before))) return;
    let other = `${path}.changed`;
    for (let n = 2; await stat(other).catch(absent); n++) other = `${path}.changed-${n}`;
    await rename(path, other);
    this.place.tell(`${path} was changed since driftlora wrote it; kept as ${other}`);
  }

  /** Lets others in; a folder that was made and stayed empty goes again. */
  readonly close = (): void => {
    process.removeListener('exit', this.close);
    this.lock.release();
    if (this.made === undefined) return;
    try {
      for (let folder = this.target; folder.length >= this.made.length; folder = dirname(folder)) {
        rmdirSync(folder); // Refuses what is not empty.
      }
    } catch {
      // Something is in it.
    }
  };
}

/** Hours of work are not lost with a disk that is full: @returns where else the files are now, if anywhere */
async function rescued(files: OutFiles): Promise<string | undefined> {
  try {
    const place = await mkdtemp(join(tmpdir(), 'driftlora-out-'));
    try {
      for (const [name, text] of Object.entries(files)) await writeFile(join(place, name), text);
      return place;
    } catch {
      await rm(place, { recursive: true, force: true });
      return undefined;
    }
  } catch {
    return undefined;
  }
}

/** Opens, works, closes. */
export async function withOutDirectory<Result>(
  path: string,
  kind: OutKind,
  options: OutOptions,
  work: (out: OutDirectory) => Promise<Result>,
): Promise<Result> {
  const out = await OutDirectory.open(path, kind, options);
  try {
    return await work(out);
  } finally {
    out.close();
  }
}
