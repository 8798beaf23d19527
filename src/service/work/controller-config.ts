/** What makes a controller, as POST /v1/controllers takes it: rules, policy by name with its options, seed. */
import {
  type ControllerConfig,
  type ControlRules,
  createPolicy,
  type Observation,
  POLICY_NAMES,
} from '../../control/index.js';
import { InputError } from '../../core/errors.js';
import {
  COUNT,
  type JsonObject,
  NON_NEGATIVE,
  POSITIVE,
  pathOf,
  readArray,
  readNumber,
  readNumbers,
  readObject,
  readRecord,
  readString,
  readWord,
} from '../../core/read.js';
import type { DelayKind, Penalty } from '../../problem/round/problem.js';
import { validateRoundProblem } from '../../problem/round/validate.js';
import { loadSolver } from '../../solvers/index.js';
import type { WorkLimits } from './limits.js';
import { readDevices } from './round-messages.js';
import { timed } from './timed.js';

/** As it is kept: every default filled in. */
export interface StoredConfig {
  readonly name: string;
  readonly rules: ControlRules & { readonly weights: readonly number[] };
  readonly policy: { readonly name: string; readonly options: JsonObject };
  readonly seed: number;
  /** Past rounds on other channels, for policies that plan from them. */
  readonly history: readonly Observation[];
  /** Of one decision, s. */
  readonly timeLimitS: number;
}

const CONFIG_KEYS = ['name', 'rules', 'policy', 'seed', 'history', 'timeLimitS', 'ownToken'] as const;
const RULE_KEYS = [
  'horizon',
  'bandwidthHz',
  'delayKind',
  'averageDelayS',
  'averageEnergyJ',
  'deadlineS',
  'maxScheduled',
  'penalty',
  'weights',
  'maxSpectralEfficiency',
  'snrGap',
] as const;
const DELAY_KINDS: readonly DelayKind[] = ['synchronous', 'mean'];
const MOST_HISTORY = 500;
const MOST_NAME = 100;

const optional = <T>(record: JsonObject, key: string, read: (value: unknown) => T) =>
  record[key] === undefined ? {} : { [key]: read(record[key]) };

/** A penalty by the round problem's own contract: read with devices that nobody looks at. */
function readPenalty(value: unknown): Penalty {
  const values = readObject(value, 'rules.penalty').values;
  const count = Array.isArray(values) ? Math.max(1, values.length - 1) : 1;
  const device = { snrHz: 1, uplinkBits: 0, fixedDelayS: 0, transmitPowerW: 0, fixedEnergyJ: 0 };
  const devices = Array.from({ length: count }, (_, k) => ({ ...device, id: String(k), share: 1 / count }));
  const rest = { bandwidthHz: 1, penaltyWeight: 0, delayPrice: 0, delayKind: 'mean', devices };
  try {
    return validateRoundProblem({ ...rest, penalty: value }).penalty;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`rules.${error.field}`, error.value, error.accepted);
  }
}

function readAllowance(value: unknown): number | Readonly<Record<string, number>> {
  const field = 'rules.averageEnergyJ';
  if (typeof value === 'number') return readNumber(value, field, POSITIVE);
  const entries = Object.entries(readObject(value, field));
  return Object.fromEntries(
    entries.map(([id, joules]) => [id, readNumber(joules, pathOf(field, id), POSITIVE)]),
  );
}

function readRules(value: unknown, { maxHorizon, maxDevices }: WorkLimits): StoredConfig['rules'] {
  const record = readRecord(value, 'rules', RULE_KEYS);
  const number = (key: string) => (found: unknown) => readNumber(found, `rules.${key}`, POSITIVE);
  const horizon = readNumber(record.horizon, 'rules.horizon', {
    accepted: `a whole number from 1 to ${maxHorizon}`,
    contains: (rounds) => Number.isInteger(rounds) && rounds >= 1 && rounds <= maxHorizon,
  });
  const weights =
    record.weights === undefined
      ? new Array<number>(horizon).fill(1)
      : readNumbers(record.weights, 'rules.weights', NON_NEGATIVE);
  if (weights.length !== horizon) {
    throw new InputError('rules.weights', `${weights.length} weights`, `${horizon} weights, one a round`);
  }
  if (record.deadlineS === undefined) {
    throw new InputError(
      'rules.deadlineS',
      undefined,
      'a finite number > 0: without it one deep fade can cost a whole budget',
    );
  }
  return {
    horizon,
    bandwidthHz: number('bandwidthHz')(record.bandwidthHz),
    delayKind: readWord(record.delayKind ?? 'synchronous', 'rules.delayKind', DELAY_KINDS),
    ...optional(record, 'averageDelayS', number('averageDelayS')),
    ...optional(record, 'averageEnergyJ', readAllowance),
    deadlineS: number('deadlineS')(record.deadlineS),
    ...optional(record, 'maxScheduled', (found) =>
      readNumber(found, 'rules.maxScheduled', {
        accepted: `a whole number from 1 to ${maxDevices}`,
        contains: (most) => Number.isInteger(most) && most >= 1 && most <= maxDevices,
      }),
    ),
    ...optional(record, 'maxSpectralEfficiency', number('maxSpectralEfficiency')),
    ...optional(record, 'snrGap', (found) => readNumber(found, 'rules.snrGap', NON_NEGATIVE)),
    penalty: readPenalty(record.penalty ?? { kind: 'quadratic' }),
    weights,
  } as StoredConfig['rules'];
}

function readPolicy(value: unknown): StoredConfig['policy'] {
  if (typeof value === 'string') return { name: readWord(value, 'policy', POLICY_NAMES), options: {} };
  const record = readRecord(value, 'policy', ['name', 'options']);
  return {
    name: readWord(record.name, 'policy.name', POLICY_NAMES),
    options: record.options === undefined ? {} : readObject(record.options, 'policy.options'),
  };
}

function readHistory(value: unknown, limits: WorkLimits): readonly Observation[] {
  const rounds = readArray(value ?? [], 'history');
  if (rounds.length > MOST_HISTORY) {
    throw new InputError('history', `${rounds.length} rounds`, `at most ${MOST_HISTORY} rounds`);
  }
  return rounds.map((round, t) => {
    const record = readRecord(round, `history[${t}]`, ['devices']);
    return { devices: readDevices(record.devices, `history[${t}].devices`, limits.maxDevices) };
  });
}

/** @throws InputError naming the field by its path in the request */
export function readControllerConfig(
  value: unknown,
  limits: WorkLimits,
): StoredConfig & { readonly ownToken: boolean } {
  const record = readRecord(value, '', CONFIG_KEYS);
  const policy = readPolicy(record.policy ?? 'balanced');
  const name = record.name === undefined ? policy.name : readString(record.name, 'name');
  if (name.length > MOST_NAME || /[\p{Cc}\p{Cs}]/u.test(name)) {
    throw new InputError('name', name, `a text of at most ${MOST_NAME} characters, no control characters`);
  }
  const ownToken = record.ownToken ?? false;
  if (typeof ownToken !== 'boolean') throw new InputError('ownToken', ownToken, 'true or false');
  return {
    name,
    rules: readRules(record.rules, limits),
    policy,
    seed: readNumber(record.seed ?? 0, 'seed', COUNT),
    history: readHistory(record.history, limits),
    timeLimitS: readNumber(record.timeLimitS ?? limits.timeLimitS, 'timeLimitS', {
      accepted: `a number of seconds > 0, at most ${limits.maxTimeLimitS}`,
      contains: (limit) => limit > 0 && limit <= limits.maxTimeLimitS,
    }),
    ownToken,
  };
}

/** The library's controller for a stored config. @throws InputError for options that the policy refuses */
export async function controllerParts({
  rules,
  policy,
  seed,
  history,
  timeLimitS,
}: StoredConfig): Promise<ControllerConfig> {
  try {
    return {
      rules,
      seed,
      solver: timed(await loadSolver('exact'), timeLimitS),
      policy: createPolicy(policy.name, { rules, history }, policy.options),
    };
  } catch (error) {
    if (!(error instanceof InputError) || !error.field.startsWith('options')) throw error;
    throw new InputError(`policy.${error.field}`, error.value, error.accepted);
  }
}
