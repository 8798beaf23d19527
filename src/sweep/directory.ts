/**
 * The directory of a sweep. Every finished cell is there under its name, whole or not at all, from the moment it is
 * finished: whatever ends a sweep, the same command goes on from there and ends in the same bytes.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../core/errors.js';
import { VERSION } from '../core/version.js';
import { OutDirectory, type OutKind, type OutOptions } from '../record/out-directory.js';
import { type CellJob, type CellResult, parseCell, type SweepPlan } from './index.js';

/** Says which sweep a directory is of, or was of last. */
const MARK = 'sweep.json';
const CELLS = 'cells';
const KIND: OutKind = {
  command: 'sweep',
  mark: MARK,
  files: [MARK, 'results.json', 'results.csv', 'means.csv', 'table.tex', 'report.html'],
  folders: [CELLS],
};

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
  private constructor(
    private readonly out: OutDirectory,
    private readonly mark: string,
  ) {}

  /**
   * Makes the directory, or takes up that of an earlier run of the same sweep, or of one with some of the same cells:
   * a grid that has grown finds what is finished.
   * @throws InputError for a directory of another sweep or of somebody else, which is left as it is
   */
  static async open(path: string, plan: SweepPlan, options: OutOptions): Promise<SweepDirectory> {
    const out = await OutDirectory.open(path, KIND, options);
    try {
      const directory = new SweepDirectory(out, `${JSON.stringify(markOf(plan), null, 2)}\n`);
      await directory.takeUp(plan);
      return directory;
    } catch (error) {
      out.close();
      throw error;
    }
  }

  private async takeUp(plan: SweepPlan): Promise<void> {
    const { path, target } = this.out;
    const found = await readOrNothing(join(target, MARK));
    if (found !== undefined) {
      const old = parseMark(found);
      if (old.fingerprint !== markOf(plan).fingerprint && !(await sharesCells(target, plan))) {
        const what = `"${old.name}" of driftlora ${old.driftlora}, none of whose finished cells is in this one`;
        throw new InputError('--out', path, `a new directory, or one of this sweep (this one holds ${what})`);
      }
    }
    if (found !== this.mark) await this.out.add({ [MARK]: this.mark });
    await mkdir(join(target, CELLS), { recursive: true });
  }

  private cellPath(fingerprint: string): string {
    return join(this.out.target, CELLS, cellFile(fingerprint));
  }

  /** @param text as runCell returns it */
  async keepCell(fingerprint: string, text: string): Promise<void> {
    const path = this.cellPath(fingerprint);
    await writeWhole(path, text).catch((error: Error) => {
      throw new InputError(
        '--out',
        this.out.path,
        `a directory that can be written (${path}: ${error.message})`,
      );
    });
  }

  /** Fingerprints of the cells there are files of, sound or not. */
  async names(): Promise<ReadonlySet<string>> {
    const files = await readdir(join(this.out.target, CELLS));
    return new Set(files.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : [])));
  }

  /** A kept cell; undefined where there is none, or where its file is not the whole result of this cell. */
  async cell(job: CellJob): Promise<CellResult | undefined> {
    const text = await readOrNothing(this.cellPath(job.fingerprint));
    return text === undefined ? undefined : parseCell(text, job);
  }

  writeResults(files: Readonly<Record<string, string>>): Promise<void> {
    return this.out.replace({ [MARK]: this.mark, ...files });
  }

  close(): void {
    this.out.close();
  }
}
