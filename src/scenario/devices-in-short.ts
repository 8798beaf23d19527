/** `devices: [...]` and `devices: phones.csv`, short for the group with nothing but `list` or `file`. */
import { MOST_DEVICES } from './device-entry.js';
import { type Path, withContent, type YamlSource } from './yaml-source.js';

export const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The key that a value of `devices` is short for; undefined for the group itself, and for what is neither. */
function keyInShort(devices: unknown): 'list' | 'file' | undefined {
  if (Array.isArray(devices)) return 'list';
  return typeof devices === 'string' ? 'file' : undefined;
}

/** A value of `devices` as the group it stands for. */
export function wholeDevices(devices: unknown): unknown {
  const key = keyInShort(devices);
  return key === undefined ? devices : { [key]: devices };
}

/** A scenario's source in which `devices` is the group; lines stay those of what is written. */
export function withWholeDevices(source: YamlSource): YamlSource {
  const { content } = source;
  const key = isGroup(content) ? keyInShort(content.devices) : undefined;
  if (!isGroup(content) || key === undefined) return source;
  const asWritten = (path: Path) =>
    path[0] === 'devices' && path[1] === key ? ['devices', ...path.slice(2)] : path;
  return {
    ...withContent(source, { ...content, devices: wholeDevices(content.devices) }),
    lineOf: (path) => source.lineOf(asWritten(path)),
    lineOfKey: (path) => source.lineOfKey(asWritten(path)),
  };
}

/** With `learning.devices` counted where a list says who is there and the number is left out. */
export function withCountedDevices(source: YamlSource): YamlSource {
  const { content } = source;
  if (!isGroup(content) || !isGroup(content.devices)) return source;
  const { list } = content.devices;
  const { learning = {} } = content;
  if (!Array.isArray(list) || !isGroup(learning) || learning.devices !== undefined) return source;
  if (list.length === 0 || list.length > MOST_DEVICES) return source; // It is refused as that.
  return withContent(source, { ...content, learning: { ...learning, devices: list.length } });
}
