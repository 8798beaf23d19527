/**
 * Balanced participation (theory 9.9): drift-plus-penalty in which the debts of participation are queues, too. The round's penalty is
 * the exact drift of the debts and psi, a linear fraction of the schedule; guard and feedback of prices are those of drift-plus-penalty, and
 * plans are made by rehearsal. Whoever was heard less than its share is worth more, until it is heard.
 */
import { leakByRule } from '../balance-rule.js';
import { balancePenalty } from '../balanced-round.js';
import { guardedRound } from '../budget-guard.js';
import { afterHearing, type DebtLedger, NO_DEBTS, withDevices } from '../debts.js';
import { numberOrAuto, policyEntry } from '../policy-entry.js';
import { LEARNING_OPTIONS, priceLearner } from '../prices/learned-prices.js';
import type { Rehearsed } from '../prices/rehearsal.js';
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
    const ofLedger = (ledger: DebtLedger): Rehearsed => ({
      before: (devices) => ofLedger(withDevices(ledger, devices)),
      penaltyOf: (ids) => balancePenalty(rules.penalty, ledger, ids, { balance, lambda }),
      after: (heard) => ofLedger(afterHearing(ledger, heard, lambda)),
    });
    const learner = priceLearner({ history, rehearsed: ({ state }) => ofLedger(ledgerOf(state)) }, learning);
    return {
      title: 'Balanced participation: debts as queues, prices learned by rehearsal, with a budget guard',
      learn(context) {
        const ledger = withDevices(ledgerOf(context.state), context.devices);
        return { ...learner.learn(context), ledger };
      },
      decide(context) {
        const { penaltyOf } = ofLedger(ledgerOf(context.state));
        return guardedRound(context, { ...learner.prices(context), penaltyOf });
      },
      remember: (state, heard) => ({
        ...state.memory,
        ledger: afterHearing(ledgerOf(state), heard, lambda),
      }),
    };
  },
});
