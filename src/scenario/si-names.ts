/**
 * How a key is called behind the schema: with its unit (`radius` -> `radiusM`), or by a name that it says itself. A key
 * is written once, in its section; the type of the scenario and the object itself are named from there.
 */
import { z } from 'zod';
import type { Dimension } from '../system/units.js';

/** The unit that stands at the end of a name; ratios are plain numbers. */
export const SI_SUFFIX = {
  frequency: 'Hz',
  time: 'S',
  length: 'M',
  power: 'W',
  energy: 'J',
  noiseDensity: 'WPerHz',
  ratio: '',
  computeRate: 'FlopPerS',
  switchedCapacitance: '',
  speed: 'MPerS',
} as const satisfies Readonly<Record<Dimension, string>>;

declare module 'zod' {
  interface GlobalMeta {
    /** What is appended to the key's name behind the schema. */
    siSuffix?: string;
    /** The key's whole name behind the schema. */
    siName?: string;
  }
}

/** Known to the compiler alone; the same is in the notes of the schema. */
export interface Suffixed<Suffix extends string> {
  readonly '~si'?: { readonly suffix: Suffix };
}
export interface Named<Name extends string> {
  readonly '~si'?: { readonly name: Name };
}

/** Says the unit of a value, which its key gets as the end of its name. */
export function suffixed<S extends z.ZodType, Suffix extends string>(
  schema: S,
  suffix: Suffix,
): S & Suffixed<Suffix> {
  return schema.meta({ ...z.globalRegistry.get(schema), siSuffix: suffix });
}

/** Gives a key another name behind the schema, where the unit at its end would not be enough. */
export function named<const Name extends string, S extends z.ZodType>(
  name: Name,
  schema: S,
): S & Named<Name> {
  return schema.meta({ ...z.globalRegistry.get(schema), siName: name });
}

type SiKey<Key extends string, S> =
  S extends Named<infer Name> ? Name : S extends Suffixed<infer Suffix> ? `${Key}${Suffix}` : Key;

type Output<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape, z.core.$strict>>;

/** A group of keys behind the schema. */
export type SiGroup<Shape extends z.ZodRawShape> = {
  readonly [Key in keyof Output<Shape> as Key extends keyof Shape & string
    ? SiKey<Key, Shape[Key]>
    : never]: Exclude<Output<Shape>[Key], undefined>;
};

function siName(key: string, schema: z.core.$ZodType): string {
  const notes = z.globalRegistry.get(schema);
  return notes?.siName ?? `${key}${notes?.siSuffix ?? ''}`;
}

/** Renames the keys of a group that was read. */
export function siGroup<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = new Map(Object.entries(shape).map(([key, schema]) => [key, siName(key, schema)]));
  return (group: object) =>
    Object.fromEntries(
      Object.entries(group).map(([key, value]) => [names.get(key) ?? key, value]),
    ) as SiGroup<Shape>;
}
