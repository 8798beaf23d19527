/** Options of the clairvoyant search, with their defaults and ranges. */
import { InputError } from '../../core/errors.js';
import { readHorizonPrices } from '../../problem/horizon/certificate.js';
import type { HorizonPrices } from '../../problem/horizon/problem.js';

export interface ClairvoyantOptions {
  /** Prices to start from, e.g. those of a similar horizon; any will do. Default: found on a sample of the rounds. */
  readonly startPrices?: HorizonPrices;
  /** Most evaluations of the whole dual after the first (a whole number >= 0; default 25). */
  readonly evaluations?: number;
  /** Stop when no prices can raise the bound by more than this part of it (> 0; default 2e-4). */
  readonly tolerance?: number;
  /** Whether a schedule is wanted too (default true). */
  readonly schedule?: boolean;
}

/** The options with defaults filled in. */
export interface Settings {
  readonly evaluations: number;
  readonly tolerance: number;
  readonly schedule: boolean;
}

/** @throws InputError naming the option that is out of range */
export function readOptions(options: ClairvoyantOptions): Settings {
  const { evaluations = 25, tolerance = 2e-4, schedule = true, startPrices } = options;
  if (!(Number.isInteger(evaluations) && evaluations >= 0)) {
    throw new InputError('evaluations', evaluations, 'a whole number >= 0');
  }
  if (!(tolerance > 0 && tolerance < 1)) throw new InputError('tolerance', tolerance, 'a number in (0, 1)');
  if (startPrices !== undefined) readHorizonPrices(startPrices, 'startPrices');
  return { evaluations, tolerance, schedule };
}
