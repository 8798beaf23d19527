/** Lines in, lines out, in order: as many are worked on at once as are let, and a slow reader slows the reading down. */

import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { refuse } from '../problem-json.js';

/**
 * The non-empty lines of a stream.
 * @param mostBytes of one line: memory is bounded, whatever is sent
 */
export async function* linesOf(input: Readable, mostBytes: number): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of input) {
    rest += decoder.write(chunk as Buffer);
    let end = rest.indexOf('\n');
    while (end >= 0) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      if (line.trim() !== '') yield line;
      end = rest.indexOf('\n');
    }
    if (rest.length > mostBytes) {
      throw refuse('too-large', 413, `a line is longer than ${mostBytes} bytes`);
    }
  }
  rest += decoder.end();
  if (rest.trim() !== '') yield rest;
}

/** Answers of the lines in their order, each with a line break. */
export async function* answersInOrder(
  lines: AsyncIterable<string>,
  answer: (line: string) => Promise<string>,
  ahead: number,
): AsyncGenerator<string> {
  const waiting: Promise<string>[] = [];
  for await (const line of lines) {
    const work = answer(line);
    // A failure is met where its turn comes; until then it is nobody's unhandled one.
    work.catch(() => {});
    waiting.push(work);
    if (waiting.length >= ahead) yield `${await waiting.shift()!}\n`;
  }
  while (waiting.length > 0) yield `${await waiting.shift()!}\n`;
}
