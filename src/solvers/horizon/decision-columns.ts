/**
 * Decisions that evaluations came across, round by round. Each is a line above the round's minimum as a function
 * of the prices, w_t phi(S) + theta . use, so the least of them over all rounds bounds the dual from above.
 */
import { type HorizonProblem, isIdle } from '../../problem/horizon/problem.js';
import { evaluateDecision } from '../../problem/round/evaluate.js';
import type { RoundDecision } from '../../problem/round/problem.js';
import type { PriceSpace, Use } from './price-space.js';

/** One decision of one round. */
export interface Column extends Use {
  /** w_t phi(S). */
  readonly penalty: number;
  readonly decision: RoundDecision;
}

export const NOBODY: RoundDecision = { scheduled: [], bandwidthHz: {} };
/** Two decisions whose numbers differ by less than this, relatively, are the same column. */
const SAME = 1e-9;

export class ColumnPool {
  /** By round; an idle round has none. */
  readonly ofRound: readonly Column[][];

  constructor(
    private readonly problem: HorizonProblem,
    private readonly space: PriceSpace,
  ) {
    this.ofRound = problem.rounds.map(() => []);
    for (const [t, round] of problem.rounds.entries()) {
      if (!isIdle(round) && (round.minScheduled ?? 0) === 0) this.add(t, NOBODY);
    }
  }

  /** Takes a feasible decision of a round in, unless it is there. */
  add(t: number, { scheduled, bandwidthHz }: RoundDecision): void {
    const round = this.problem.rounds[t]!;
    if (isIdle(round)) return;
    // The problem's own rounds have no prices: their objective is the penalty.
    const decision = { scheduled, bandwidthHz };
    const { objective, delayS, energyJ } = evaluateDecision(round, decision);
    const column = { penalty: objective, decision, ...this.space.toUseOf({ delayS, energyJ }, scheduled) };
    const columns = this.ofRound[t]!;
    if (!columns.some((other) => isSame(other, column))) columns.push(column);
  }
}

function isSame(a: Column, b: Column): boolean {
  return (
    a.penalty === b.penalty &&
    a.constraint.length === b.constraint.length &&
    a.constraint.every((j, i) => j === b.constraint[i]) &&
    a.amount.every((amount, i) => Math.abs(amount - b.amount[i]!) <= SAME * amount)
  );
}

/** The column's line at prices: penalty + y . use. */
function chargeOf(column: Column, worth: Float64Array): number {
  let charge = column.penalty;
  const { constraint, amount } = column;
  for (let i = 0; i < constraint.length; i++) charge += worth[constraint[i]!]! * amount[i]!;
  return charge;
}

/** The columns with the least charge at the prices, the least first. */
export function cheapest(columns: readonly Column[], worth: Float64Array, most: number): Column[] {
  const charged = columns.map((column) => ({ column, charge: chargeOf(column, worth) }));
  charged.sort((a, b) => a.charge - b.charge);
  return charged.slice(0, most).map(({ column }) => column);
}
