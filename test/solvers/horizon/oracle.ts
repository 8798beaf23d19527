/**
 * The exact optimum of a tiny horizon by enumeration, to judge the bound: every schedule of every round, cheapest
 * first; for each, whether bandwidths within all budgets exist. Shares no code with the clairvoyant search.
 */
import { type HorizonProblem, isIdle, pricedRound } from '../../../src/problem/horizon/problem.js';
import { evaluateDecision } from '../../../src/problem/round/evaluate.js';
import type { RoundProblem } from '../../../src/problem/round/problem.js';
import { allocate } from '../../../src/solvers/tools/allocation.js';
import { toDecision } from '../../../src/solvers/tools/decision.js';
import { toColumns } from '../../../src/solvers/tools/problem-columns.js';

/** The optimum lies between the two; they differ only where a schedule fits its budgets to within 1e-7. */
export interface Oracle {
  readonly atLeast: number;
  readonly atMost: number;
}

interface Choice {
  readonly round: RoundProblem;
  readonly scheduled: readonly number[];
  readonly penalty: number;
}

const UNDECIDED = 1e-7;
const CUTS = 60;

export function enumerateHorizon(problem: HorizonProblem): Oracle {
  let tuples: { penalty: number; choices: Choice[] }[] = [{ penalty: 0, choices: [] }];
  for (const round of problem.rounds) {
    tuples = isIdle(round)
      ? tuples.map(({ penalty, choices }) => ({ penalty: penalty + round.emptyPenalty, choices }))
      : tuples.flatMap(({ penalty, choices }) =>
          choicesOf(round).map((choice) => ({
            penalty: penalty + choice.penalty,
            choices: [...choices, choice],
          })),
        );
  }
  const { balance } = problem;
  if (balance) {
    tuples = tuples.map(({ penalty, choices }) => ({
      penalty: penalty + balance.weight * debtSize(balance.shares, choices),
      choices,
    }));
  }
  tuples.sort((a, b) => a.penalty - b.penalty);
  let atLeast = Number.POSITIVE_INFINITY;
  for (const { penalty, choices } of tuples) {
    const fits = fitsBudget(problem, choices);
    if (fits === 'no') continue;
    atLeast = Math.min(atLeast, penalty);
    if (fits === 'yes') return { atLeast, atMost: penalty };
  }
  return { atLeast, atMost: Number.POSITIVE_INFINITY };
}

/** chi, debt by debt, round by round. */
function debtSize(shares: Readonly<Record<string, number>>, choices: readonly Choice[]): number {
  const debts = Object.fromEntries(Object.keys(shares).map((id) => [id, 0]));
  for (const { round, scheduled } of choices) {
    if (scheduled.length === 0) continue;
    const ids = scheduled.map((k) => round.devices[k]!.id);
    const x = ids.reduce((sum, id) => sum + shares[id]!, 0);
    for (const [id, share] of Object.entries(shares)) {
      debts[id] = debts[id]! + (ids.includes(id) ? share / x : 0) - share;
    }
  }
  return Object.entries(debts).reduce((sum, [id, debt]) => sum + debt ** 2 / shares[id]!, 0);
}

/** Every schedule of a round that its own constraints allow. */
function choicesOf(round: RoundProblem): Choice[] {
  const columns = toColumns(round);
  const found: Choice[] = [];
  for (let mask = 0; mask < 2 ** round.devices.length; mask++) {
    const scheduled = round.devices.flatMap((_, k) => ((mask >> k) & 1 ? [k] : []));
    if (scheduled.length < columns.minScheduled || scheduled.length > columns.maxScheduled) continue;
    const allocation = allocate(columns, scheduled);
    if (allocation === undefined) continue;
    const { objective } = evaluateDecision(round, toDecision(round, scheduled, allocation));
    found.push({ round, scheduled, penalty: objective });
  }
  return found;
}

/**
 * Least over the bandwidths of the largest use of a budget, by cutting planes on its convex dual: weights z on the
 * budgets give allocations, whose uses bound it from below; mixtures of allocations from above, use being convex.
 */
function fitsBudget(problem: HorizonProblem, choices: readonly Choice[]): 'yes' | 'no' | 'undecided' {
  const ids = Object.keys(problem.budget.energyJ ?? {});
  const size = ids.length + (problem.budget.delayS === undefined ? 0 : 1);
  if (size === 0) return 'yes';
  const uses: number[][] = [];
  let weights = new Array<number>(size).fill(1 / size);
  for (let cut = 0; cut < CUTS; cut++) {
    const use = leastUse(problem, choices, ids, weights);
    const below = use.reduce((sum, u, j) => sum + weights[j]! * u, 0);
    if (below > 1 + UNDECIDED) return 'no';
    uses.push(use);
    const game = solveGame(uses);
    if (game.value <= 1 - UNDECIDED) return 'yes';
    weights = game.weights.map((w) => 0.999 * w + 0.001 / size);
  }
  return 'undecided';
}

/** Uses, in budgets, of the allocations that minimise their weighted sum. */
function leastUse(
  problem: HorizonProblem,
  choices: readonly Choice[],
  ids: readonly string[],
  weights: readonly number[],
): number[] {
  const { delayS, energyJ = {} } = problem.budget;
  const first = delayS === undefined ? 0 : 1;
  const energyPrice = Object.fromEntries(ids.map((id, j) => [id, weights[first + j]! / energyJ[id]!]));
  const delayPrice = delayS === undefined ? 0 : weights[0]! / delayS;
  const use = weights.map(() => 0);
  for (const { round, scheduled } of choices) {
    const priced = pricedRound(round, { delayPrice, energyPrice });
    const allocation = allocate(toColumns(priced), scheduled)!;
    const spent = evaluateDecision(round, toDecision(priced, scheduled, allocation));
    if (delayS !== undefined) use[0]! += spent.delayS / delayS;
    ids.forEach((id, j) => {
      use[first + j]! += (spent.energyJ[id] ?? 0) / energyJ[id]!;
    });
  }
  return use;
}

/**
 * The matrix game max over weights z of min over rows i of z . use_i, by the simplex method on
 * max sum y, use^T y <= 1, y >= 0, whose value is the inverse of the game's (all uses >= 0).
 */
function solveGame(uses: readonly (readonly number[])[]): { value: number; weights: number[] } {
  const size = uses[0]!.length;
  const rows = Array.from({ length: size }, (_, j) => [
    ...uses.map((use) => use[j]! + 1e-9), // no empty column: the value moves by 1e-9
    ...Array.from({ length: size }, (_, k) => (k === j ? 1 : 0)),
    1,
  ]);
  const last = uses.length + size;
  const costs = [...uses.map(() => -1), ...new Array<number>(size + 1).fill(0)];
  for (let pivot = 0; pivot < 200; pivot++) {
    const entering = costs.findIndex((cost, c) => c < last && cost < -1e-12);
    if (entering < 0) break;
    let leaving = -1;
    for (let r = 0; r < size; r++) {
      const row = rows[r]!;
      if (row[entering]! <= 1e-14) continue;
      if (leaving < 0 || row[last]! / row[entering]! < rows[leaving]![last]! / rows[leaving]![entering]!) {
        leaving = r;
      }
    }
    if (leaving < 0) break;
    const base = rows[leaving]!;
    const scale = base[entering]!;
    for (let c = 0; c <= last; c++) base[c]! /= scale;
    for (const row of [...rows, costs]) {
      if (row === base) continue;
      const factor = row[entering]!;
      for (let c = 0; c <= last; c++) row[c]! -= factor * base[c]!;
    }
  }
  const sum = costs[last]!;
  return { value: 1 / sum, weights: costs.slice(uses.length, last).map((dual) => dual / sum) };
}
