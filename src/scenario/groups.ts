/** Groups of keys, and groups that come in several kinds. */
import { z } from 'zod';

/** A group of keys, all of which may be left out. */
export function section<const Shape extends z.ZodRawShape>(about: string, shape: Shape) {
  return z
    .strictObject(shape)
    .prefault({} as never)
    .meta({ description: about });
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
