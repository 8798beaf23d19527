/** What the steps of one search share. */
import type { Multipliers } from '../../problem/round/certificate.js';
import type { LineStore } from '../tools/line-store.js';
import type { RoundColumns } from '../tools/problem-columns.js';
import type { Arena } from './arena.js';
import type { Budget } from './budget.js';
import type { Incumbent } from './incumbent.js';
import type { QuickAllocation } from './quick-allocation.js';

/** Everything a search shares. */
export interface SearchContext {
  readonly columns: RoundColumns;
  readonly incumbent: Incumbent;
  readonly quick: QuickAllocation;
  readonly budget: Budget;
  readonly lines: LineStore;
  /** Memory that lasts as long as the part it is taken for. */
  readonly arena: Arena;
  /** All shares equal, or a penalty that counts heads: the number scheduled decides the penalty. */
  readonly countDecides: boolean;
  /** tau has a price, and somebody's energy is limited or the rate capped: costs bend in tau. */
  readonly mayBend: boolean;
  /** What the first part, the whole, came to: the proof of a search that is stopped. */
  readonly progress: {
    first?: { readonly multipliers: Multipliers; readonly latestS: number };
    /** Told of its bound. */
    onFirst?: (bound: number) => void;
  };
}
