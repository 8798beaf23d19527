/** Lines in, lines out, in order: as many are worked on at once as are let, and a slow reader slows the reading down. */

import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { refuse } from '../problem-json.js';

export interface LineLimits {
  /** Of one line: memory is bounded, whatever is sent. */
  readonly maxLineBytes: number;
  /** Time that one line may take to arrive once it has begun, in s; between lines a sender may think. */
  readonly maxLineS: number;
  /** Nothing more is read once this says stop; what was read is answered. */
  readonly stopping: AbortSignal;
}

const ENDED = Symbol('ended');

/** The next piece, or the end where the service stops. @throws ServiceProblem where it takes longer than it may */
async function next(chunks: AsyncIterator<Buffer>, mostMs: number | undefined, stopping: AbortSignal) {
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  try {
    return await Promise.race([
      chunks.next().then(({ value, done }) => (done ? ENDED : (value as Buffer))),
      new Promise<typeof ENDED>((resolve, reject) => {
        stop = () => resolve(ENDED);
        if (stopping.aborted) stop();
        stopping.addEventListener('abort', stop, { once: true });
        if (mostMs === undefined) return;
        timer = setTimeout(() => reject(refuse('too-slow', 408, 'a line took too long to arrive')), mostMs);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    if (stop) stopping.removeEventListener('abort', stop);
  }
}

/** The non-empty lines of a stream. @throws ServiceProblem for a line too long or too slow */
export async function* linesOf(
  input: Readable,
  { maxLineBytes, maxLineS, stopping }: LineLimits,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  const chunks = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest = '';
  let waitedMs = 0;
  for (;;) {
    const start = performance.now();
    const chunk = await next(chunks, rest === '' ? undefined : 1000 * maxLineS - waitedMs, stopping);
    if (chunk === ENDED) break;
    waitedMs += performance.now() - start;
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop()!;
    if (lines.length > 0 || rest === '') waitedMs = 0;
    for (const line of lines) if (line.trim() !== '') yield line;
    if (rest.length > maxLineBytes) {
      throw refuse('too-large', 413, `a line is longer than ${maxLineBytes} bytes`);
    }
  }
  rest += decoder.end();
  // Half a line that the service's end has cut off is not a question.
  if (rest.trim() !== '' && !stopping.aborted) yield rest;
}

/** Answers of the lines in their order, each as soon as those before it are out, each with a line break. */
export async function* answersInOrder(
  lines: AsyncGenerator<string>,
  answer: (line: string) => Promise<string>,
  ahead: number,
): AsyncGenerator<string> {
  const waiting: Promise<string>[] = [];
  let reading: Promise<IteratorResult<string>> | undefined;
  let ended = false;
  let trouble: unknown;
  for (;;) {
    if (!ended && waiting.length < ahead) reading ??= lines.next();
    if (reading === undefined && waiting.length === 0) break;
    const first = await Promise.race([
      ...(reading ? [reading.catch((error: unknown) => ({ error }))] : []),
      ...(waiting.length > 0 ? [waiting[0]!] : []),
    ]);
    if (typeof first === 'string') {
      waiting.shift();
      yield `${first}\n`;
      continue;
    }
    reading = undefined;
    if ('error' in first) trouble = first.error;
    ended = 'error' in first || first.done === true;
    if ('error' in first || first.done) continue;
    const work = answer(first.value);
    // A failure is met where its turn comes; until then it is nobody's unhandled one.
    work.catch(() => {});
    waiting.push(work);
  }
  // Lines that came before the trouble have their answers.
  if (trouble !== undefined) throw trouble;
}
