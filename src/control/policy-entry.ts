/**
 * What a policy says of itself, once: its name, what is true of it, its options with defaults and ranges, and how it
 * is made. A scenario, the command, the service and the library all read it from the table (policies/table.ts).
 */
import { InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest-name.js';
import { type NumberRange, readNumber } from '../core/read.js';
import type { Observation } from './observation.js';
import type { Policy } from './policy.js';
import type { ControlRules } from './rules.js';

/** What a policy may be made from: the rules, and rounds of the past on other channels (may be empty). */
export interface PolicyMaterial {
  readonly rules: ControlRules;
  readonly history: readonly Observation[];
}

/** One option of a policy. */
export interface PolicyOption<Value> {
  readonly about: string;
  readonly default: Value;
  /** The accepted values in words. */
  readonly accepted: string;
  /** @throws InputError naming the field for a value out of range */
  read(value: unknown, field: string): Value;
}

export function numberOption(range: NumberRange, about: string, standard: number): PolicyOption<number> {
  return {
    about,
    default: standard,
    accepted: range.accepted,
    read: (value, field) => readNumber(value, field, range),
  };
}

/** A number, or 'auto' for a rule that finds one. */
export function numberOrAuto(range: NumberRange, about: string): PolicyOption<number | 'auto'> {
  const accepted = `"auto" or ${range.accepted}`;
  return {
    about,
    default: 'auto',
    accepted,
    read: (value, field) => (value === 'auto' ? value : readNumber(value, field, { ...range, accepted })),
  };
}

export type OptionTable = Readonly<Record<string, PolicyOption<unknown>>>;
export type OptionValues<Options extends OptionTable> = {
  readonly [Key in keyof Options]: Options[Key] extends PolicyOption<infer Value> ? Value : never;
};

/** True of every policy of a name, whatever its options. */
export interface PolicyFacts {
  /** Its rounds charge for time and energy; without prices it follows a rule of its own. */
  readonly hasPrices: boolean;
  /** No planned outcome overspends a budget over the horizon, on any channels (the budget guard). */
  readonly keepsBudgets: boolean;
}

export interface PolicyEntry extends PolicyFacts {
  /** As a scenario names it; the file has the same name. */
  readonly name: string;
  /** One line for a list. */
  readonly about: string;
  readonly options: OptionTable;
  /** @throws InputError for an option that is not known or out of range, or material that does not suffice */
  make(material: PolicyMaterial, options?: Readonly<Record<string, unknown>>): Policy;
}

/** What `make` of a definition returns: the policy without what its entry says already. */
export type PolicyBody = Omit<Policy, 'name' | keyof PolicyFacts>;

interface PolicyDefinition<Options extends OptionTable> extends PolicyFacts {
  readonly name: string;
  readonly about: string;
  readonly options: Options;
  make(options: OptionValues<Options>, material: PolicyMaterial): PolicyBody;
}

export function policyEntry<const Options extends OptionTable>(
  definition: PolicyDefinition<Options>,
): PolicyEntry {
  const { name, about, options, hasPrices, keepsBudgets } = definition;
  return {
    ...{ name, about, options, hasPrices, keepsBudgets },
    make(material, given = {}) {
      const body = definition.make(readOptions(options, given), material);
      return { ...body, name, hasPrices, keepsBudgets };
    },
  };
}

function readOptions<Options extends OptionTable>(
  options: Options,
  given: Readonly<Record<string, unknown>>,
): OptionValues<Options> {
  const known = Object.keys(options);
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) {
      const nearest = nearestName(key, known);
      const advice = known.length === 0 ? 'no option at all' : `one of ${known.join(', ')}`;
      const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
      throw new InputError(`options.${key}`, given[key], `${advice}${hint}`);
    }
  }
  const value = (key: string) =>
    given[key] === undefined ? options[key]!.default : options[key]!.read(given[key], `options.${key}`);
  return Object.fromEntries(known.map((key) => [key, value(key)])) as OptionValues<Options>;
}
