/**
 * Ctrl-C and the signal that services are stopped with: what is finished is kept, and both mean the same. A command that
 * computes does so in other threads: a thread that computes hears no signal.
 */
import { EXIT } from './exit.js';
import { tell } from './progress.js';

export interface Keeping {
  /** Whether anything is finished that would be lost; before that the process ends at once, with exit code 4. */
  readonly isWorthKeeping: () => boolean;
  /** Said where something is. */
  readonly words: string;
  /** Said at a second signal by a command that then keeps what is finished without waiting; absent: the process ends. */
  readonly wordsAtOnce?: string;
}

export interface Interrupt {
  readonly signal: AbortSignal;
  /** The second one, for who has `wordsAtOnce`. */
  readonly atOnce: AbortSignal;
  /** Until it is called there is nothing to keep. */
  keep(keeping: Keeping): void;
}

const NOTHING: Keeping = { isWorthKeeping: () => false, words: '' };

/** From the first moment of a command, so that it ends the same way whenever it is stopped. */
export async function interruptible(work: (interrupt: Interrupt) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const atOnce = new AbortController();
  let keeping = NOTHING;
  const onSignal = () => {
    if (stop.signal.aborted) {
      if (atOnce.signal.aborted || keeping.wordsAtOnce === undefined) process.exit(130);
      tell(`${keeping.wordsAtOnce} Again to quit at once.`);
      atOnce.abort();
      return;
    }
    if (!keeping.isWorthKeeping()) {
      tell('Stopped before anything was finished: there is nothing to keep.');
      process.exit(EXIT.stopped);
    }
    tell(`${keeping.words} Again to ${keeping.wordsAtOnce === undefined ? 'quit' : 'end'} at once.`);
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const keep = (other: Keeping) => {
    keeping = other;
  };
  try {
    await work({ signal: stop.signal, atOnce: atOnce.signal, keep });
  } finally {
    process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
  }
}
