/**
 * `devices.file`: a list of devices in a file of its own, a table or YAML (JSON is YAML). It is read before the scenario's keys are checked
 * and stands in the place of `devices.list` from then on, so that a scenario is complete in itself.
 */
import { z } from 'zod';
import { nearestName } from '../core/nearest-name.js';
import { readTable, type TableRow } from '../core/table.js';
import { readTextFile } from '../core/text-file.js';
import { DEVICE_KEYS, DEVICE_LIST, deviceEntries, deviceEntry } from './device-entry.js';
import { isGroup } from './devices-in-short.js';
import { diagnose } from './diagnose.js';
import { ScenarioError, showKey } from './scenario-error.js';
import { bare } from './schema-tree.js';
import { type Path, readYaml, withContent, type YamlSource } from './yaml-source.js';

const WHAT = 'a table of devices with a header (.csv), or a list of them (.yaml, .json)';

/** Behind a key, so that a place in the list reads `devices[3].power`. */
const FILE_SHAPE = z.strictObject({ devices: deviceEntries });

/**
 * The scenario with the devices of its file, if it names one.
 * @throws InputError for a file that cannot be read, ScenarioError with the file's own lines for what is wrong in it
 */
export async function withDeviceFile(source: YamlSource): Promise<YamlSource> {
  const { content } = source;
  const group = isGroup(content) && isGroup(content.devices) ? content.devices : undefined;
  const path = group?.file;
  // Anything but a path alone is refused with the scenario's keys.
  if (!group || typeof path !== 'string' || path === '' || Object.hasOwn(group, 'list')) return source;
  const { file: _, ...others } = group;
  const list = await readDeviceFile(path);
  return withContent(source, { ...(content as object), devices: { ...others, list } });
}

/** @returns the entries as they are written, in the order of the file */
async function readDeviceFile(path: string): Promise<unknown> {
  const text = await readTextFile(path, { field: 'devices.file', what: WHAT });
  const file = /\.(ya?ml|json)$/i.test(path) ? listSource(text, path) : tableSource(text, path);
  const read = FILE_SHAPE.safeParse(file.content);
  if (!read.success) throw diagnose(FILE_SHAPE, file, read.error.issues);
  return file.valueAt(['devices']);
}

/** A list, or a group with nothing but one under `devices`. */
function listSource(text: string, path: string): YamlSource {
  const yaml = readYaml(text, path);
  const { content } = yaml;
  if (isGroup(content) && Object.hasOwn(content, 'devices')) return yaml;
  if (!Array.isArray(content)) {
    const place = { source: path, line: 1, field: 'devices', value: undefined };
    throw new ScenarioError(place, `this file is something else, accepted is ${DEVICE_LIST}`, DEVICE_LIST);
  }
  return {
    ...withContent(yaml, { devices: content }),
    lineOf: ([, ...inList]) => yaml.lineOf(inList),
    lineOfKey: ([, ...inList]) => yaml.lineOfKey(inList),
  };
}

/** A column of a table: its key, and the unit of its numbers where the header says one. */
interface Column {
  readonly header: string;
  readonly key: (typeof DEVICE_KEYS)[number];
  readonly unit: string | undefined;
}

function tableSource(text: string, path: string): YamlSource {
  const [id] = DEVICE_KEYS;
  const { columns: headers } = readTable(text, path, [id!]);
  const columns = columnsOf(headers, path, headerLine(text));
  const { rows } = readTable(text, path, [id!], headers);
  const devices = rows.map((row) => deviceOf(row, columns));
  const lineOf = ([, index]: Path) => rows[Number(index)]?.line ?? headerLine(text);
  const source = { name: path, content: {}, valueAt: () => undefined, lineOf, lineOfKey: lineOf };
  return withContent(source, { devices });
}

const headerLine = (text: string) => text.split(/\r\n|\r|\n/).findIndex((line) => line.trim() !== '') + 1;

const folded = (name: string) => name.toLowerCase().replace(/[-_\s]/g, '');

/** "distance" or "Distance (m)". @throws ScenarioError for a column that is none of ours, or stands twice */
function columnsOf(headers: readonly string[], path: string, line: number): Column[] {
  const seen = new Set<string>();
  return headers.map((header) => {
    const refuse = (problem: string): never => {
      const place = { source: path, line, field: showKey(header), value: undefined };
      throw new ScenarioError(place, problem);
    };
    const [, word = header, unit] = /^([^([]*)[([]([^)\]]*)[)\]]$/.exec(header) ?? [];
    const name = word.replace(/^[%#]/, '').trim();
    const key = DEVICE_KEYS.find((known) => folded(known) === folded(name));
    if (key === undefined) {
      const near = nearestName(name, DEVICE_KEYS);
      const hint = near === undefined ? '' : `; did you mean "${near}"?`;
      return refuse(`unknown column, accepted here are ${DEVICE_KEYS.join(', ')}${hint}`);
    }
    if (seen.size === seen.add(key).size) return refuse(`this column stands twice ("${key}")`);
    return { header, key, unit: unit?.trim() };
  });
}

/** The cells of a row as an entry of a list would have them; an empty cell is a key that is left out. */
function deviceOf(row: TableRow, columns: readonly Column[]): Readonly<Record<string, unknown>> {
  const entries = columns.flatMap(({ header, key, unit }) => {
    const cell = row.text(header);
    if (cell === '') return [];
    return [[key, written(key, unit === undefined ? cell : `${cell} ${unit}`)]];
  });
  return Object.fromEntries(entries);
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const FLAGS: Readonly<Record<string, boolean>> = { true: true, false: false };

/** A cell as YAML would read it, where the key takes a number or a flag; what is neither is refused as the text that it is. */
function written(key: Column['key'], cell: string): unknown {
  const schema = bare(deviceEntry.in.shape[key]);
  if (schema instanceof z.ZodNumber && NUMBER.test(cell)) return Number(cell);
  if (schema instanceof z.ZodBoolean) return FLAGS[cell.toLowerCase()] ?? cell;
  return cell;
}
