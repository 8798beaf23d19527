/** Reading JSON from files and standard input, and writing lines without losing any to a slow reader. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { InputError } from './errors.js';
import { decodeText } from './text-input.js';

export { parseJson } from './strict-json.js';

const STANDARD_INPUT = '-';

/** Of one value, in bytes: what comes close to the longest text that Node can hold is refused in words. */
const MOST_BYTES = 256 * 1024 * 1024;
const BOUND = `at most ${MOST_BYTES / 1024 / 1024} MiB`;

const NEWLINE = 10;

/** Whether a path means one value a line: `FILE.ndjson`, `FILE.jsonl`, or `-` for standard input. */
export function isLineByLine(path: string): boolean {
  return path === STANDARD_INPUT || /\.(ndjson|jsonl)$/i.test(path);
}

const nameOf = (path: string) => (path === STANDARD_INPUT ? 'standard input' : path);

async function open(path: string): Promise<AsyncIterable<Buffer>> {
  if (path === STANDARD_INPUT) return process.stdin;
  const input = createReadStream(path);
  await once(input, 'open');
  return input;
}

/** A line without a byte-order mark. @throws InputError for what is no UTF-8; the place is known already */
function decodedLine(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const start = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new InputError(where, `bytes ${start} ...`, 'text in UTF-8');
  }
}

const tooLong = (where: string) => new InputError(where, `more than ${MOST_BYTES} bytes`, BOUND);

/** @throws InputError for a file that is too long or not UTF-8 */
export async function readWhole(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of await open(path)) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw tooLong(path);
    chunks.push(chunk);
  }
  // E.g. the UTF-16 of other systems' shells is named in the message.
  return decodeText(Buffer.concat(chunks, bytes), path, 'utf-8', 'text in UTF-8');
}

/** One line of a file of lines. */
export class Line {
  constructor(
    /** File and line, for messages. */
    readonly where: string,
    /** Absent for a line that is too long to be held. */
    private readonly bytes: Uint8Array | undefined,
  ) {}

  get isBlank(): boolean {
    return this.bytes?.every((byte) => byte === 32 || byte === 9 || byte === 13) ?? false;
  }

  /** @throws InputError for a line that is too long or not UTF-8; the lines behind it can be read all the same */
  get text(): string {
    if (!this.bytes) throw tooLong(this.where);
    return decodedLine(this.bytes, this.where);
  }
}

/** Pieces of a line until it ends; past the bound they are dropped, so that no line fills the memory. */
class LineBuffer {
  private pieces: Buffer[] = [];
  private bytes = 0;

  add(piece: Buffer): void {
    this.bytes += piece.length;
    if (this.bytes > MOST_BYTES) this.pieces = [];
    else if (piece.length > 0) this.pieces.push(piece);
  }

  take(where: string): Line {
    const line =
      this.bytes > MOST_BYTES
        ? undefined
        : this.pieces.length === 1
          ? this.pieces[0]!
          : Buffer.concat(this.pieces);
    this.pieces = [];
    this.bytes = 0;
    return new Line(where, line);
  }
}

/** The lines of a file or of standard input that are not blank, each with its place for messages. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const buffer = new LineBuffer();
  let number = 0;
  const next = () => buffer.take(`${nameOf(path)} line ${++number}`);
  for await (const chunk of await open(path)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      buffer.add(chunk.subarray(start, end));
      start = end + 1;
      const line = next();
      if (!line.isBlank) yield line;
    }
    buffer.add(chunk.subarray(start));
  }
  const last = next();
  if (!last.isBlank) yield last;
}

/** @returns false where nobody reads standard output any more (head), or it takes no more: who has lines to come may stop; cli.ts says what went wrong */
export async function writeLine(text: string): Promise<boolean> {
  if (process.stdout.write(`${text}\n`)) return true;
  return once(process.stdout, 'drain').then(
    () => true,
    () => false,
  );
}
