/** What a caller says of a round: its devices before, what really happened after. The controller checks the numbers. */
import type { Observation, ObservedDevice, Outcome } from '../../control/index.js';
import { InputError } from '../../core/errors.js';
import { NON_NEGATIVE, pathOf, readArray, readNumber, readObject, readRecord } from '../../core/read.js';

/** Devices as a list; a list too long is refused before anything is made of it. */
export function readDevices(value: unknown, field: string, most: number): readonly ObservedDevice[] {
  const list = readArray(value, field);
  if (list.length > most) throw new InputError(field, `${list.length} devices`, `at most ${most} devices`);
  return list as readonly ObservedDevice[];
}

/** `{ devices: [...] }`; an empty list is a round in which nobody can be reached. */
export function readObservation(value: unknown, most: number): Observation {
  const record = readRecord(value, '', ['devices']);
  return { devices: readDevices(record.devices, 'devices', most) };
}

/** `{ delayS, energyJ: { id: J } }`. */
export function readOutcome(value: unknown): Outcome {
  const record = readRecord(value, '', ['delayS', 'energyJ']);
  const entries = Object.entries(readObject(record.energyJ ?? {}, 'energyJ'));
  return {
    delayS: readNumber(record.delayS, 'delayS', NON_NEGATIVE),
    energyJ: Object.fromEntries(
      entries.map(([id, joules]) => [id, readNumber(joules, pathOf('energyJ', id), NON_NEGATIVE)]),
    ),
  };
}
