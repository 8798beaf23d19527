/** A user's own data: CSV (with a header line) or NDJSON, columns `text`, `label` and optionally `device`. */
import { readFile } from 'node:fs/promises';
import { InputError } from '../../core/errors.js';
import { cleanName, isKeyName, isName } from '../../core/names.js';
import { randomStream } from '../../core/random.js';
import { parseJson } from '../../core/strict-json.js';
import { readTable } from '../../core/table.js';
import { decodeText, type TextEncoding } from '../../core/text-input.js';
import type { Dataset } from './dataset.js';

export interface UserFileOptions {
  /** `.ndjson` or `.jsonl`: an object a line; anything else: a header and rows separated by commas, tabs or semicolons. */
  readonly path: string;
  /** Share of the rows that are held out, in (0, 1). */
  readonly heldOutShare: number;
  readonly seed: number;
  /** 'utf-8' when absent. */
  readonly encoding?: TextEncoding;
}

export interface UserRow {
  readonly text: string;
  readonly label: string;
  readonly device?: string;
}

/** The key a user wrote the path under. */
const KEY = 'dataset.path';

const lineOf = (path: string) => (line: number) => `${KEY}, ${path} line ${line}`;

/** @throws InputError naming the file, the line and the column */
export async function loadUserFile(options: UserFileOptions): Promise<Dataset> {
  const { path, heldOutShare, seed, encoding } = options;
  if (!(heldOutShare > 0 && heldOutShare < 1)) {
    throw new InputError('dataset.heldOutShare', heldOutShare, 'a number between 0 and 1');
  }
  const bytes = await readFile(path).catch(() => {
    throw new InputError(KEY, path, 'a file that can be read');
  });
  const accepts = `text in ${encoding ?? 'utf-8'}, or the file's encoding under the key encoding, e.g. windows-1252`;
  const rows = parseUserRows(decodeText(bytes, `${KEY}, ${path}`, encoding, accepts), path);
  const classNames = [...new Set(rows.map(({ label }) => label))].sort();
  const heldOutRows = Math.round(rows.length * heldOutShare);
  if (classNames.length < 2) throw new InputError(KEY, path, 'rows with at least two labels');
  if (heldOutRows < 1 || heldOutRows >= rows.length) {
    throw new InputError('dataset.heldOutShare', heldOutShare, `a share that splits ${rows.length} rows`);
  }
  const order = randomStream(seed, 'user-file').shuffled(rows.map((_, i) => i));
  const numbers = new Map(classNames.map((name, i) => [name, i]));
  return {
    texts: rows.map(({ text }) => text),
    labels: rows.map(({ label }) => numbers.get(label)!),
    classNames,
    training: order.slice(heldOutRows).sort((a, b) => a - b),
    heldOut: order.slice(0, heldOutRows).sort((a, b) => a - b),
    ...(rows[0]?.device !== undefined && { owners: rows.map(({ device }) => device!) }),
  };
}

/**
 * Rows of a file: labels and device names without space around them and in Unicode's composed form, so that what looks
 * the same is the same; texts as they are.
 * @param path its ending decides the format; shown in errors
 * @throws InputError naming file, line and column, also where a device stands in some rows only
 */
export function parseUserRows(content: string, path: string): UserRow[] {
  const rows = /\.(ndjson|jsonl)$/i.test(path) ? fromLines(content, path) : fromTable(content, path);
  const named = rows.find(({ row }) => row.device !== undefined);
  const nameless = named && rows.find(({ row }) => row.device === undefined);
  if (nameless) {
    throw new InputError(
      `${nameless.place}, device`,
      undefined,
      `a device in every row or in none (${named.place} has one)`,
    );
  }
  return rows.map(({ row }) => row);
}

interface PlacedRow {
  readonly place: string;
  readonly row: UserRow;
}

function fromTable(content: string, path: string): PlacedRow[] {
  const table = readTable(content, `${KEY}, ${path}`, ['text', 'label'], ['device'], lineOf(path));
  const hasDevice = table.has('device');
  return table.rows.map((row) => {
    const place = lineOf(path)(row.line);
    const cells = {
      text: row.raw('text'),
      label: row.raw('label'),
      ...(hasDevice && { device: row.raw('device') }),
    };
    return { place, row: checkRow(place, cells) };
  });
}

function fromLines(content: string, path: string): PlacedRow[] {
  const placed: PlacedRow[] = [];
  content.split('\n').forEach((raw, i) => {
    const line = raw.trim();
    if (line.length === 0) return;
    const place = lineOf(path)(i + 1);
    placed.push({ place, row: checkRow(place, parseObject(line, place)) });
  });
  if (placed.length === 0) throw new InputError(`${KEY}, ${path}`, 'no rows', 'at least two rows');
  return placed;
}

function parseObject(line: string, place: string): Record<string, unknown> {
  const value = parseJson(line, place);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(place, line, 'one JSON object a line');
  }
  return value as Record<string, unknown>;
}

const NAME = 'a text that is not empty, without control characters';

const isNamed = (value: unknown) =>
  typeof value === 'string' ? isName(nameOf(value)) : Number.isFinite(value as number);

const nameOf = (value: unknown) => cleanName(value as string | number);

function checkRow(place: string, row: Record<string, unknown>): UserRow {
  const { text, label } = row;
  if (typeof text !== 'string') throw new InputError(`${place}, text`, text, 'a text');
  if (!isNamed(label)) throw new InputError(`${place}, label`, label, `${NAME}, or a number`);
  if (!Object.hasOwn(row, 'device')) return { text, label: nameOf(label) };
  const { device } = row;
  if (!isNamed(device) || !isKeyName(nameOf(device))) {
    throw new InputError(`${place}, device`, device, `the name of a device, ${NAME} or a number`);
  }
  return { text, label: nameOf(label), device: nameOf(device) };
}
