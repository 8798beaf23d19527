/** The kinds of small-scale fading, the default first. A new kind is its file, a line here, and its test. */
import { z } from 'zod';
import type { FadingLaw } from '../../system/fading.js';
import { none } from './none.js';
import { rayleigh } from './rayleigh.js';
import { rician } from './rician.js';

export const FADING_KINDS = [rician, rayleigh, none] as const;

type Entries = readonly { readonly kind: string; readonly words: string; readonly variant: z.ZodType }[];
type Variants<Table> = {
  readonly [Index in keyof Table]: Table[Index] extends { variant: infer V } ? V : never;
};

/** The group `radio.fading` of a table of kinds. */
export function fadingSection<const Table extends Entries>(table: Table) {
  const variants = table.map(({ variant }) => variant) as unknown as Variants<Table>;
  type Options = Variants<Table> & readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]];
  return z
    .discriminatedUnion('kind', variants as Options)
    .prefault({} as never)
    .meta({ description: 'Small-scale fading of the channels of a cell, constant within a round.' });
}

/** The law of a device's gain, of whichever kind. */
export function fadingLaw(
  table: Entries,
  fading: { readonly kind: string; readonly correlation?: number },
  lineOfSight: boolean,
): FadingLaw | undefined {
  const entry = table.find(({ kind }) => kind === fading.kind) as
    | { law(keys: unknown, lineOfSight: boolean, correlation: number): FadingLaw | undefined }
    | undefined;
  return entry?.law(fading, lineOfSight, fading.correlation ?? 0);
}

/** How a report calls it. */
export function fadingInWords(kind: string): string {
  return FADING_KINDS.find((entry) => entry.kind === kind)?.words ?? kind;
}
