/**
 * A record with one value for each id. Assignment is four times as fast as Object.fromEntries; only the id
 * `__proto__` needs to be defined, since assigning to it would set the prototype.
 */
export function byId<T>(ids: readonly string[], valueAt: (place: number) => T): Record<string, T> {
  const record: Record<string, T> = {};
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (id !== '__proto__') record[id] = valueAt(i);
    else
      Object.defineProperty(record, id, {
        value: valueAt(i),
        enumerable: true,
        writable: true,
        configurable: true,
      });
  }
  return record;
}
