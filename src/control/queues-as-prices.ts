/**
 * Virtual queues as prices (theory 3), what both policies with queues share: each round minimises V w_t phi(S) + Y(t) tau + sum_k Q_k(t) E_k,
 * with the queues as prices. Two refinements of theory 6 are options: a plan learned from past channels (queues
 * start at what the learned prices say and are measured against the planned spending), and the budget guard.
 *
 * Each queue may have a V of its own, which is a weight of its square in the Lyapunov function: the price of a
 * joule in units of the penalty is Q_k/V_k.
 */
import { ownValue } from '../core/own.js';
import { guardedRound } from './budget-guard.js';
import type { PolicyBody } from './policy-entry.js';
import { type PricePlan, plannedAt } from './prices/planned-spending.js';
import { poseRound } from './round-problem.js';
import type { TradeOffs } from './trade-off.js';

export interface QueueOptions {
  readonly title: string;
  /** V > 0, one for all queues or one for each. */
  readonly tradeOff: number | TradeOffs;
  /** Queues start at V theta* and are measured against the planned spending. Absent: from 0 against the average budgets. */
  readonly plan?: PricePlan;
  /** Make overspending over the horizon impossible. */
  readonly guard: boolean;
}

/** The same V for every queue. */
const uniform = (tradeOff: number): TradeOffs => ({ delay: tradeOff, energy: {} });

export function queuesAsPrices(options: QueueOptions): PolicyBody {
  const { plan, guard } = options;
  const tradeOff = typeof options.tradeOff === 'number' ? uniform(options.tradeOff) : options.tradeOff;
  const energyTradeOff = (id: string) => ownValue(tradeOff.energy, id) ?? tradeOff.delay;
  return {
    title: options.title,
    tradeOff: tradeOff.delay,
    energyTradeOff,
    ...(plan ? plannedQueues(plan, tradeOff.delay, energyTradeOff) : {}),
    decide(context) {
      const { rules, state, devices, solver } = context;
      const prices = {
        penaltyWeight: tradeOff.delay * rules.weights[state.round]!,
        delayPrice: state.delayQueueS,
        energyPrice: Object.fromEntries(
          Object.entries(state.energyQueueJ).map(([id, queueJ]) => [
            id,
            (queueJ * tradeOff.delay) / energyTradeOff(id),
          ]),
        ),
      };
      if (guard) return guardedRound(context, prices);
      const problem = poseRound(rules, devices, prices, { deadlineS: rules.deadlineS });
      return { problem, solution: solver.solve(problem) };
    },
  };
}

/** Where the queues of a plan start, and what they are measured against. */
function plannedQueues(plan: PricePlan, delayTradeOff: number, energyTradeOff: (id: string) => number) {
  return {
    ...(plan.delayS.length > 0
      ? {
          initialDelayQueueS: delayTradeOff * plan.prices.delayPrice,
          delayAllowanceS: (round: number) => plannedAt(plan.delayS, plan, round),
        }
      : {}),
    initialEnergyQueueJ: Object.fromEntries(
      Object.keys(plan.energyJ).map((id) => [
        id,
        energyTradeOff(id) * (ownValue(plan.prices.energyPrice, id) ?? 0),
      ]),
    ),
    energyAllowanceJ: (round: number, id: string) => {
      const means = ownValue(plan.energyJ, id);
      return means && plannedAt(means, plan, round);
    },
  };
}
