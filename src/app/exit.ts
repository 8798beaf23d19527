/** The one owner of exit codes, and of how an error becomes one line. */
import { DriftloraError, InputError, oneLine } from '../core/errors.js';
import { ScenarioError } from '../scenario/scenario-error.js';

export const EXIT = { done: 0, checkFailed: 1, badInput: 2, infeasible: 3, stopped: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** From the best to the worst: of many answers the worst one's code is the command's. */
const FROM_BEST: readonly ExitCode[] = [
  EXIT.done,
  EXIT.infeasible,
  EXIT.stopped,
  EXIT.checkFailed,
  EXIT.badInput,
];

export function worse(one: ExitCode, other: ExitCode): ExitCode {
  return FROM_BEST.indexOf(one) > FROM_BEST.indexOf(other) ? one : other;
}

/** Of a run or sweep that was kept: a refused round weighs more than an early end. */
export function exitCodeOfRounds({
  refused,
  stopped,
}: {
  readonly refused: number;
  readonly stopped: boolean;
}): ExitCode {
  if (refused > 0) return EXIT.checkFailed;
  return stopped ? EXIT.stopped : EXIT.done;
}

/** What another thread of ours has to say of an error, and the exit code that it stands for. */
export class SaidError extends Error {
  constructor(
    words: string,
    readonly exitCode: ExitCode,
  ) {
    super(words);
  }
}

/** One line; for a scenario or sweep file one for each mistake in it. A defect of ours keeps its stack, so that it can be reported; a user's mistake never shows one. */
export function messageOf(error: unknown): string {
  if (error instanceof SaidError) return error.message;
  if (error instanceof ScenarioError) return error.lines.map(oneLine).join('\ndriftlora: ');
  if (error instanceof DriftloraError || isSystemError(error)) return oneLine(error.message);
  return `defect, please report: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof SaidError) return error.exitCode;
  if (error instanceof DriftloraError && error.code === 'infeasible') return EXIT.infeasible;
  if (error instanceof DriftloraError || isSystemError(error)) return EXIT.badInput;
  return EXIT.checkFailed;
}

/** The message with the place in front, where it does not name it already. */
export function placedMessage(error: unknown, where: string): string {
  const message = messageOf(error);
  return message.includes(where) ? message : `${where}: ${message}`;
}

class PlacedError extends InputError {
  constructor(where: string, error: InputError) {
    super(error.field, error.value, error.accepted);
    this.message = placedMessage(error, where);
  }
}

/** Lets bad input name the file that it is in. */
export function located<Result>(where: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof InputError ? new PlacedError(where, error) : error;
  }
}

/** What Node's file system throws, e.g. ENOENT; its message names the path. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
