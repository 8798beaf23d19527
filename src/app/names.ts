/** The names that a caller gave to a problem: they come back on its answer, whatever that is. */

export interface CallersNames {
  readonly id?: string | number;
  readonly tag?: string | number;
}

const isName = (value: unknown): value is string | number =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));

/** @param problem JSON as it was read, valid or not */
export function namesOf(problem: unknown): CallersNames {
  if (typeof problem !== 'object' || problem === null) return {};
  const { id, tag } = problem as Readonly<Record<string, unknown>>;
  return { ...(isName(id) ? { id } : {}), ...(isName(tag) ? { tag } : {}) };
}
