/** What the controller sees of a round, and what it is told afterwards. Both come from outside: checked completely. */
import { InputError } from '../core/errors.js';
import {
  NON_NEGATIVE,
  pathOf,
  readArray,
  readNumber,
  readObject,
  readRecord,
  readString,
} from '../core/read.js';
import type { RoundDevice } from '../problem/round/problem.js';
import { readDevices } from '../problem/round/validate.js';

/** One device as it is this round; its prices and limits are the controller's business. */
export type ObservedDevice = Omit<RoundDevice, 'energyPrice' | 'energyLimitJ'>;

/** The devices that can be scheduled this round. One in outage or away is simply not in the list. */
export interface Observation {
  readonly devices: readonly ObservedDevice[];
}

/** What really happened in a round, which may differ from what was planned. */
export interface Outcome {
  /** tau_t, s (0 when nobody took part). */
  readonly delayS: number;
  /** E_k,t in J of every device that spent any. */
  readonly energyJ: Readonly<Record<string, number>>;
  /** Ids of the devices whose gradients arrived. Absent: all that were scheduled. */
  readonly heard?: readonly string[];
  /** Mean training loss on the mini-batch of a device that was heard, by id (>= 0), where it is known. */
  readonly loss?: Readonly<Record<string, number>>;
}

/**
 * @returns copies, so that a caller may go on with its own objects
 * @throws InputError naming the first field that is missing, unknown, doubled or out of range
 */
export function checkedDevices(observation: Observation): ObservedDevice[] {
  const { devices } = readRecord(observation, 'observation', ['devices']);
  const list = readArray(devices, 'observation.devices');
  if (list.length === 0) return [];
  readDevices(devices, 'observation.devices');
  return (list as readonly RoundDevice[]).map((device, k) => {
    for (const key of ['energyPrice', 'energyLimitJ'] as const) {
      if (device[key] !== undefined) {
        const field = `observation.devices[${k}].${key}`;
        throw new InputError(field, device[key], 'no such key: prices and limits are set by the controller');
      }
    }
    return { ...device };
  });
}

/**
 * @param scheduled ids of the round's decision, where it is known
 * @throws InputError naming the first field that is missing, out of range, or of a device that took no part
 */
export function checkOutcome(outcome: Outcome, scheduled: readonly string[] | undefined): void {
  const { delayS, energyJ, heard = [], loss = {} } = readObject(outcome, 'outcome');
  readNumber(delayS, 'outcome.delayS', NON_NEGATIVE);
  const known = scheduled && new Set(scheduled);
  if (known?.size === 0 && (delayS as number) > 0) {
    throw new InputError('outcome.delayS', delayS, '0, since nobody was scheduled');
  }
  readArray(heard, 'outcome.heard').forEach((id, i, all) => {
    const field = `outcome.heard[${i}]`;
    readString(id, field);
    if (all.indexOf(id) < i) throw new InputError(field, id, 'each id once');
    if (known && !known.has(id as string)) throw new InputError(field, id, 'a device that was scheduled');
  });
  for (const [id, value] of Object.entries(readObject(loss, 'outcome.loss'))) {
    const field = pathOf('outcome.loss', id);
    readNumber(value, field, NON_NEGATIVE);
    if (known && !known.has(id))
      throw new InputError(field, value, 'the loss of a device that was scheduled');
  }
  for (const [id, joules] of Object.entries(readObject(energyJ, 'outcome.energyJ'))) {
    const field = pathOf('outcome.energyJ', id);
    readNumber(joules, field, NON_NEGATIVE);
    if (known && !known.has(id)) {
      const whom = known.size === 0 ? 'nobody' : [...known].join(', ');
      throw new InputError(field, joules, `energy of a device that was scheduled (${whom})`);
    }
  }
}
