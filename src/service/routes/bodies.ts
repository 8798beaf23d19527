/** Reading a body whole: bounded in bytes and in time, and UTF-8 or nothing. */
import type { IncomingMessage } from 'node:http';
import { refuse } from '../problem-json.js';

export interface BodyLimits {
  readonly maxBodyBytes: number;
  /** Seconds a body may take to arrive. */
  readonly requestTimeoutS: number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decoded(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw refuse('invalid-json', 400, 'body: is not text in UTF-8', { field: 'body', accepted: 'UTF-8' });
  }
}

/** @throws ServiceProblem for a body that is too large, too slow, or no UTF-8 */
export function readBody(
  input: IncomingMessage,
  { maxBodyBytes, requestTimeoutS }: BodyLimits,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = (error: Error) => {
      clearTimeout(timer);
      input.off('data', take).off('end', end);
      // What still comes is not kept; the connection is closed behind the refusal.
      input.resume();
      reject(error);
    };
    const tooLarge = () => stop(refuse('too-large', 413, `the body is larger than ${maxBodyBytes} bytes`));
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) tooLarge();
      else chunks.push(chunk);
    };
    const end = () => {
      clearTimeout(timer);
      try {
        resolve(decoded(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes)));
      } catch (error) {
        reject(error);
      }
    };
    const timer = setTimeout(
      () => stop(refuse('too-slow', 408, `the body did not arrive within ${requestTimeoutS} s`)),
      1000 * requestTimeoutS,
    );
    if (Number(input.headers['content-length']) > maxBodyBytes) return tooLarge();
    input.on('data', take).on('end', end);
    input.once('error', stop).once('aborted', () => stop(refuse('bad-request', 400, 'the body broke off')));
  });
}
