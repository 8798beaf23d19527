import type { RoundProblem } from '../../src/problem/round/problem.js';

/**
 * What the terms of an objective may add up to: their sum may cancel (a device's value against the penalty), and then
 * keeps the error of its terms.
 */
export function sizeOf({ penaltyWeight, penalty, devices }: RoundProblem): number {
  const largest = 'values' in penalty ? Math.max(...penalty.values.map(Math.abs)) : 1;
  return penaltyWeight * largest + devices.reduce((sum, { value = 0 }) => sum + value, 0);
}
