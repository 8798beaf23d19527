/**
 * Drift-plus-penalty (theory 3): each round minimises V w_t phi(S) + Y(t) tau + sum_k Q_k(t) E_k, with the
 * queues as prices. Three refinements of theory 6 are options: a spending plan learned from past channels
 * (which also gives the start of the queue), and the budget guard.
 */
import { hasPoint } from '../../core/round/solution.js';
import { canStart, guardedDeadlineS, overspenders } from '../budget-guard.js';
import type { ObservedDevice } from '../observation.js';
import type { Policy, PolicyAnswer, PolicyContext } from '../policy.js';
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
    tradeOff,
    ...(plan
      ? {
          initialDelayQueueS: tradeOff * plan.delayPrice,
          delayAllowanceS: (round: number) => plan.delayS[round]!,
        }
      : {}),
    decide(context) {
      const { rules, state, devices } = context;
      if (!guard) return solveRound(context, tradeOff, devices, rules.deadlineS);
      const deadlineS = guardedDeadlineS(rules, state);
      let eligible = devices.filter((device) => canStart(rules, state, device));
      for (;;) {
        const answer = solveRound(context, tradeOff, eligible, deadlineS);
        if (!answer || !hasPoint(answer.solution)) return answer;
        const out = overspenders(rules, state, answer.solution);
        if (out.length === 0) return answer;
        eligible = eligible.filter((device) => !out.includes(device.id));
      }
    },
  };
}

/** The round's problem at the queues' prices, solved; undefined where nobody can take part. */
function solveRound(
  { rules, state, solver }: PolicyContext,
  tradeOff: number,
  devices: readonly ObservedDevice[],
  deadlineS: number,
): PolicyAnswer | undefined {
  if (deadlineS <= 0 || devices.length === 0) return undefined;
  const prices = {
    penaltyWeight: tradeOff * rules.weights[state.round]!,
    delayPrice: state.delayQueueS,
    energyPrice: state.energyQueueJ,
  };
  const problem = poseRound(rules, devices, prices, { deadlineS });
  return { problem, solution: solver.solve(problem) };
}
