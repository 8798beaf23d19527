/**
 * More columns around a round's best, hardly worse in the Lagrangian, for filling up budgets: one device more, or
 * one less; and the same devices with one of them sparing its energy at the others' cost.
 */
import {
  type HorizonPrices,
  type HorizonProblem,
  isIdle,
  pricedRound,
} from '../../problem/horizon/problem.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import { allocate } from '../tools/allocation.js';
import { scheduledIndexes, toDecision } from '../tools/decision.js';
import { toColumns } from '../tools/problem-columns.js';
import type { ColumnPool } from './decision-columns.js';

/** How much dearer a device's energy is made for it to spare some. */
const SPARING = 1.5;

/**
 * Adds the neighbours of one decision of round t to the pool.
 * @param scheduled ids of that decision
 */
export function addNeighbours(
  problem: HorizonProblem,
  pool: ColumnPool,
  prices: HorizonPrices,
  t: number,
  scheduled: readonly string[],
): void {
  const round = problem.rounds[t]!;
  if (isIdle(round)) return;
  const inside = scheduledIndexes(round, scheduled) ?? [];
  const offer = (indexes: readonly number[], at: HorizonPrices) => offerColumn(pool, t, round, indexes, at);
  for (let k = 0; k < round.devices.length; k++) {
    const without = inside.filter((other) => other !== k);
    const isOutside = without.length === inside.length;
    offer(isOutside ? [...inside, k].sort((a, b) => a - b) : without, prices);
  }
  for (const id of scheduled) {
    const price = prices.energyPrice[id] ?? 0;
    if (price === 0) continue;
    offer(inside, { ...prices, energyPrice: { ...prices.energyPrice, [id]: SPARING * price } });
  }
}

/** Adds a schedule with its best bandwidths at some prices, where the round allows it. */
function offerColumn(
  pool: ColumnPool,
  t: number,
  round: RoundProblem,
  scheduled: readonly number[],
  prices: HorizonPrices,
): void {
  const priced = pricedRound(round, prices);
  const columns = toColumns(priced);
  if (scheduled.length < columns.minScheduled || scheduled.length > columns.maxScheduled) return;
  const allocation = allocate(columns, scheduled);
  if (allocation !== undefined) pool.add(t, toDecision(priced, scheduled, allocation));
}
