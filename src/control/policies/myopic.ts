/**
 * Myopic: meets the average delay in every single round instead of over the horizon, and takes whoever
 * then fits. No queue, no memory; energy is not looked at.
 */
import { policyEntry } from '../policy-entry.js';
import { poseRound } from '../round-problem.js';

export const myopic = policyEntry({
  name: 'myopic',
  about: 'The delay budget as a deadline of every round, best schedule under it',
  hasPrices: false,
  keepsBudgets: false,
  options: {},
  make: () => ({
    title: 'Myopic: the delay budget as a deadline of every round',
    decide({ rules, state, devices, solver }) {
      const deadlineS = Math.min(rules.deadlineS, rules.averageDelayS ?? rules.deadlineS);
      const prices = { penaltyWeight: rules.weights[state.round]!, delayPrice: 0 };
      const problem = poseRound(rules, devices, prices, { deadlineS });
      return { problem, solution: solver.solve(problem) };
    },
  }),
});
