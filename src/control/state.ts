/**
 * The controller's state: plain JSON, enough to continue from any round. It carries a digest of its own content, so that
 * one that was changed on its way through a file or a database is refused when it is read back.
 */
import { contentDigest } from '../core/digest.js';
import { InputError } from '../core/errors.js';
import {
  COUNT,
  NON_NEGATIVE,
  pathOf,
  readArray,
  readNumber,
  readObject,
  readRecord,
  readString,
} from '../core/read.js';

export interface ControllerState {
  readonly version: 3;
  /** t, the round to be decided next. */
  readonly round: number;
  /** Y(t), s. */
  readonly delayQueueS: number;
  /** Sum of tau over the rounds so far, s. */
  readonly spentDelayS: number;
  /** Q_k(t), J, by device id; a device not yet seen has none. */
  readonly energyQueueJ: Readonly<Record<string, number>>;
  /** Energy spent so far, J, by device id. */
  readonly spentEnergyJ: Readonly<Record<string, number>>;
  /** Who was scheduled in this round: there from `decide` until `observe`. */
  readonly scheduled?: readonly string[];
  /** What the policy has learned so far, plain JSON; absent for policies that learn nothing while running. */
  readonly memory?: PolicyMemory;
  /** Of all the above. */
  readonly digest: string;
}

/** Plain JSON that only the policy that wrote it understands. */
export type PolicyMemory = Readonly<Record<string, unknown>>;

/** A state as it is put together; sealing it adds the digest. */
export type StateContent = Omit<ControllerState, 'version' | 'digest'>;

export function sealed(content: StateContent): ControllerState {
  const { round, delayQueueS, spentDelayS, energyQueueJ, spentEnergyJ, scheduled, memory } = content;
  const whole = {
    version: 3 as const,
    ...{ round, delayQueueS, spentDelayS, energyQueueJ, spentEnergyJ },
    ...(scheduled === undefined ? {} : { scheduled }),
    ...(memory === undefined ? {} : { memory }),
  };
  return { ...whole, digest: contentDigest(whole) };
}

/** Before the first round: nothing spent. */
export function initialState(
  start: Partial<Pick<ControllerState, 'delayQueueS' | 'energyQueueJ'>> = {},
): ControllerState {
  return sealed({
    ...{ round: 0, delayQueueS: 0, spentDelayS: 0, energyQueueJ: {}, spentEnergyJ: {} },
    ...start,
  });
}

const KEYS = [
  ...['version', 'round', 'delayQueueS', 'spentDelayS', 'energyQueueJ', 'spentEnergyJ'],
  ...['scheduled', 'memory', 'digest'],
];

function checkEnergies(value: unknown, field: string): void {
  for (const [id, joules] of Object.entries(readObject(value, field))) {
    readNumber(joules, pathOf(field, id), NON_NEGATIVE);
  }
}

/** Every field but the digest. @throws InputError naming the field that is not right */
export function checkState(state: unknown): asserts state is ControllerState {
  const record = readRecord(readObject(state, 'state'), 'state', KEYS);
  if (record.version !== 3) throw new InputError('state.version', record.version, '3');
  readNumber(record.round, 'state.round', COUNT);
  readNumber(record.delayQueueS, 'state.delayQueueS', NON_NEGATIVE);
  readNumber(record.spentDelayS, 'state.spentDelayS', NON_NEGATIVE);
  checkEnergies(record.energyQueueJ, 'state.energyQueueJ');
  checkEnergies(record.spentEnergyJ, 'state.spentEnergyJ');
  if (record.scheduled !== undefined) {
    readArray(record.scheduled, 'state.scheduled').map((id, i) => readString(id, `state.scheduled[${i}]`));
  }
  if (record.memory !== undefined) readObject(record.memory, 'state.memory');
}

/**
 * Reads a saved state back.
 * @throws InputError naming the field that is not right, or `state.digest` where anything was changed since it was saved
 */
export function restoreState(saved: unknown): ControllerState {
  checkState(saved);
  const state = sealed(structuredClone(saved));
  if (saved.digest !== state.digest) {
    throw new InputError('state.digest', saved.digest, 'the digest of a state that was not changed since');
  }
  return state;
}
