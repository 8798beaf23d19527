/** Keys of the scenario schema: one function a kind of value. */
import { z } from 'zod';
import { InputError } from '../core/errors.js';
import { cleanName, isKeyName } from '../core/names.js';
import { acceptedUnits, type Dimension, parseQuantity, quantityPattern } from '../system/units.js';
import { documented, documentedOptional, type Notes, type OptionalNotes } from './notes.js';
import { SI_SUFFIX, suffixed } from './si-names.js';

/** Bounds of a value; the values are written as the user would write them. */
export interface Range<Value> {
  readonly above?: Value;
  readonly least?: Value;
  readonly most?: Value;
}

function rangeText(range: Range<string | number>): string {
  if (range.least !== undefined && range.most !== undefined) return `from ${range.least} to ${range.most}`;
  if (range.above !== undefined && range.most !== undefined)
    return `above ${range.above}, at most ${range.most}`;
  if (range.above !== undefined) return `above ${range.above}`;
  if (range.least !== undefined) return `at least ${range.least}`;
  if (range.most !== undefined) return `at most ${range.most}`;
  return '';
}

function within(value: number, range: Range<number>): boolean {
  return (
    value > (range.above ?? Number.NEGATIVE_INFINITY) &&
    value >= (range.least ?? Number.NEGATIVE_INFINITY) &&
    value <= (range.most ?? Number.POSITIVE_INFINITY)
  );
}

function inSi(range: Range<string>, dimension: Dimension): Range<number> {
  return Object.fromEntries(
    Object.entries(range).map(([side, text]) => [side, parseQuantity(text, dimension, side)]),
  );
}

/** "10 MHz" -> SI number. */
function quantityValue(dimension: Dimension, range: Range<string>, accepts: string) {
  const bounds = inSi(range, dimension);
  return z
    .string()
    .transform((text, context) => {
      try {
        const value = parseQuantity(text, dimension, '');
        if (within(value, bounds)) return value;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
      context.addIssue({ code: 'custom', message: accepts });
      return z.NEVER;
    })
    .meta({ pattern: quantityPattern(dimension), accepts });
}

function quantityText(dimension: Dimension, range: Range<string>, example: string): string {
  const units = acceptedUnits(dimension);
  const unit = units.length === 1 ? `the unit ${units[0]}` : `one of the units ${units.join(', ')}`;
  const bounds = rangeText(range);
  return `a number with ${unit}${bounds ? `, ${bounds}` : ''}, e.g. "${example}"`;
}

/** A quantity with its unit written out; SI behind the schema. */
export function quantity<const D extends Dimension>(
  dimension: D,
  range: Range<string>,
  notes: Notes<string>,
) {
  const accepts = quantityText(dimension, range, notes.default);
  const schema = quantityValue(dimension, range, accepts);
  const key = documented(schema, accepts, notes, { pattern: quantityPattern(dimension) });
  return suffixed(key, SI_SUFFIX[dimension]);
}

/** A quantity that may be absent. */
export function optionalQuantity<const D extends Dimension>(
  dimension: D,
  range: Range<string>,
  notes: OptionalNotes<string>,
) {
  const accepts = quantityText(dimension, range, notes.example);
  const schema = quantityValue(dimension, range, accepts);
  const key = documentedOptional(schema, accepts, notes, { pattern: quantityPattern(dimension) });
  return suffixed(key, SI_SUFFIX[dimension]);
}

function bounded(base: z.ZodNumber, range: Range<number>): z.ZodNumber {
  let schema = base;
  if (range.above !== undefined) schema = schema.gt(range.above);
  if (range.least !== undefined) schema = schema.gte(range.least);
  if (range.most !== undefined) schema = schema.lte(range.most);
  return schema;
}

const numberText = (what: string, range: Range<number>) => [what, rangeText(range)].filter(Boolean).join(' ');

/** A plain number: a share, a factor, a weight. */
export function number(range: Range<number>, notes: Notes<number>) {
  return documented(bounded(z.number(), range), numberText('a number', range), notes);
}

/** A whole number. */
export function count(range: Range<number>, notes: Notes<number>) {
  return documented(bounded(z.int(), range), numberText('a whole number', range), notes);
}

/** A number that may be absent. */
export function optionalNumber(range: Range<number>, notes: OptionalNotes<number>) {
  return documentedOptional(bounded(z.number(), range), numberText('a number', range), notes);
}

/** A whole number that may be absent. */
export function optionalCount(range: Range<number>, notes: OptionalNotes<number>) {
  return documentedOptional(bounded(z.int(), range), numberText('a whole number', range), notes);
}

/** A number, or a word that stands for a rule that finds one. */
export function numberOrRule<const Rule extends string>(
  rule: Rule,
  range: Range<number>,
  notes: Notes<number | Rule>,
) {
  const accepts = `"${rule}" or ${numberText('a number', range)}`;
  const schema: z.ZodType<number | Rule, number | Rule> = z.union([
    z.literal(rule),
    bounded(z.number(), range),
  ]);
  return documented(schema, accepts, notes, { choices: [rule] });
}

/** true or false. */
export function flag(notes: Notes<boolean>) {
  return documented(z.boolean(), 'true or false', notes);
}

/** true or false, or absent. */
export function optionalFlag(notes: OptionalNotes<boolean>) {
  return documentedOptional(z.boolean(), 'true or false', notes);
}

/** A name of something, cleaned of what nobody sees; it must be given. */
export function requiredName(longest: number, about: string, example: string) {
  const accepts = `a name of 1 to ${longest} characters, none of them a control character, and no word of JavaScript objects (constructor), e.g. "${example}"`;
  const description = `${about} Accepted: ${accepts}. Must be given.`;
  return z
    .union([z.string(), z.number()])
    .transform((written, context) => {
      const name = cleanName(written);
      if (isKeyName(name) && name.length <= longest) return name;
      context.addIssue({ code: 'custom', message: accepts });
      return z.NEVER;
    })
    .meta({ about, description, accepts, source: 'none, it must be given', example });
}

/** Free text that may be absent. */
export function optionalText(notes: OptionalNotes<string>) {
  return documentedOptional(z.string().min(1), 'a text that is not empty', notes);
}

/** Free text. */
export function text(notes: Notes<string>) {
  return documented(z.string().min(1), 'a text that is not empty', notes);
}

/** Path of a file or folder, counted from the scenario's file. */
export function path(notes: Notes<string>) {
  return documented(z.string().min(1), 'a path that is not empty', notes, { isPath: true });
}

/** A path that may be absent. */
export function optionalPath(notes: OptionalNotes<string>) {
  return documentedOptional(z.string().min(1), 'a path that is not empty', notes, { isPath: true });
}

/** A path that must be given. */
export function requiredPath(about: string, example: string) {
  const accepts = `a path that is not empty, e.g. "${example}"`;
  const description = `${about} Accepted: ${accepts}. Must be given.`;
  const notes = { about, description, accepts, source: 'none, it must be given', example, isPath: true };
  return z.string().min(1).meta(notes);
}

/** One of a few names. */
export function choice<const Name extends string>(names: readonly Name[], notes: Notes<Name>) {
  const schema: z.ZodType<Name, Name> = z.enum(names);
  return documented(schema, `one of ${names.join(', ')}`, notes, { choices: names });
}

/** A name, out of a list if it is known. */
function nameOf(known: readonly string[] | undefined, what: string) {
  const accepts = known ? `one of ${known.join(', ')}` : `the name of a ${what}`;
  if (!known) return z.string().min(1).meta({ accepts });
  return z.enum(known).meta({ accepts, choices: known });
}

/** A name out of a list known only at run time (a solver); any name while the list is not given. */
export function knownName(known: readonly string[] | undefined, what: string, notes: Notes<string>) {
  const schema: z.ZodType<string, string> = nameOf(known, what);
  const choices = known ?? [];
  return documented(schema, known ? `one of ${known.join(', ')}` : `the name of a ${what}`, notes, {
    choices,
  });
}

/** A list of different names, at least one. */
export function nameList<Name extends string = string>(
  known: readonly Name[] | undefined,
  what: string,
  notes: Notes<readonly Name[]>,
) {
  const list = z
    .array(nameOf(known, what))
    .min(1)
    .superRefine((names, context) => {
      const seen = new Set<unknown>();
      const again = names.findIndex((name) => seen.size === seen.add(name).size);
      if (again >= 0) context.addIssue({ code: 'custom', path: [again], message: 'each name once' });
    });
  const accepts = `a list of at least one name, each ${known ? `one of ${known.join(', ')}` : `a ${what}`}`;
  // Names are checked against the list, so they have its type.
  return documented(list as unknown as z.ZodType<readonly Name[], readonly Name[]>, accepts, notes);
}
