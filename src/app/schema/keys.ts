/**
 * Building blocks of the scenario schema: one function a kind of value. Each key carries what it means, what
 * is accepted and where its default comes from; the diagnostics, the printed defaults and the editor schema
 * are all made from that.
 */
import { z } from 'zod';
import { InputError } from '../../core/errors.js';
import { acceptedUnits, type Dimension, parseQuantity, quantityPattern } from '../../system/units.js';

declare module 'zod' {
  interface GlobalMeta {
    /** What the key is, in words. */
    about?: string;
    /** What is accepted, as the end of a sentence "accepted is ...". */
    accepts?: string;
    /** Where the default comes from. */
    source?: string;
    /** The names a value can have, for suggestions. */
    choices?: readonly string[];
    /** A value to show, commented out, for a key without a default. */
    example?: unknown;
  }
}

/** What every key says about itself. */
export interface Notes<Value> {
  /** What the key is, in words. */
  readonly about: string;
  /** The default as a user would write it. */
  readonly default: Value;
  /** Where the default comes from. */
  readonly source: string;
}

/** A key that may be left out and then has no value. */
export interface OptionalNotes<Value> {
  readonly about: string;
  readonly example: Value;
  /** What its absence means. */
  readonly absent: string;
}

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

function describe(about: string, accepts: string, source: string): string {
  return `${about} Accepted: ${accepts}. Source of the default: ${source}.`;
}

/** Gives a value its default, in the form a user writes, and its notes. */
function documented<S extends z.ZodType>(
  schema: S,
  accepts: string,
  notes: Notes<z.input<S>>,
  more: z.GlobalMeta = {},
) {
  const { about, source } = notes;
  const description = describe(about, accepts, source);
  // The default has the type S takes in; zod asks for a type that TypeScript cannot derive for a generic S.
  const schemaWithDefault = schema.prefault(notes.default as never);
  return schemaWithDefault.meta({ ...more, about, description, accepts, source });
}

/** Lets a value be absent, and gives it its notes. */
function documentedOptional<S extends z.ZodType>(
  schema: S,
  accepts: string,
  notes: OptionalNotes<z.input<S>>,
  more: z.GlobalMeta = {},
) {
  const { about, absent, example } = notes;
  const description = `${about} Accepted: ${accepts}. Default: ${absent}.`;
  return schema.optional().meta({ ...more, about, description, accepts, source: absent, example });
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
export function quantity(dimension: Dimension, range: Range<string>, notes: Notes<string>) {
  const accepts = quantityText(dimension, range, notes.default);
  const schema = quantityValue(dimension, range, accepts);
  return documented(schema, accepts, notes, { pattern: quantityPattern(dimension) });
}

/** A quantity that may be absent. */
export function optionalQuantity(dimension: Dimension, range: Range<string>, notes: OptionalNotes<string>) {
  const accepts = quantityText(dimension, range, notes.example);
  const schema = quantityValue(dimension, range, accepts);
  return documentedOptional(schema, accepts, notes, { pattern: quantityPattern(dimension) });
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

/** Free text. */
export function text(notes: Notes<string>) {
  return documented(z.string().min(1), 'a text that is not empty', notes);
}

/** A text that must be given. */
export function requiredText(about: string, example: string) {
  const accepts = `a text that is not empty, e.g. "${example}"`;
  const description = `${about} Accepted: ${accepts}. Must be given.`;
  return z.string().min(1).meta({ about, description, accepts, source: 'none, it must be given', example });
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
      const again = names.findIndex((name, index) => names.indexOf(name) < index);
      if (again >= 0) context.addIssue({ code: 'custom', path: [again], message: 'each name once' });
    });
  const accepts = `a list of at least one name, each ${known ? `one of ${known.join(', ')}` : `a ${what}`}`;
  // Names are checked against the list, so they have its type.
  return documented(list as unknown as z.ZodType<readonly Name[], readonly Name[]>, accepts, notes);
}

const groupText = (keys: readonly string[]) => `a group with the keys ${keys.join(', ')}`;

/** A group of keys, all of which may be left out. */
export function section<const Shape extends z.ZodRawShape>(about: string, shape: Shape) {
  return z
    .strictObject(shape)
    .prefault({} as never)
    .meta({ description: about, accepts: groupText(Object.keys(shape)) });
}

/** One way to fill a group that comes in several kinds; `kind` says which. */
export function variant<const Kind extends string, const Shape extends z.ZodRawShape>(
  kind: Kind,
  about: string,
  shape: Shape,
) {
  return z.strictObject({ kind: z.literal(kind), ...shape }).meta({ description: about });
}

/** The kind that is meant when `kind` is left out. */
export function defaultVariant<const Kind extends string, const Shape extends z.ZodRawShape>(
  kind: Kind,
  about: string,
  shape: Shape,
) {
  const kindKey = z.literal(kind).default(kind as never);
  return z.strictObject({ kind: kindKey, ...shape }).meta({ description: about });
}
