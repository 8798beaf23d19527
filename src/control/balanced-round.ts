/** The penalty of a balanced round: the linear fraction (1 + sum_S n_k)/x - 1 with the debts of a ledger as numerators (theory 9.9). */
import { debtNumerators } from '../bounds/index.js';
import { byId } from '../problem/round/by-id.js';
import type { FractionPenalty } from '../problem/round/penalty/fraction.js';
import type { Penalty } from '../problem/round/problem.js';
import { balanceByRule } from './balance-rule.js';
import { capOfNobody } from './balanced-horizon.js';
import { type DebtLedger, debtOf } from './debts.js';

export interface BalanceWeights {
  /** beta in (0, 1], or by the rule from whom the ledger has heard. */
  readonly balance: number | 'auto';
  /** lambda in (0, 1]: what a round leaves of a debt. */
  readonly lambda: number;
}

/**
 * @param penalty of the rules: nobody costs what it says, where it says so on the same scale
 * @param ledger with every device of the round in it
 * @param ids of the round's devices
 */
export function balancePenalty(
  penalty: Penalty,
  ledger: DebtLedger,
  ids: readonly string[],
  { balance, lambda }: BalanceWeights,
): FractionPenalty {
  const known = Object.keys(ledger.shares).length;
  const beta = balance === 'auto' ? balanceByRule(known, ledger.rounds, ledger.heard) : balance;
  const debts = ids.map((id) => debtOf(ledger, id));
  const numerators = debtNumerators(debts, beta, lambda);
  return {
    kind: 'fraction',
    cap: capOfNobody(penalty, Object.values(ledger.shares)),
    constant: 1,
    numerators: byId(ids, (place) => numerators[place]!),
  };
}
