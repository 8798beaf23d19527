/** What a kind of small-scale fading says about itself: its keys, its words, and the law of a device's gain. */
import type { z } from 'zod';
import type { FadingLaw } from '../../system/fading.js';

export interface FadingKind<Kind extends string, Variant extends z.ZodType<{ readonly kind: Kind }>> {
  readonly kind: Kind;
  /** In the report: "devices ... see ...". */
  readonly words: string;
  /** Its keys in the group `radio.fading`. */
  readonly variant: Variant;
  /**
   * Undefined: the gain stays as the place gives it.
   * @param correlation from one round to the next, as the scenario says it or as it follows from the speed
   */
  law(keys: z.output<Variant>, lineOfSight: boolean, correlation: number): FadingLaw | undefined;
}

/** Keeps the types of an entry, so that the schema is derived from it. */
export function fadingKind<Kind extends string, Variant extends z.ZodType<{ readonly kind: Kind }>>(
  entry: FadingKind<Kind, Variant>,
): FadingKind<Kind, Variant> {
  return entry;
}
