/** Groups of keys, and groups that come in several kinds. Behind the schema their keys have their units in the name. */
import { z } from 'zod';
import { type SiGroup, siGroup } from './si-names.js';

/** One of a list of groups, which is not made up where it is left out. */
export function entry<const Shape extends z.ZodRawShape>(about: string, shape: Shape) {
  return group(about, shape, (keys: SiGroup<Shape>) => keys);
}

/** A group of keys, all of which may be left out. */
export function section<const Shape extends z.ZodRawShape>(about: string, shape: Shape) {
  return finishedSection(about, shape, (keys: SiGroup<Shape>) => keys);
}

/** The same, where something else than its keys is handed on. */
export function finishedSection<const Shape extends z.ZodRawShape, Out>(
  about: string,
  shape: Shape,
  finish: (keys: SiGroup<Shape>) => Out,
) {
  return group(about, shape, finish)
    .prefault({} as never)
    .meta({ description: about });
}

function group<Shape extends z.ZodRawShape, Out>(
  about: string,
  shape: Shape,
  finish: (keys: SiGroup<Shape>) => Out,
) {
  const inSi = siGroup(shape);
  return z
    .strictObject(shape)
    .meta({ description: about })
    .transform((value) => finish(inSi(value)));
}

type OfKind<Kind extends string, Shape> = { kind: z.ZodLiteral<Kind> } & Shape;

/** One way to fill a group that comes in several kinds; `kind` says which. */
export function variant<const Kind extends string, const Shape extends z.ZodRawShape>(
  kind: Kind,
  about: string,
  shape: Shape,
) {
  return finishedVariant(kind, about, shape, (keys: SiGroup<OfKind<Kind, Shape>>) => keys);
}

/** The same, where something else than its keys is handed on. */
export function finishedVariant<const Kind extends string, const Shape extends z.ZodRawShape, Out>(
  kind: Kind,
  about: string,
  shape: Shape,
  finish: (keys: SiGroup<OfKind<Kind, Shape>>) => Out,
) {
  return group<OfKind<Kind, Shape>, Out>(about, { kind: z.literal(kind), ...shape }, finish);
}

/** The kind that is meant when `kind` is left out. */
export function defaultVariant<const Kind extends string, const Shape extends z.ZodRawShape>(
  kind: Kind,
  about: string,
  shape: Shape,
) {
  const kindKey = z.literal(kind).default(kind as never);
  type Keys = { kind: typeof kindKey } & Shape;
  return group(about, { kind: kindKey, ...shape } as Keys, (keys: SiGroup<Keys>) => keys);
}
