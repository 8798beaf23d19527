/**
 * Typed errors of the package. Everything a caller can do wrong ends in one of these; infeasibility and
 * hitting a limit are values of `Solution`, never exceptions.
 */

/** Base class, so that a door (CLI, HTTP) can tell our errors from defects. */
export abstract class DriftloraError extends Error {
  abstract readonly code: string;
}

/** How a value is shown in a message: short, on one line, and unambiguous for strings and NaN. */
export function showValue(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value === undefined) return 'nothing';
  const text = asJson(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Lists nested by the hundred thousand overflow the stack of JSON.stringify. */
function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return 'a value too deep to show';
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
    super(`${field}: got ${showValue(value)}, accepted is ${accepted}`);
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
