/** The penalty phi (theory 3) of a problem, whatever its kind: what its entry in the table says. */
import { CapabilityError, InputError } from '../../../core/errors.js';
import { readRecord, readWord } from '../../../core/read.js';
import type {
  LinearFraction,
  PenaltyArgument,
  PenaltyChecking,
  PenaltyKind,
  PenaltyReading,
  PenaltySolving,
} from './kind.js';
import { PENALTY_KINDS, type Penalty } from './table.js';

type Kind = Penalty['kind'];

const PENALTY_NAMES = Object.keys(PENALTY_KINDS) as readonly Kind[];

/** Names of the kinds that solvers take. */
export const SOLVED_PENALTY_NAMES = PENALTY_NAMES.filter(
  (kind) => (PENALTY_KINDS[kind] as { readonly solving?: unknown }).solving !== undefined,
);

/** Names of the kinds that a scenario may ask for, by the alphabet. */
export const SCENARIO_PENALTY_NAMES = PENALTY_NAMES.filter(
  (kind) => PENALTY_KINDS[kind].forScenario !== undefined,
).sort();

function entryOf({ kind }: Penalty): PenaltyKind<Penalty> {
  return PENALTY_KINDS[kind] as PenaltyKind<Penalty>;
}

function solvingOf(penalty: Penalty): PenaltySolving<Penalty> {
  const { solving } = entryOf(penalty);
  if (solving === undefined) {
    throw new CapabilityError('solver', `the penalty "${penalty.kind}"`, SOLVED_PENALTY_NAMES.join(', '));
  }
  return solving;
}

/**
 * A penalty that came from outside.
 * @throws InputError naming the field that is missing, unknown or out of range
 */
export function readPenalty(value: unknown, problem: PenaltyReading): Penalty {
  const fields = PENALTY_NAMES.flatMap((kind) => PENALTY_KINDS[kind].fields);
  const all = readRecord(value, 'penalty', ['kind', ...fields]);
  const entry = PENALTY_KINDS[readWord(all.kind, 'penalty.kind', PENALTY_NAMES)];
  return entry.read(readRecord(value, 'penalty', ['kind', ...entry.fields]), problem);
}

/**
 * phi in a scenario whose devices have these shares: by the name of its kind, or as it stands in a problem.
 * @throws InputError for a kind no scenario may name
 */
export function scenarioPenalty(penalty: string | object, shares: readonly number[]): Penalty {
  if (typeof penalty === 'object')
    return readPenalty(penalty, { deviceCount: shares.length, deviceIds: [], shares });
  const kind = penalty;
  const { forScenario } = PENALTY_KINDS[kind as Kind] ?? {};
  if (forScenario === undefined) {
    throw new InputError('penalty', kind, `one of ${SCENARIO_PENALTY_NAMES.join(', ')}`);
  }
  return forScenario(shares);
}

/** For reports, of a kind by name or of one penalty; the name itself of a kind nobody knows. */
export function penaltyWords(penalty: string | Penalty): string {
  if (typeof penalty === 'object') return entryOf(penalty).inWords?.(penalty) ?? entryOf(penalty).words;
  return PENALTY_KINDS[penalty as Kind]?.words ?? penalty;
}

/** In few words: the name of its kind, or the formula where that is its own. */
export function penaltyName(penalty: Penalty): string {
  return entryOf(penalty).inWords?.(penalty) ?? penalty.kind;
}

export function penaltyArgument(penalty: Penalty): PenaltyArgument {
  return entryOf(penalty).argument;
}

/** Place of the kind in the table, and every number of the penalty, for a fingerprint. */
export function penaltyNumbers(penalty: Penalty): {
  readonly kind: number;
  readonly numbers: readonly number[];
} {
  return { kind: PENALTY_NAMES.indexOf(penalty.kind), numbers: entryOf(penalty).numbers(penalty) };
}

/**
 * phi of a schedule of n devices with shares summing to x.
 * @param ids of them, where a kind may ask for them
 */
export function penaltyValue(
  penalty: Penalty,
  x: number,
  n: number,
  ids: () => readonly string[] = () => [],
): number {
  return entryOf(penalty).value(penalty, x, n, ids);
}

/** The forms that the checker needs. */
export function penaltyChecking(penalty: Penalty): PenaltyChecking<Penalty> {
  return entryOf(penalty).checking;
}

/**
 * Size of the terms whose difference W phi is, for rounding.
 * @param weighted W phi of a schedule of n
 */
export function penaltyScale(penalty: Penalty, weight: number, weighted: number, n: number): number {
  return entryOf(penalty).scale(penalty, weight, weighted, n);
}

/** The same penalty in a problem with one more device, the last, that changes nothing unless it takes part. */
export function withOneMore(penalty: Penalty, id: string): Penalty {
  return entryOf(penalty).withOneMore(penalty, id);
}

/** The same penalty in a problem without one of its devices, whose share still counts as missing. */
export function withoutDevice(penalty: Penalty, id: string): Penalty {
  return entryOf(penalty).without(penalty, id);
}

/** True where a unit of share is worth the same at every x. */
export function penaltyIsLine(penalty: Penalty): boolean {
  return solvingOf(penalty).isLine === true;
}

/** -W phi'(x) >= 0, the worth of one more unit of share at x (0 for kinds that do not see shares). */
export function shareWorth(penalty: Penalty, weight: number, x: number): number {
  return solvingOf(penalty).shareWorth(penalty, weight, x);
}

/** W (phi(n - 1) - phi(n)), the worth of the n-th head (0 for kinds that do not count heads). */
export function headWorth(penalty: Penalty, weight: number, n: number): number {
  return solvingOf(penalty).headWorth(penalty, weight, n);
}

/** The numbers of a penalty that is a linear fraction of who takes part; undefined for any other. */
export function linearFraction(penalty: Penalty): LinearFraction | undefined {
  return solvingOf(penalty).fraction?.(penalty);
}

/** min over 0 < x <= most of W phi(x) + sigma x (0 for kinds that do not see shares). */
export function shareConjugate(penalty: Penalty, weight: number, sharePrice: number, most: number): number {
  return solvingOf(penalty).shareConjugate(penalty, weight, sharePrice, most);
}

/** min over whole n in [least, most] of W phi(n) - nu n (-nu n alone for kinds that do not count); Infinity for no n. */
export function countConjugate(
  penalty: Penalty,
  weight: number,
  countPrice: number,
  least: number,
  most: number,
): number {
  if (least > most) return Number.POSITIVE_INFINITY;
  return solvingOf(penalty).countConjugate(penalty, weight, countPrice, least, most);
}
