/**
 * A short name of plain JSON by its content, so that a text that was changed is noticed. Keys count in any order and
 * absent ones like undefined, as in JSON. Not secret: who can write the text can also write its digest.
 */
import { createHash } from 'node:crypto';

/** Of an object that is never changed, looked up instead of computed again. */
const known = new WeakMap<object, string>();

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);

/**
 * @param value plain JSON; objects and lists within it must not be changed afterwards
 * @returns 32 hexadecimal digits
 */
export function contentDigest(value: object): string {
  const found = known.get(value);
  if (found !== undefined) return found;
  const part = (item: unknown) =>
    typeof item === 'object' && item !== null ? contentDigest(item) : (JSON.stringify(item) ?? 'null');
  const text = Array.isArray(value)
    ? `[${value.map(part).join()}]`
    : `{${Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => `${JSON.stringify(key)}:${part(item)}`)
        .join()}}`;
  const digest = hash(text);
  known.set(value, digest);
  return digest;
}
