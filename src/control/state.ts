/** The controller's state: plain JSON, enough to continue from any round. */
import { InputError } from '../core/errors.js';

export interface ControllerState {
  readonly version: 1;
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
}

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

/** Reads a saved state back. @throws InputError naming the field that is not right */
export function restoreState(saved: unknown): ControllerState {
  if (typeof saved !== 'object' || saved === null) throw new InputError('state', saved, 'an object');
  const state = saved as ControllerState;
  if (state.version !== 1) throw new InputError('state.version', state.version, '1');
  if (!Number.isInteger(state.round) || state.round < 0) {
    throw new InputError('state.round', state.round, 'an integer >= 0');
  }
  checkNonNegative(state.delayQueueS, 'state.delayQueueS');
  checkNonNegative(state.spentDelayS, 'state.spentDelayS');
  checkEnergies(state.energyQueueJ, 'state.energyQueueJ');
  checkEnergies(state.spentEnergyJ, 'state.spentEnergyJ');
  return {
    version: 1,
    round: state.round,
    delayQueueS: state.delayQueueS,
    spentDelayS: state.spentDelayS,
    energyQueueJ: { ...state.energyQueueJ },
    spentEnergyJ: { ...state.spentEnergyJ },
  };
}
