/** The certificates of a run, in the form that `driftlora certify` reads. */
import type { RunObserver } from './observer.js';

/** Problems and solutions, one JSON a line, the same line of both belonging together. */
export interface ProofLines {
  readonly problems: readonly string[];
  readonly solutions: readonly string[];
}

/** Keeps every problem that was posed, round by round in the order of the policies. */
export function proofs(): RunObserver & { readonly lines: ProofLines } {
  const problems: string[] = [];
  const solutions: string[] = [];
  return {
    lines: { problems, solutions },
    played({ policies }) {
      for (const { decided } of policies) {
        if (!decided.answer) continue;
        problems.push(JSON.stringify(decided.answer.problem));
        solutions.push(JSON.stringify(decided.answer.solution));
      }
    },
  };
}
