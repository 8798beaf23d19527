/**
 * Full participation with equal bandwidth: everybody who meets the deadline on an equal share of the band
 * takes part. Nothing is optimised, so the answer is a feasible point with its gap, never 'optimal'.
 */
import type { RoundSolver } from '../../solvers/index.js';
import type { Policy } from '../policy.js';
import { poseRound } from '../round-problem.js';

/** @param equalBandwidth the solver of that name in the registry */
export function fullEqual(equalBandwidth: RoundSolver): Policy {
  return {
    name: 'full-equal',
    title: 'Full participation, equal bandwidth',
    decide({ rules, state, devices }) {
      const prices = { penaltyWeight: rules.weights[state.round]!, delayPrice: 0 };
      const problem = poseRound(rules, devices, prices, {
        deadlineS: rules.deadlineS,
        maxScheduled: devices.length,
      });
      return { problem, solution: equalBandwidth.solve(problem) };
    },
  };
}
