/** Words and types of the records' schemas: what is accepted is said once, beside the check. */
import { z } from 'zod';
import { InputError } from '../core/errors.js';

/** What a schema reads, as nobody changes a record. */
export type Recorded<T extends z.ZodType> = DeepReadonly<z.infer<T>>;

type DeepReadonly<T> = T extends readonly [unknown, ...unknown[]]
  ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
  : T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
      : T;

const within = (accepted: string, least?: number, isExclusive = false) => {
  const number = z.number({ error: accepted });
  if (least === undefined) return number;
  return isExclusive ? number.gt(least, { error: accepted }) : number.min(least, { error: accepted });
};

export const finite = within('a finite number');
export const nonNegative = within('a finite number >= 0', 0);
export const positive = within('a finite number > 0', 0, true);
export const fraction = within('a number from 0 to 1', 0).max(1, { error: 'a number from 0 to 1' });
export const count = z.int({ error: 'a whole number >= 0' }).min(0, { error: 'a whole number >= 0' });
export const flag = z.boolean({ error: 'true or false' });
export const text = z.string({ error: 'a text' });
export const name = z
  .string({ error: 'a text that is not empty' })
  .min(1, { error: 'a text that is not empty' });
export const names = z.array(name, { error: 'a list' });

/** Values by the id of a device, or the name of a policy. */
export const byName = <T extends z.ZodType>(value: T) => z.record(z.string(), value, { error: 'an object' });

export const fields = <S extends z.ZodRawShape>(shape: S) => z.object(shape, { error: 'an object' });

const dotted = (path: readonly PropertyKey[]) =>
  path.reduce<string>(
    (dots, step) => (typeof step === 'number' ? `${dots}[${step}]` : `${dots}${dots && '.'}${String(step)}`),
    '',
  );

const valueAt = (value: unknown, path: readonly PropertyKey[]) =>
  path.reduce<unknown>(
    (inner, step) => (inner as Readonly<Record<PropertyKey, unknown>> | undefined)?.[step],
    value,
  );

/**
 * A value that came from a file.
 * @param where the file, and the line where it has several values
 * @throws InputError naming file, field, value and what is accepted
 */
export function readAs<T extends z.ZodType>(schema: T, value: unknown, where: string): Recorded<T> {
  const read = schema.safeParse(value);
  if (read.success) return read.data as Recorded<T>;
  const [{ path, message }] = read.error.issues as [z.core.$ZodIssue];
  throw new InputError([where, dotted(path)].filter(Boolean).join(' '), valueAt(value, path), message);
}
