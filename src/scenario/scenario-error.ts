/** What is wrong in a scenario file, and where. */
import { InputError, showValue } from '../core/errors.js';

export interface Place {
  /** File, or whatever the text was read from. */
  readonly source: string;
  /** From 1. */
  readonly line: number;
  /** Path of the key, e.g. `radio.bandwidth`. */
  readonly field: string;
  readonly value: unknown;
}

/** One line: source, line, key, value, what is accepted. */
export class ScenarioError extends InputError {
  readonly source: string;
  readonly line: number;

  /**
   * @param problem said instead of "got ... , accepted is ..." when the value is not what is wrong
   */
  constructor({ source, line, field, value }: Place, problem: string, accepted = problem) {
    super(field, value, accepted);
    this.source = source;
    this.line = line;
    this.message = `${source}:${line}: ${field}: ${problem}`.replace(/\s*\n\s*/g, ' ');
  }
}

/** "got 10, accepted is ...", with the nearest right name where there is one. */
export function notAccepted(value: unknown, accepted: string, suggestion?: string): string {
  const hint = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  return `got ${showValue(value)}, accepted is ${accepted}${hint}`;
}
