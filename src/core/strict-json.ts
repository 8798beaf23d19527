/**
 * JSON as a file of ours must be: what JSON.parse lets pass in silence is refused here, a key that stands twice in one
 * object (the first value would be lost) and nesting that no reader behind could follow.
 */
import { InputError } from './errors.js';

/** Lists and objects within each other. Certificates of the deepest searches have some dozens. */
export const MOST_LEVELS = 1000;

const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const isSpace = (code: number) => code === 32 || code === 10 || code === 13 || code === 9;

/** The place of the quote that ends a string; the end of the text for one that never ends. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at);
    if (at < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at;
  }
}

/** Line and column, from 1. */
function placeOf(text: string, index: number): string {
  const before = text.slice(0, index);
  const line = before.split('\n').length;
  return `line ${line}, column ${index - before.lastIndexOf('\n')}`;
}

function keyOf(text: string, start: number, end: number): string {
  const inside = text.slice(start + 1, end);
  if (!inside.includes('\\')) return inside;
  try {
    return JSON.parse(`"${inside}"`) as string;
  } catch {
    return inside; // JSON.parse says what is wrong with it.
  }
}

/** One pass over the text, in linear time and with as many sets as levels. */
function checkStructure(text: string, where: string): void {
  /** Keys of each object that is open; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN_OBJECT || code === OPEN_LIST) {
      open.push(code === OPEN_OBJECT ? new Set() : undefined);
      if (open.length > MOST_LEVELS) {
        const found = `lists or objects within each other, ${open.length} deep at ${placeOf(text, at)}`;
        throw new InputError(where, found, `JSON of at most ${MOST_LEVELS} levels`);
      }
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      open.pop();
    } else if (code === QUOTE) {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      let next = end + 1;
      if (keys) while (isSpace(text.charCodeAt(next))) next++;
      if (keys && text.charCodeAt(next) === COLON) {
        const key = keyOf(text, at, end);
        if (keys.has(key)) {
          throw new InputError(
            where,
            key,
            `each key once in an object (it stands there again at ${placeOf(text, at)})`,
          );
        }
        keys.add(key);
      }
      at = end;
    }
  }
}

/** Shown of a text that is no JSON. */
const SHOWN = 80;

/**
 * @param where the place of the text, for messages: a file, or a file and a line
 * @throws InputError naming the place and what is wrong there
 */
export function parseJson(text: string, where: string): unknown {
  checkStructure(text, where);
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message.replaceAll('\n', ' ').slice(0, 200) : '';
    throw new InputError(where, text.trim().slice(0, SHOWN), `valid JSON (${detail})`);
  }
}
