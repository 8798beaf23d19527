/** Progress for people: a bar with rate and time left on a terminal, a plain line now and then elsewhere. */
import type { Writable } from 'node:stream';
import cliProgress from 'cli-progress';
import { oneLine } from '../core/errors.js';

export interface Progress {
  update(done: number, total: number, what: string): void;
  end(): void;
}

/** Plain lines at most this often, in seconds. */
const LINE_EVERY_S = 5;

function inWords(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  return seconds < 90 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} min`;
}

/**
 * Time left by the pace since the first piece was done: setting up, which is one piece, takes longer than any other and
 * says nothing of them.
 * @returns s; undefined before two pieces are done
 */
function timeLeft(clockS: () => number): (done: number, total: number) => number | undefined {
  let first: { readonly done: number; readonly atS: number } | undefined;
  return (done, total) => {
    if (done > 0) first ??= { done, atS: clockS() };
    if (!first || done <= first.done) return undefined;
    return ((clockS() - first.atS) / (done - first.done)) * (total - done);
  };
}

function bar(stream: Writable, clockS: () => number): Progress {
  const leftS = timeLeft(clockS);
  const line = new cliProgress.SingleBar({
    stream: stream as NodeJS.WriteStream,
    format: ' {bar} {percentage}% | {value}/{total} | {rate} /s | {left} left | {what}',
    barsize: 28,
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  return {
    update(done, total, what) {
      const restS = leftS(done, total);
      const rate = restS ? ((total - done) / restS).toFixed(2) : '-';
      const payload = { what, rate, left: inWords(restS ?? Number.NaN) };
      if (!started) line.start(total, done, payload);
      else line.update(done, payload);
      started = true;
    },
    end() {
      if (started) line.stop();
    },
  };
}

function lines(stream: Writable, clockS: () => number): Progress {
  const leftS = timeLeft(clockS);
  let lastS = Number.NEGATIVE_INFINITY;
  return {
    update(done, total, what) {
      const nowS = clockS();
      const restS = leftS(done, total);
      if (nowS - lastS < LINE_EVERY_S && done < total) return;
      lastS = nowS;
      const left = restS === undefined ? '' : `, ${inWords(restS)} left`;
      stream.write(`${what}: ${done} of ${total}${left}\n`);
    },
    end() {},
  };
}

/** @param stream usually stderr; stdout carries data only */
export function createProgress(stream: Writable & { isTTY?: boolean }, clockS: () => number): Progress {
  return stream.isTTY ? bar(stream, clockS) : lines(stream, clockS);
}

/** A line for people: what others have put into it obeys no terminal and stays on the line. */
export function tell(line: string): void {
  process.stderr.write(`${oneLine(line)}\n`);
}
