/** Reading JSON from files and standard input, and writing lines without losing any to a slow reader. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { InputError } from './errors.js';

/** Whether a path means one value a line: `FILE.ndjson`, or `-` for standard input. */
export function isLineByLine(path: string): boolean {
  return path === '-' || path.endsWith('.ndjson');
}

export function readWhole(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

/** The non-empty lines of a file or of standard input, each with its place for messages. */
export async function* readLines(path: string): AsyncGenerator<{ text: string; where: string }> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  if (path !== '-') await once(input, 'open');
  const name = path === '-' ? 'standard input' : path;
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (text.trim() !== '') yield { text, where: `${name} line ${number}` };
  }
}

/** @throws InputError naming the place and what the parser says */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message.replaceAll('\n', ' ') : '';
    throw new InputError(where, text.trim(), `valid JSON (${detail})`);
  }
}

export async function writeLine(text: string): Promise<void> {
  if (!process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
}
