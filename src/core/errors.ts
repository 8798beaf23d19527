/**
 * Typed errors of the package. Everything a caller can do wrong ends in one of these; infeasibility and
 * hitting a limit are values of `Solution`, never exceptions.
 */

/** Base class, so that a door (CLI, HTTP) can tell our errors from defects. */
export abstract class DriftloraError extends Error {
  abstract readonly code: string;
}

/** Longest value shown in a message, in characters. */
const LONGEST_VALUE = 60;
/** Longest path of a field in a message: a key of a file may be of any length. */
const LONGEST_FIELD = 200;
/** Longest "accepted is ..."; lists of names are long. */
const LONGEST_ACCEPTED = 2_000;

function clipped(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 3)}...` : text;
}

/** No more of a value than a message can show, so that the time it takes does not grow with the value. */
function preview(value: unknown, depth = 3): unknown {
  if (typeof value === 'string') return value.slice(0, LONGEST_VALUE + 1);
  if (typeof value === 'bigint' || typeof value === 'function') return String(value).slice(0, LONGEST_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '...';
  if (Array.isArray(value)) return value.slice(0, LONGEST_VALUE).map((item) => preview(item, depth - 1));
  const shown: Record<string, unknown> = {};
  let left = LONGEST_VALUE;
  for (const key in value) {
    if (left-- === 0) break;
    shown[key.slice(0, LONGEST_VALUE)] = preview((value as Record<string, unknown>)[key], depth - 1);
  }
  return shown;
}

/** How a value is shown in a message: short, on one line, and unambiguous for strings and NaN. */
export function showValue(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return clipped(String(value), LONGEST_VALUE);
  if (value === undefined) return 'nothing';
  return clipped(oneLine(JSON.stringify(preview(value)) ?? String(value)), LONGEST_VALUE);
}

/** What others have put into a message: on one line, without the codes that a terminal would obey. */
export const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

/** Longest of what somebody else's code has thrown, in characters. */
const LONGEST_THROWN = 300;

/** The first line of whatever somebody else's code has thrown: an error, a string, something whose text throws in turn. */
export function thrownInOneLine(error: unknown): string {
  try {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return oneLine(text.split('\n')[0]!).slice(0, LONGEST_THROWN);
  } catch {
    return 'something that cannot be shown';
  }
}

/** Invalid input: names the field, the value found and what is accepted. */
export class InputError extends DriftloraError {
  override readonly name = 'InputError';
  readonly code = 'invalid-input';

  /**
   * @param field path of the field, as the user wrote it, e.g. `devices[3].snrHz`
   * @param value what was found there
   * @param accepted the accepted range or form, e.g. `a finite number > 0`
   */
  constructor(
    readonly field: string,
    readonly value: unknown,
    readonly accepted: string,
  ) {
    const where = oneLine(clipped(field, LONGEST_FIELD));
    super(`${where}: got ${showValue(value)}, accepted is ${oneLine(clipped(accepted, LONGEST_ACCEPTED))}`);
  }
}

/** A method was asked for something it declares it cannot do. */
export class CapabilityError extends DriftloraError {
  override readonly name = 'CapabilityError';
  readonly code = 'unsupported';

  constructor(
    readonly method: string,
    readonly asked: string,
    readonly offered: string,
  ) {
    super(`${method}: cannot do ${asked}; it takes ${offered}`);
  }
}

/** A theorem was evaluated outside its assumptions. */
export class AssumptionError extends DriftloraError {
  override readonly name = 'AssumptionError';
  readonly code = 'assumption-violated';

  constructor(
    readonly theorem: string,
    readonly assumption: string,
    readonly found: unknown,
  ) {
    super(`${theorem} needs ${assumption}, got ${showValue(found)}`);
  }
}
