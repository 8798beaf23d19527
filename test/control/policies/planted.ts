/** A policy as a user would add one: a fixed price of a second. Nothing but the table of a test knows it. */
import { numberOption, policyEntry } from '../../../src/control/policy-entry.js';
import { poseRound } from '../../../src/control/round-problem.js';
import { POSITIVE } from '../../../src/core/read.js';

export const planted = policyEntry({
  name: 'planted',
  about: 'a test',
  hasPrices: true,
  keepsBudgets: false,
  options: { price: numberOption(POSITIVE, 'of a second', 3) },
  make: ({ price }) => ({
    title: `Planted at ${price}`,
    decide({ rules, devices, solver }) {
      const problem = poseRound(rules, devices, { penaltyWeight: 1, delayPrice: price }, rules);
      return { problem, solution: solver.solve(problem) };
    },
  }),
});
