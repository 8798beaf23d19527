/** A user's own data: CSV (with a header line) or NDJSON, columns `text`, `label` and optionally `device`. */
import { readFile } from 'node:fs/promises';
import { parseCsv } from '../../core/csv.js';
import { InputError } from '../../core/errors.js';
import { randomStream } from '../../core/random.js';
import type { Dataset } from './dataset.js';

export interface UserFileOptions {
  /** `.csv`, `.ndjson` or `.jsonl`. */
  readonly path: string;
  /** Share of the rows that are held out, in (0, 1). */
  readonly heldOutShare: number;
  readonly seed: number;
}

interface UserRow {
  readonly text: string;
  readonly label: string;
  readonly device?: string;
}

/** @throws InputError naming the line and the column */
export async function loadUserFile({ path, heldOutShare, seed }: UserFileOptions): Promise<Dataset> {
  if (!(heldOutShare > 0 && heldOutShare < 1)) {
    throw new InputError('dataset.heldOutShare', heldOutShare, 'a number between 0 and 1');
  }
  const content = await readFile(path, 'utf8').catch(() => {
    throw new InputError('dataset.path', path, 'a file that can be read');
  });
  const rows = /\.csv$/i.test(path) ? fromCsv(content) : fromNdjson(content);
  const classNames = [...new Set(rows.map(({ label }) => label))].sort();
  const heldOutRows = Math.round(rows.length * heldOutShare);
  if (classNames.length < 2) throw new InputError('dataset.path', path, 'rows with at least two labels');
  if (heldOutRows < 1 || heldOutRows >= rows.length) {
    throw new InputError('dataset.heldOutShare', heldOutShare, `a share that splits ${rows.length} rows`);
  }
  const order = randomStream(seed, 'user-file').shuffled(rows.map((_, i) => i));
  const withDevice = rows.filter(({ device }) => device !== undefined).length;
  if (withDevice > 0 && withDevice < rows.length) {
    throw new InputError('dataset.path', path, 'a device in every row or in none');
  }
  return {
    texts: rows.map(({ text }) => text),
    labels: rows.map(({ label }) => classNames.indexOf(label)),
    classNames,
    training: order.slice(heldOutRows).sort((a, b) => a - b),
    heldOut: order.slice(0, heldOutRows).sort((a, b) => a - b),
    ...(withDevice > 0 && { owners: rows.map(({ device }) => device ?? '') }),
  };
}

function fromCsv(content: string): UserRow[] {
  const [header, ...records] = parseCsv(content);
  const column = (name: string) =>
    header?.cells.findIndex((cell) => cell.trim().toLowerCase() === name) ?? -1;
  const [text, label, device] = [column('text'), column('label'), column('device')];
  if (text < 0 || label < 0)
    throw new InputError('line 1', header?.cells.join(','), 'a header with text and label');
  return records.map(({ line, cells }) =>
    checkRow(`line ${line}`, {
      text: cells[text],
      label: cells[label],
      ...(device >= 0 && { device: cells[device] }),
    }),
  );
}

function fromNdjson(content: string): UserRow[] {
  return content
    .split('\n')
    .map((line, i) => ({ line: line.trim(), field: `line ${i + 1}` }))
    .filter(({ line }) => line.length > 0)
    .map(({ line, field }) => {
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        throw new InputError(field, line, 'one JSON object a line');
      }
      return checkRow(field, (value ?? {}) as Record<string, unknown>);
    });
}

function checkRow(field: string, row: Record<string, unknown>): UserRow {
  const { text, label, device } = row;
  if (typeof text !== 'string') throw new InputError(`${field}, text`, text, 'a text');
  if ((typeof label !== 'string' && typeof label !== 'number') || label === '') {
    throw new InputError(`${field}, label`, label, 'a text or a number');
  }
  return { text, label: String(label), ...(device !== undefined && { device: String(device) }) };
}
