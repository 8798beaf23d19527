/** The controller's state: plain JSON, enough to continue from any round. */
import { InputError } from '../core/errors.js';

export interface ControllerState {
  readonly version: 2;
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
  /** What the policy has learned so far, plain JSON; absent for policies that learn nothing while running. */
  readonly memory?: PolicyMemory;
}

/** Before the first round: nothing spent. */
export function initialState(
  start: Partial<Pick<ControllerState, 'delayQueueS' | 'energyQueueJ'>> = {},
): ControllerState {
  return {
    version: 2,
    round: 0,
    delayQueueS: 0,
    spentDelayS: 0,
    energyQueueJ: {},
    spentEnergyJ: {},
    ...start,
  };
}

/** Plain JSON that only the policy that wrote it understands. */
export type PolicyMemory = Readonly<Record<string, unknown>>;

function checkNonNegative(value: unknown, field: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new InputError(field, value, 'a finite number >= 0');
  }
}

function checkEnergies(value: unknown, field: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(field, value, 'an object of joules by device id');
  }
  for (const [id, joules] of Object.entries(value)) checkNonNegative(joules, `${field}.${id}`);
}

function checkedMemory(value: unknown): PolicyMemory {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError('state.memory', value, 'an object, as the policy wrote it');
  }
  return value as PolicyMemory;
}

/** Reads a saved state back. @throws InputError naming the field that is not right */
export function restoreState(saved: unknown): ControllerState {
  if (typeof saved !== 'object' || saved === null) throw new InputError('state', saved, 'an object');
  const state = saved as ControllerState;
  if (state.version !== 2) throw new InputError('state.version', state.version, '2');
  if (!Number.isInteger(state.round) || state.round < 0) {
    throw new InputError('state.round', state.round, 'an integer >= 0');
  }
  checkNonNegative(state.delayQueueS, 'state.delayQueueS');
  checkNonNegative(state.spentDelayS, 'state.spentDelayS');
  checkEnergies(state.energyQueueJ, 'state.energyQueueJ');
  checkEnergies(state.spentEnergyJ, 'state.spentEnergyJ');
  return {
    version: 2,
    round: state.round,
    delayQueueS: state.delayQueueS,
    spentDelayS: state.spentDelayS,
    energyQueueJ: { ...state.energyQueueJ },
    spentEnergyJ: { ...state.spentEnergyJ },
    ...(state.memory === undefined ? {} : { memory: checkedMemory(state.memory) }),
  };
}
