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

/** One mistake: source, line, key, value, what is accepted; others of the same file may follow, a line each. */
export class ScenarioError extends InputError {
  readonly source: string;
  readonly line: number;
  /** What is shown: this mistake, then the others. */
  readonly lines: readonly string[];

  /**
   * @param problem said instead of "got ... , accepted is ..." when the value is not what is wrong
   * @param others lines of further mistakes
   */
  constructor(
    private readonly place: Place,
    private readonly problem: string,
    accepted = problem,
    others: readonly string[] = [],
  ) {
    const { source, line, field, value } = place;
    super(field, value, accepted);
    this.source = source;
    this.line = line;
    this.lines = [`${source}:${line}: ${field}: ${problem}`.replace(/\s*\n\s*/g, ' '), ...others];
    this.message = this.lines.join('\n');
  }

  /** The same mistake, reported with others. */
  with(others: readonly string[]): ScenarioError {
    return new ScenarioError(this.place, this.problem, this.accepted, others);
  }
}

/** "got 10, accepted is ...", with the nearest right name where there is one. */
export function notAccepted(value: unknown, accepted: string, suggestion?: string): string {
  const hint = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  return `got ${showValue(value)}, accepted is ${accepted}${hint}`;
}

/** A key as a message shows it: as it is where it is a word, quoted and cut where it is anything else. */
export function showKey(key: string): string {
  return /^[\w$-]{1,60}$/.test(key) ? key : showValue(key);
}
