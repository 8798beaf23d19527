/** Progress for people: a bar with rate and time left on a terminal, a plain line now and then elsewhere. */
import type { Writable } from 'node:stream';
import cliProgress from 'cli-progress';

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

function bar(stream: Writable, clockS: () => number): Progress {
  const startS = clockS();
  const line = new cliProgress.SingleBar({
    stream: stream as NodeJS.WriteStream,
    format: ' {bar} {percentage}% | {value}/{total} | {rate} rounds/s | {left} left | {what}',
    barsize: 28,
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  return {
    update(done, total, what) {
      const rate = done / Math.max(clockS() - startS, 1e-9);
      const payload = { what, rate: rate.toFixed(2), left: inWords((total - done) / rate) };
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
  const startS = clockS();
  let lastS = Number.NEGATIVE_INFINITY;
  return {
    update(done, total, what) {
      const nowS = clockS();
      if (nowS - lastS < LINE_EVERY_S && done < total) return;
      lastS = nowS;
      const leftS = ((nowS - startS) / done) * (total - done);
      const left = done > 0 ? `, ${inWords(leftS)} left` : '';
      stream.write(`${what}: ${done} of ${total}${left}\n`);
    },
    end() {},
  };
}

/** @param stream usually stderr; stdout carries data only */
export function createProgress(stream: Writable & { isTTY?: boolean }, clockS: () => number): Progress {
  return stream.isTTY ? bar(stream, clockS) : lines(stream, clockS);
}

/** A line for people. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
