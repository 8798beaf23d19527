/** A folder of trace files. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../core/errors.js';
import { decodeText, type TextEncoding } from '../../core/text-input.js';
import { parseGNetTrack } from './g-net-track.js';
import { parseColumns, type TraceColumns } from './named-columns.js';
import { parsePlainTraces } from './plain.js';
import type { OnRemark } from './remarks.js';
import type { ChannelTrace } from './trace.js';

const PARSERS = { 'g-net-track': parseGNetTrack, plain: parsePlainTraces } as const;

export type TraceFormat = keyof typeof PARSERS;

export interface TraceOptions {
  /** Names of the columns; the format is not asked then. */
  readonly columns?: TraceColumns | undefined;
  /** 'utf-8' when absent. */
  readonly encoding?: TextEncoding | undefined;
  /** Called for what is odd and yet read. */
  readonly onRemark?: OnRemark | undefined;
}

/** Names are compared by their characters' codes: the same order in every language. */
const byName = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** Not those of the operating system, such as `._a.csv` and `.DS_Store`, nor `~$a.csv`, which an open spreadsheet leaves. */
const isTraceName = (name: string) => !/^(\.|~\$)/.test(name) && /\.(csv|tsv|txt)$/i.test(name);

/**
 * Names of the files of a folder that may be traces, ascending.
 * @param field named in the error
 * @throws InputError when there is no such folder
 */
export async function traceFileNames(folder: string, field = 'folder'): Promise<string[]> {
  const names = await readdir(folder).catch(() => {
    throw new InputError(field, folder, 'a folder of trace files that can be read');
  });
  return names.filter(isTraceName).sort(byName);
}

/**
 * Reads every .csv, .tsv and .txt file of a folder that is not hidden. A .txt file whose header has not the columns of
 * a trace (a README) is left out, and said to be.
 * @param field named in errors, as the user wrote it
 * @returns traces by device name, ascending
 * @throws InputError when there is no such folder, it has no trace file, a file is not as its format says, or two files
 *   have the same device
 */
export async function readTraceFolder(
  folder: string,
  format: TraceFormat,
  field = 'folder',
  { columns, encoding, onRemark }: TraceOptions = {},
): Promise<ChannelTrace[]> {
  const traces: ChannelTrace[] = [];
  for (const file of await traceFileNames(folder, field)) {
    try {
      const content = await readText(join(folder, file), file, encoding);
      traces.push(
        ...(columns
          ? parseColumns(content, file, columns, onRemark)
          : PARSERS[format](content, file, onRemark)),
      );
    } catch (error) {
      if (!isNoTrace(error, file)) throw inFolder(error, `${field} ${folder}`);
      onRemark?.({ kind: 'left-out', where: file, amount: 1 });
    }
  }
  if (traces.length === 0) {
    const accepted = 'a folder with at least one .csv file, or .tsv or .txt with the columns of a trace';
    throw new InputError(field, folder, accepted);
  }
  traces.sort((a, b) => byName(a.device, b.device));
  const twice = traces.find(({ device }, i) => i > 0 && traces[i - 1]!.device === device);
  if (twice) throw new InputError(field, twice.device, 'each device in one file only');
  return traces;
}

/** The same error with the folder that the file is in, and the key that named it. */
function inFolder(error: unknown, where: string): unknown {
  if (!(error instanceof InputError)) return error;
  return new InputError(error.field, error.value, `${error.accepted} (in ${where})`);
}

/** A .txt file may be anything; what it lacks is in its header then. */
function isNoTrace(error: unknown, file: string): boolean {
  return /\.txt$/i.test(file) && error instanceof InputError && error.accepted.startsWith('a header with');
}

async function readText(path: string, file: string, encoding?: TextEncoding): Promise<string> {
  const isFile = await stat(path).then(
    (entry) => entry.isFile(),
    () => true, // What cannot be looked at cannot be read either, which is said below.
  );
  if (!isFile)
    throw new InputError(file, 'something else', 'a file, like everything called .csv, .tsv or .txt here');
  const bytes = await readFile(path).catch(() => {
    throw new InputError(file, 'no access', 'a file that can be read');
  });
  const accepts = `text in ${encoding ?? 'utf-8'}, or the file's encoding under the key encoding, e.g. windows-1252`;
  return decodeText(bytes, file, encoding, accepts);
}
