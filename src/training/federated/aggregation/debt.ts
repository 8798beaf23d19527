/**
 * Debt weights (theory 9.7, T6): weights >= 0 on the devices heard that leave the least debt. A device that was heard less than its
 * share of the data counts more than pi_k/x, one heard more counts less, down to nothing.
 */
import { weightsOfDues } from '../../../core/weights-of-dues.js';
import { aggregate } from '../aggregate.js';
import type { Aggregation, AggregationRule, HeardDevice } from './rule.js';

/** Debts c_k by id. */
type Debts = ReadonlyMap<string, number>;

/** a_k = max(0, y_k + pi_k s), y_k = pi_k - c_k, with s such that they sum to 1. */
function weightsOf(heard: readonly HeardDevice[], debts: Debts): number[] {
  return weightsOfDues(heard.map(({ id, share }) => ({ share, due: share - (debts.get(id) ?? 0) })));
}

function at(shares: ReadonlyMap<string, number>, debts: Debts): Aggregation {
  return {
    step(heard) {
      const weights = weightsOf(heard, debts);
      const weightOf = new Map(heard.map(({ id }, k) => [id, weights[k]!]));
      const next = [...shares].map(([id, share]): [string, number] => [
        id,
        (debts.get(id) ?? 0) + (weightOf.get(id) ?? 0) - share,
      ]);
      const gradients = heard.map(({ gradient }) => gradient);
      return { gradient: aggregate(gradients, weights), weights, next: at(shares, new Map(next)) };
    },
  };
}

export const debt: AggregationRule = {
  name: 'debt',
  about: 'Weights that leave the least debt of participation',
  theory: 'T1 to T5, with the least debts of T6; more noise than the mean where one device counts for many',
  memoryBits: (devices) => 64 * devices,
  extraBits: 0,
  start: (shares) => at(shares, new Map()),
};
