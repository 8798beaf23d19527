/** A walk through the schema: the keys, kinds and notes that diagnostics and printed defaults are made of. */
import { z } from 'zod';
import type { Path } from './yaml-source.js';

const isWrapper = (schema: z.core.$ZodType) =>
  schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;

/** The schema of what is written: under its default, its optionality, its checks and what it is turned into. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  for (;;) {
    if (inner instanceof z.ZodPipe) inner = inner.in;
    else if (isWrapper(inner)) inner = inner.unwrap();
    else return inner;
  }
}

/** The kind of a variant: the value of its key `kind`. */
export function kindOf(variant: z.ZodObject): string {
  return (bare(variant.shape.kind) as z.ZodLiteral<string>).value;
}

/** The variants of a group that comes in kinds, the default one first; undefined for any other schema. */
export function variantsOf(schema: z.core.$ZodType): readonly z.ZodObject[] | undefined {
  const inner = bare(schema);
  return inner instanceof z.ZodDiscriminatedUnion
    ? inner.options.map((option) => bare(option) as z.ZodObject)
    : undefined;
}

/** Of a value that is a word or a group: the group with most of its keys. */
function groupAmong(union: z.ZodUnion, value: unknown): z.ZodObject | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const groups = union.options.map(bare).filter((option) => option instanceof z.ZodObject);
  const known = (group: z.ZodObject) => Object.keys(value).filter((key) => key in group.shape).length;
  return groups.reduce<z.ZodObject | undefined>((a, b) => (a && known(a) >= known(b) ? a : b), undefined);
}

/** The group a value is meant to fill: of its kind where there are several. */
function groupFor(schema: z.core.$ZodType, value: unknown): z.ZodObject | undefined {
  const inner = bare(schema);
  if (inner instanceof z.ZodObject) return inner;
  const variants = variantsOf(inner);
  if (!variants && inner instanceof z.ZodUnion) return groupAmong(inner, value);
  const kind = (value as { kind?: unknown } | null)?.kind;
  return variants?.find((variant) => kindOf(variant) === kind) ?? variants?.[0];
}

/** The schema at a path of a document, as far as the path exists. */
export function schemaAt(root: z.core.$ZodType, path: Path, document: unknown): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = root;
  let value = document;
  for (const step of path) {
    if (!schema) return undefined;
    const inner: z.core.$ZodType = bare(schema);
    schema = inner instanceof z.ZodArray ? inner.element : groupFor(inner, value)?.shape[step];
    value = (value as Record<string, unknown> | null | undefined)?.[step];
  }
  return schema;
}

/** Keys of the group at a path. */
export function keysAt(root: z.core.$ZodType, path: Path, document: unknown): readonly string[] {
  const schema = schemaAt(root, path, document);
  const value = path.reduce<unknown>((v, step) => (v as Record<string, unknown> | null)?.[step], document);
  const group = schema && groupFor(schema, value);
  return group ? Object.keys(group.shape) : [];
}

/** Every path of keys in the schema, dotted, all kinds included. */
export function allPaths(schema: z.core.$ZodType, prefix = ''): string[] {
  const inner = bare(schema);
  const groups = inner instanceof z.ZodObject ? [inner] : (variantsOf(inner) ?? []);
  return groups.flatMap((group) =>
    Object.entries(group.shape).flatMap(([key, value]) => [
      `${prefix}${key}`,
      ...allPaths(value, `${prefix}${key}.`),
    ]),
  );
}

/** Notes of a schema, wherever the wrappers keep them. */
export function notesOf(schema: z.core.$ZodType): z.GlobalMeta {
  let inner = schema;
  for (;;) {
    const notes = z.globalRegistry.get(inner);
    if (notes) return notes;
    if (!isWrapper(inner)) return {};
    inner = inner.unwrap();
  }
}

/** The default of a key, as a user would write it; undefined for a key without one. */
export function defaultOf(schema: z.core.$ZodType): unknown {
  return schema instanceof z.ZodPrefault ? schema.def.defaultValue : undefined;
}
