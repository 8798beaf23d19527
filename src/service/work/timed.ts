/** A solver that keeps to a time limit wherever its caller names none. */
import type { RoundSolver } from '../../solvers/index.js';

export const clock = (): number => performance.now();

export function timed(solver: RoundSolver, timeLimitS: number): RoundSolver {
  return { ...solver, solve: (problem, options) => solver.solve(problem, { timeLimitS, clock, ...options }) };
}
