/**
 * Balanced participation (theory 9.9): drift-plus-penalty in which the debts of participation are queues, too. The round's penalty is
 * the exact drift of the debts and psi, a linear fraction of the schedule; prices of time and energy, plans and guard are those of
 * drift-plus-penalty. Whoever was heard less than its share is worth more, until it is heard.
 */
import { debtNumerators } from '../../bounds/index.js';
import { balanceByRule, leakByRule } from '../balance-rule.js';
import { capOfNobody } from '../balanced-horizon.js';
import { balancedRound } from '../balanced-round.js';
import { afterHearing, type DebtLedger, debtOf, NO_DEBTS, withDevices } from '../debts.js';
import { numberOrAuto, policyEntry } from '../policy-entry.js';
import { LEARNING_OPTIONS, priceLearner } from '../prices/learned-prices.js';
import type { ControllerState } from '../state.js';

const PART = { accepted: 'a number in (0, 1]', contains: (v: number) => v > 0 && v <= 1 };

const ledgerOf = (state: ControllerState): DebtLedger =>
  (state.memory?.ledger as DebtLedger | undefined) ?? NO_DEBTS;

export const balanced = policyEntry({
  name: 'balanced',
  about: 'Hears everybody as often as its data asks: debts as queues, prices and guard of drift-plus-penalty',
  hasPrices: true,
  keepsBudgets: true,
  options: {
    ...LEARNING_OPTIONS,
    balance: numberOrAuto(PART, 'beta: weight of balance over the rounds against the participation of one.'),
    leak: numberOrAuto(PART, 'lambda: what a round leaves of a debt.'),
  },
  make({ balance, leak, ...learning }, { rules, history }) {
    const lambda = leak === 'auto' ? leakByRule(rules) : leak;
    const learner = priceLearner(history, learning);
    return {
      title: 'Balanced participation: debts as queues, learned prices, with a budget guard',
      learn(context) {
        const ledger = withDevices(ledgerOf(context.state), context.devices);
        return { ...learner.learn(context), ledger };
      },
      decide(context) {
        const { devices, state } = context;
        const ledger = ledgerOf(state);
        const known = Object.keys(ledger.shares).length;
        const beta = balance === 'auto' ? balanceByRule(known, ledger.rounds, ledger.heard) : balance;
        const numerators = debtNumerators(
          devices.map(({ id }) => debtOf(ledger, id)),
          beta,
          lambda,
        );
        return balancedRound(context, learner.prices(context), {
          cap: capOfNobody(rules.penalty, Object.values(ledger.shares)),
          numerators: new Map(devices.map(({ id }, k) => [id, numerators[k]!])),
        });
      },
      remember: (state, heard) => ({
        ...state.memory,
        ledger: afterHearing(ledgerOf(state), heard, lambda),
      }),
    };
  },
});
