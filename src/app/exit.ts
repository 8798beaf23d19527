/** The one owner of exit codes, and of how an error becomes one line. */
import { DriftloraError } from '../core/errors.js';
import { ScenarioError } from '../scenario/index.js';
import { UnsatisfiableScenarioError } from '../simulation/index.js';

export const EXIT = { done: 0, checkFailed: 1, badInput: 2, infeasible: 3, stopped: 4 } as const;

/** One line; for a scenario or sweep file one for each mistake in it. A defect of ours keeps its stack, so that it can be reported; a user's mistake never shows one. */
export function messageOf(error: unknown): string {
  if (error instanceof ScenarioError) return error.lines.map(onOneLine).join('\ndriftlora: ');
  if (error instanceof DriftloraError || isSystemError(error)) return onOneLine(error.message);
  return `defect, please report: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

const onOneLine = (text: string) => text.replaceAll('\n', ' ');

export function exitCodeOf(error: unknown): number {
  if (error instanceof UnsatisfiableScenarioError) return EXIT.infeasible;
  if (error instanceof DriftloraError || isSystemError(error)) return EXIT.badInput;
  return EXIT.checkFailed;
}

/** What Node's file system throws, e.g. ENOENT; its message names the path. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
