/** Reading what stands in a body, the same way for every task. */
import { InputError } from '../../core/errors.js';
import { parseJson as parseStrictly } from '../../core/json-input.js';
import { pathOf } from '../../core/read.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import { validateRoundProblem } from '../../problem/round/validate.js';
import { refuse } from '../problem-json.js';
import type { WorkLimits } from './limits.js';

/** A body that no parser reads is a malformed request (400); one that says something unacceptable names its field (422). */
export function parseJson(text: string, where: string): unknown {
  try {
    return parseStrictly(text, where);
  } catch (error) {
    if (error instanceof InputError && !isJson(text)) {
      const { field, accepted } = error;
      throw refuse('invalid-json', 400, error.message, { field, accepted });
    }
    throw error;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function checkSize(devices: unknown, most: number): void {
  if (Array.isArray(devices) && devices.length > most) {
    throw new InputError('devices', `${devices.length} devices`, `at most ${most} devices`);
  }
}

export function sizeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { devices?: unknown }).devices : undefined;
}

/** The field `problem` of a body. @throws InputError with the field's path in the body */
export function validated(value: unknown, { maxDevices }: WorkLimits): RoundProblem {
  checkSize(sizeOf(value), maxDevices);
  try {
    return validateRoundProblem(value);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(pathOf('problem', error.field), error.value, error.accepted);
  }
}
