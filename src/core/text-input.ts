/** Bytes of a user's file as text, in the encoding that is named; anything else is refused, never replaced by U+FFFD. */
import { InputError } from './errors.js';

/** Encodings that a user can name, by their WHATWG labels. */
export const TEXT_ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-15',
  'windows-1251',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-kr',
] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** The longest text a JavaScript engine holds is about 2^29 characters. */
const MOST_BYTES = 2 ** 29 - 2 ** 16;

/**
 * A byte order mark is left out.
 * @param where the key and the file, named in errors
 * @param accepts said in errors after "accepted is", e.g. how another encoding is named
 * @throws InputError naming the line of the first byte that is not in this encoding
 */
export function decodeText(
  bytes: Uint8Array,
  where: string,
  encoding: TextEncoding = 'utf-8',
  accepts = `text in ${encoding}`,
): string {
  if (bytes.length > MOST_BYTES) {
    throw new InputError(where, `${bytes.length} bytes`, `a text of at most ${MOST_BYTES} bytes`);
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const at = encoding === 'utf-8' ? firstNotUtf8(bytes) : undefined;
    const found = at === undefined ? 'bytes of another encoding' : `the byte 0x${hex(bytes[at]!)}`;
    const place = at === undefined ? where : `${where}:${lineAt(bytes, at)}`;
    throw new InputError(place, found, `${accepts}${markedAs(bytes)}`);
  }
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0');

/** Offset of the first sequence that is none: what follows the longest beginning of whole characters. */
function firstNotUtf8(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (startsAsUtf8(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  let whole = low;
  while (whole > 0 && !startsAsUtf8(bytes.subarray(0, whole), false)) whole--; // at most three steps
  return Math.min(whole, bytes.length - 1);
}

/** Whether a file may begin so; a sequence cut off at the end is well begun where more may follow. */
function startsAsUtf8(bytes: Uint8Array, mayGoOn = true): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: mayGoOn });
    return true;
  } catch {
    return false;
  }
}

function lineAt(bytes: Uint8Array, end: number): number {
  let line = 1;
  for (let i = 0; i < end; i++) if (bytes[i] === 0x0a) line++;
  return line;
}

/** What a byte order mark says about the encoding. */
function markedAs(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return ' (its first two bytes say that this is utf-16le)';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return ' (its first two bytes say that this is utf-16be)';
  return '';
}
