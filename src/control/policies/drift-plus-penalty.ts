/**
 * Drift-plus-penalty (theory 3): each round minimises V w_t phi(S) + Y(t) tau + sum_k Q_k(t) E_k, with the
 * queues as prices. Three refinements of theory 6 are options: a spending plan learned from past channels
 * (which also gives the start of the queue), and the budget guard.
 */
import { canAfford, guardedDeadlineS } from '../budget-guard.js';
import type { Policy } from '../policy.js';
import { poseRound } from '../round-problem.js';
import type { SpendingPlan } from '../spending-plan.js';

export interface DriftPlusPenaltyOptions {
  readonly name: string;
  readonly title: string;
  /** V > 0. */
  readonly tradeOff: number;
  /** Queue started at V theta* and measured against the planned profile. Absent: Y(0) = 0 against tau_bar. */
  readonly plan?: SpendingPlan;
  /** Make overspending over the horizon impossible. */
  readonly guard: boolean;
}

export function driftPlusPenalty(options: DriftPlusPenaltyOptions): Policy {
  const { tradeOff, plan, guard } = options;
  return {
    name: options.name,
    title: options.title,
    ...(plan
      ? {
          initialDelayQueueS: tradeOff * plan.delayPrice,
          delayAllowanceS: (round: number) => plan.delayS[round]!,
        }
      : {}),
    decide({ rules, state, devices, solver }) {
      const deadlineS = guard ? guardedDeadlineS(rules, state) : rules.deadlineS;
      const eligible = guard
        ? devices.filter((device) => canAfford(rules, state, device, deadlineS))
        : devices;
      if (deadlineS <= 0 || eligible.length === 0) return undefined;
      const problem = poseRound(
        rules,
        eligible,
        {
          penaltyWeight: tradeOff * rules.weights[state.round]!,
          delayPrice: state.delayQueueS,
          energyPrice: state.energyQueueJ,
        },
        { deadlineS },
      );
      return { problem, solution: solver.solve(problem) };
    },
  };
}
