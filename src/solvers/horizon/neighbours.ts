/**
 * More columns around a round's best: one device more, or one less, with bandwidths that are best at the same
 * prices. Hardly worse in the Lagrangian, they spend a little more or less, which is what fills up budgets.
 */
import { type HorizonPrices, type HorizonProblem, isIdle, pricedRound } from '../../core/horizon/problem.js';
import { toColumns } from '../../core/round/columns.js';
import { allocate } from '../allocation.js';
import { scheduledIndexes, toDecision } from '../decision.js';
import type { ColumnPool } from './columns.js';

/** Adds the neighbours of one decision of round t to the pool. */
export function addNeighbours(
  problem: HorizonProblem,
  pool: ColumnPool,
  prices: HorizonPrices,
  t: number,
  scheduled: readonly string[],
): void {
  const round = problem.rounds[t]!;
  if (isIdle(round)) return;
  const priced = pricedRound(round, prices);
  const columns = toColumns(priced);
  const inside = scheduledIndexes(priced, scheduled) ?? [];
  for (let k = 0; k < columns.deviceCount; k++) {
    const without = inside.filter((other) => other !== k);
    const toggled = without.length < inside.length ? without : [...inside, k].sort((a, b) => a - b);
    if (toggled.length < columns.minScheduled || toggled.length > columns.maxScheduled) continue;
    const allocation = allocate(columns, toggled);
    if (allocation !== undefined) pool.add(t, toDecision(priced, toggled, allocation));
  }
}
