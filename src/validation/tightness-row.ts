import type { Claim } from './theorems.js';

/** One line of the tightness table. */
export interface TightnessRow {
  readonly theorem: string;
  readonly instance: string;
  readonly measured: number;
  readonly bound: number;
  /** (bound - measured) / max(|bound|, |measured|); 0 at equality. */
  readonly slack: number;
}

export function row(
  theorem: string,
  instance: string,
  { measured, bound }: Omit<Claim, 'scale'>,
): TightnessRow {
  const size = Math.max(Math.abs(bound), Math.abs(measured));
  return { theorem, instance, measured, bound, slack: size === 0 ? 0 : (bound - measured) / size };
}
