/** A folder of trace files. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../core/errors.js';
import { parseGNetTrack } from './g-net-track.js';
import { parsePlainTraces } from './plain.js';
import type { ChannelTrace } from './trace.js';

const PARSERS = { 'g-net-track': parseGNetTrack, plain: parsePlainTraces } as const;

export type TraceFormat = keyof typeof PARSERS;

/** Names are compared by their characters' codes: the same order in every language. */
const byName = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/**
 * Reads every .csv file of a folder.
 * @param field named in errors about the folder itself
 * @returns traces by device name, ascending
 * @throws InputError when there is no such folder, it has no .csv file, a file is not as its format says, or two files
 *   have the same device
 */
export async function readTraceFolder(
  folder: string,
  format: TraceFormat,
  field = 'folder',
): Promise<ChannelTrace[]> {
  const entries = await readdir(folder).catch(() => {
    throw new InputError(field, folder, 'a folder of trace files that can be read');
  });
  const files = entries.filter((name) => /\.csv$/i.test(name)).sort(byName);
  if (files.length === 0) throw new InputError(field, folder, 'a folder with at least one .csv file');
  const traces: ChannelTrace[] = [];
  for (const file of files) {
    traces.push(...PARSERS[format](await readFile(join(folder, file), 'utf8'), file));
  }
  traces.sort((a, b) => byName(a.device, b.device));
  const twice = traces.find(({ device }, i) => i > 0 && traces[i - 1]!.device === device);
  if (twice) throw new InputError(field, twice.device, 'each device in one file only');
  return traces;
}
