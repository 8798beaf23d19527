/** What a search tells while it runs: better schedules, better bounds. */
import type { RoundProblem } from '../../problem/round/problem.js';
import { hasPoint, type RoundSolution } from '../../problem/round/solution.js';
import type { SolveOptions } from '../solver.js';
import type { SearchContext } from './context.js';

/** A proof that the checker does not accept is tried again: over all tries, news only get better. */
export class News {
  private objective = Number.POSITIVE_INFINITY;
  private bound = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly problem: RoundProblem,
    private readonly options: Pick<SolveOptions, 'onIncumbent' | 'onBound'>,
  ) {}

  /** The same search, which now tells. */
  of(context: SearchContext): SearchContext {
    const { onIncumbent, onBound } = this.options;
    if (onIncumbent) {
      context.incumbent.onBetter = ({ scheduled, objective }) => {
        // Equal up to rounding and better in delay: no news of the objective.
        if (!(objective < this.objective)) return;
        this.objective = objective;
        const ids = [...scheduled].sort((a, b) => a - b).map((k) => this.problem.devices[k]!.id);
        onIncumbent({ scheduled: ids, objective });
      };
    }
    if (onBound) {
      context.progress.onFirst = (bound) => {
        // The range of tau that is searched ends where tau alone costs as much as the best schedule.
        this.tellBound(Math.min(bound, context.incumbent.best?.objective ?? bound));
      };
    }
    return context;
  }

  /** The last of the bounds is the answer's. */
  ended(solution: RoundSolution): RoundSolution {
    if (hasPoint(solution)) this.tellBound(solution.bound);
    return solution;
  }

  private tellBound(bound: number): void {
    if (!(bound > this.bound)) return;
    this.bound = bound;
    this.options.onBound?.(bound);
  }
}
