/**
 * The directory of a sweep. Every finished cell is there under its name, whole or not at all, from the moment it is
 * finished: whatever ends a sweep, the same command goes on from there and ends in the same bytes.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../core/errors.js';
import { VERSION } from '../core/version.js';
import { checkOutDirectory, type OutMark, writeOutDirectory } from '../record/out-directory.js';
import { type CellResult, parseCell, type SweepPlan } from './index.js';

/** Says which sweep a directory is of, or was of last; its presence marks a directory as one of ours. */
const MARK: OutMark = { file: 'sweep.json', keys: ['formatVersion', 'driftlora', 'fingerprint'] };
const CELLS = 'cells';

interface Mark {
  readonly formatVersion: 1;
  readonly driftlora: string;
  readonly name: string;
  /** Of all cells in their order. */
  readonly fingerprint: string;
}

function markOf({ name, cells }: SweepPlan): Mark {
  const hash = createHash('sha256');
  for (const { fingerprint } of cells) hash.update(fingerprint);
  return { formatVersion: 1, driftlora: VERSION, name, fingerprint: hash.digest('hex') };
}

const cellFile = (fingerprint: string) => `${fingerprint}.json`;

/** Whether a cell of the plan is finished in a directory: then the two are grids over the same runs. */
async function sharesCells(path: string, { cells }: SweepPlan): Promise<boolean> {
  const finished = new Set(await readdir(join(path, CELLS)).catch(() => []));
  return cells.some(({ fingerprint }) => finished.has(cellFile(fingerprint)));
}

/** A neighbour first, then a rename: a reader, or a crash, sees the old file or the new one. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text, { flush: true });
  await rename(`${path}.tmp`, path);
}

const readOrNothing = (path: string) =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

function parseMark(text: string): Partial<Mark> {
  try {
    return (JSON.parse(text) as Partial<Mark> | null) ?? {};
  } catch {
    return {};
  }
}

export class SweepDirectory {
  private constructor(readonly path: string) {}

  /**
   * Makes the directory, or takes up that of an earlier run of the same sweep, or of one with some of the same cells:
   * a grid that has grown finds what is finished.
   * @throws InputError for a directory of another sweep or of somebody else, which is left as it is
   */
  static async open(path: string, plan: SweepPlan): Promise<SweepDirectory> {
    await checkOutDirectory(path, MARK);
    const mark = markOf(plan);
    const text = `${JSON.stringify(mark, null, 2)}\n`;
    const found = await readOrNothing(join(path, MARK.file));
    if (found === undefined) {
      await writeOutDirectory(path, { [MARK.file]: text }, MARK);
    } else {
      const old = parseMark(found);
      if (old.fingerprint !== mark.fingerprint && !(await sharesCells(path, plan))) {
        const what = `"${old.name}" of driftlora ${old.driftlora}, none of whose finished cells is in this one`;
        throw new InputError('--out', path, `a new directory, or one of this sweep (this one holds ${what})`);
      }
      if (found !== text) await writeWhole(join(path, MARK.file), text);
    }
    await mkdir(join(path, CELLS), { recursive: true });
    return new SweepDirectory(path);
  }

  private cellPath(fingerprint: string): string {
    return join(this.path, CELLS, cellFile(fingerprint));
  }

  /** @param text as runCell returns it */
  keepCell(fingerprint: string, text: string): Promise<void> {
    return writeWhole(this.cellPath(fingerprint), text);
  }

  /** A kept cell; undefined where there is none, or where its file is damaged. */
  async cell(fingerprint: string): Promise<CellResult | undefined> {
    const text = await readOrNothing(this.cellPath(fingerprint));
    return text === undefined ? undefined : parseCell(text, fingerprint);
  }

  async writeResults(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) await writeWhole(join(this.path, name), text);
  }
}
