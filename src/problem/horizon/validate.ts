/** The horizon problem's contract, checked completely. */
import { InputError } from '../../core/errors.js';
import {
  ANY_FINITE,
  type NumberRange,
  POSITIVE,
  pathOf,
  readArray,
  readNumber,
  readObject,
  readRecord,
} from '../../core/read.js';
import { validateRoundProblem } from '../round/validate.js';
import { readBalance, requireBalanced } from './balance.js';
import type { HorizonBudget, HorizonProblem, HorizonRound } from './problem.js';

const UNPRICED: NumberRange = {
  accepted: '0: the budget is priced, not the round',
  contains: (v) => v === 0,
};

/**
 * Checks every field of a horizon problem that came from outside and returns it typed.
 * @throws InputError naming the first field that is missing, unknown or out of range
 */
export function validateHorizonProblem(value: unknown): HorizonProblem {
  const record = readRecord(value, '', ['rounds', 'budget', 'balance']);
  const rounds = readArray(record.rounds, 'rounds');
  if (rounds.length === 0) throw new InputError('rounds', rounds, 'at least one round');
  const problem = {
    rounds: rounds.map((round, t) => readRound(round, `rounds[${t}]`)),
    budget: readBudget(record.budget),
  };
  if (record.balance === undefined) return problem;
  const balance = readBalance(record.balance);
  for (const [t, round] of problem.rounds.entries()) requireBalanced(round, balance, `rounds[${t}]`);
  return { ...problem, balance };
}

function readRound(value: unknown, field: string): HorizonRound {
  if ('emptyPenalty' in readObject(value, field)) {
    const record = readRecord(value, field, ['emptyPenalty']);
    return { emptyPenalty: readNumber(record.emptyPenalty, `${field}.emptyPenalty`, ANY_FINITE) };
  }
  const round = withPath(field, () => validateRoundProblem(value));
  readNumber(round.delayPrice, `${field}.delayPrice`, UNPRICED);
  for (const [k, device] of round.devices.entries()) {
    readNumber(device.energyPrice ?? 0, `${field}.devices[${k}].energyPrice`, UNPRICED);
    if (device.energyLimitJ !== undefined) {
      const accepted = 'no limit in a single round: budgets are over the horizon';
      throw new InputError(`${field}.devices[${k}].energyLimitJ`, device.energyLimitJ, accepted);
    }
  }
  return round;
}

/** Runs a reader of a part; its errors name the field from the whole's point of view. */
function withPath<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(pathOf(field, error.field), error.value, error.accepted);
  }
}

function readBudget(value: unknown): HorizonBudget {
  const record = readRecord(value, 'budget', ['delayS', 'energyJ']);
  const { delayS, energyJ } = record;
  return {
    ...(delayS === undefined ? {} : { delayS: readNumber(delayS, 'budget.delayS', POSITIVE) }),
    ...(energyJ === undefined ? {} : { energyJ: readEnergies(energyJ) }),
  };
}

function readEnergies(value: unknown): Record<string, number> {
  const entries = Object.entries(readObject(value, 'budget.energyJ'));
  return Object.fromEntries(
    entries.map(([id, joules]) => [id, readNumber(joules, `budget.energyJ.${id}`, POSITIVE)]),
  );
}
