/**
 * Full participation with equal bandwidth: everybody who meets the deadline on an equal share of the band
 * takes part. Nothing is optimised, so the answer is a feasible point with its gap, never 'optimal'.
 */
import { equalBandwidth } from '../../solvers/baselines/priced.js';
import { leastBandwidthAt } from '../../solvers/tools/fitting.js';
import { policyEntry } from '../policy-entry.js';
import { poseRound } from '../round-problem.js';

export const fullEqual = policyEntry({
  name: 'full-equal',
  about: 'Everybody who meets the deadline on an equal share of the band',
  hasPrices: false,
  keepsBudgets: false,
  options: {},
  make: () => ({
    title: 'Full participation, equal bandwidth',
    decide({ rules, state, devices }) {
      const shareHz = rules.bandwidthHz / devices.length;
      const inTime = devices.filter((device) => leastBandwidthAt(device, rules.deadlineS, rules) <= shareHz);
      if (inTime.length === 0) return undefined;
      const prices = { penaltyWeight: rules.weights[state.round]!, delayPrice: 0 };
      const problem = poseRound(rules, inTime, prices, {
        deadlineS: rules.deadlineS,
        maxScheduled: inTime.length,
      });
      return { problem, solution: equalBandwidth.solve(problem) };
    },
  }),
});
