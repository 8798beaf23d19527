/**
 * What every key of the schema says about itself: what it means, what is accepted and where its default comes
 * from. The diagnostics, the printed defaults and the editor schema are all made from these notes.
 */
import type { z } from 'zod';

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
    /** Whether the value is the path of a file or folder, counted from the scenario's file. */
    isPath?: boolean;
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

function describe(about: string, accepts: string, source: string): string {
  return `${about} Accepted: ${accepts}. Source of the default: ${source}.`;
}

/** Gives a value its default, in the form a user writes, and its notes. */
export function documented<S extends z.ZodType>(
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
export function documentedOptional<S extends z.ZodType>(
  schema: S,
  accepts: string,
  notes: OptionalNotes<z.input<S>>,
  more: z.GlobalMeta = {},
) {
  const { about, absent, example } = notes;
  const description = `${about} Accepted: ${accepts}. Default: ${absent}.`;
  return schema.optional().meta({ ...more, about, description, accepts, source: absent, example });
}
