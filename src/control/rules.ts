/** What a controller has to obey and to minimise: the long-term problem of theory 3. */
import { InputError } from '../core/errors.js';
import { ownValue } from '../core/own.js';
import { readWord } from '../core/read.js';
import { readPenalty } from '../problem/round/penalty/penalty.js';
import type { DelayKind, Penalty, Radio } from '../problem/round/problem.js';
import { DELAY_KINDS, readRadio } from '../problem/round/validate.js';

export interface ControlRules extends Radio {
  /** T, rounds (an integer >= 1). */
  readonly horizon: number;
  /** B, Hz. */
  readonly bandwidthHz: number;
  readonly delayKind: DelayKind;
  /** tau_bar, s a round on average. Absent: delay is not limited. */
  readonly averageDelayS?: number;
  /** E_bar_k, J a round on average: one number for all, or one for each id. Absent: energy is not limited. */
  readonly averageEnergyJ?: number | Readonly<Record<string, number>>;
  /** tau_max, s: without it one deep fade can cost a whole horizon's budget (theory 6). */
  readonly deadlineS: number;
  /** |S| <= M. Absent: no limit. */
  readonly maxScheduled?: number;
  /** phi. */
  readonly penalty: Penalty;
  /** w_t, one a round, each >= 0. */
  readonly weights: ArrayLike<number>;
}

function requirePositive(value: number | undefined, field: string): void {
  if (value !== undefined && !(Number.isFinite(value) && value > 0)) {
    throw new InputError(field, value, 'a finite number > 0');
  }
}

/** What the round problem's own readers say of the rules that are handed on to it, before a round is posed. */
function checkHandedOn({ penalty, delayKind, maxSpectralEfficiency, snrGap }: ControlRules): void {
  const { values = [], numerators = {} } = (penalty ?? {}) as { values?: unknown[]; numerators?: object };
  try {
    readWord(delayKind, 'delayKind', DELAY_KINDS);
    // How many devices there are, and who they are, is known round by round.
    readPenalty(penalty, { deviceCount: values.length - 1, deviceIds: Object.keys(numerators) });
    readRadio(maxSpectralEfficiency, snrGap);
  } catch (error) {
    if (error instanceof InputError)
      throw new InputError(`rules.${error.field}`, error.value, error.accepted);
    throw error;
  }
}

/** @throws InputError naming the first rule out of range */
export function checkRules(rules: ControlRules): void {
  if (!Number.isInteger(rules.horizon) || rules.horizon < 1) {
    throw new InputError('rules.horizon', rules.horizon, 'an integer >= 1');
  }
  requirePositive(rules.bandwidthHz, 'rules.bandwidthHz');
  requirePositive(rules.averageDelayS, 'rules.averageDelayS');
  requirePositive(rules.deadlineS, 'rules.deadlineS');
  if (typeof rules.averageEnergyJ === 'number') requirePositive(rules.averageEnergyJ, 'rules.averageEnergyJ');
  else {
    for (const [id, joules] of Object.entries(rules.averageEnergyJ ?? {})) {
      requirePositive(joules, `rules.averageEnergyJ.${id}`);
    }
  }
  if (
    rules.maxScheduled !== undefined &&
    !(Number.isInteger(rules.maxScheduled) && rules.maxScheduled >= 1)
  ) {
    throw new InputError('rules.maxScheduled', rules.maxScheduled, 'an integer >= 1');
  }
  checkHandedOn(rules);
  if (rules.weights.length !== rules.horizon) {
    throw new InputError('rules.weights', rules.weights.length, `${rules.horizon} weights, one a round`);
  }
  for (let t = 0; t < rules.horizon; t++) {
    const weight = rules.weights[t]!;
    if (!(Number.isFinite(weight) && weight >= 0)) {
      throw new InputError(`rules.weights[${t}]`, weight, 'a finite number >= 0');
    }
  }
}

/** The rules without what limits nothing: no round takes longer than the deadline, so a delay budget of as much is none. */
export function effectiveRules(rules: ControlRules): ControlRules {
  const { averageDelayS, ...rest } = rules;
  return averageDelayS !== undefined && averageDelayS < rules.deadlineS ? rules : rest;
}

/** E_bar_k of one device in J, or undefined where its energy is not limited. */
export function energyAllowanceJ(rules: ControlRules, id: string): number | undefined {
  const { averageEnergyJ } = rules;
  return typeof averageEnergyJ === 'object' ? ownValue(averageEnergyJ, id) : averageEnergyJ;
}
