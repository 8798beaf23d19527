/** Ctrl-C and the signal that services are stopped with: what is finished is kept, and both mean the same. */
import { EXIT } from './exit.js';
import { tell } from './progress.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  end(): void;
}

/** @param isWorthKeeping whether anything is finished; before that the process ends at once, with exit code 4 */
export function onInterrupt(isWorthKeeping: () => boolean): Interrupt {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(130);
    if (!isWorthKeeping()) {
      tell('Stopped before the first round was finished: there is nothing to keep.');
      process.exit(EXIT.stopped);
    }
    tell('Stopping after this round; what was computed is kept. Again to quit at once.');
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: stop.signal,
    end: () => void process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal),
  };
}
