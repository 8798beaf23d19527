/** Every kind of penalty. A new one is a file beside this one and a line in here. */
import { count } from './count.js';
import { expression } from './expression.js';
import { fraction } from './fraction.js';
import { inverse } from './inverse.js';
import type { PenaltyKind } from './kind.js';
import { linear } from './linear.js';
import { quadratic } from './quadratic.js';

/** In an order that fingerprints know: append, never insert. */
export const PENALTY_KINDS = { linear, quadratic, inverse, count, fraction, expression } as const;

type Table = typeof PENALTY_KINDS;
type PenaltyOf<Entry> = Entry extends PenaltyKind<infer P> ? P : never;

/** phi: what it costs not to hear from everybody. */
export type Penalty = PenaltyOf<Table[keyof Table]>;
