/**
 * The k best schedules, and the proof of their order: a tree of problems. Its root is the problem itself; the children of a
 * node are the node's problem with one more device on the side where the node's own schedule does not have it. Every
 * schedule of a node's part is the node's own or lies in a child's. So if every node without children has a bound at or
 * above the last schedule of the list, nothing is missing from it.
 */
import type { RoundDecision, RoundProblem } from '../problem/round/problem.js';
import type { RoundSolution } from '../problem/round/solution.js';
import { certifyRanking } from './certify-ranking.js';
import { NO_SIDES, type Sides } from './forced-problem.js';
import type { Prover } from './prover.js';
import type { Ranking } from './ranking-types.js';
import type { Known } from './resources.js';
import { type Forced, solveForced } from './sides.js';

interface Node {
  readonly forced: Forced;
  divided: boolean;
}

const keyOf = ({ in: into, out }: Sides) => JSON.stringify([[...into].sort(), [...out].sort()]);
const scheduleKey = ({ scheduled }: RoundDecision) => JSON.stringify(scheduled);

/**
 * @param whole the problem's own solution
 * @param others what is known of parts with a single side forced
 */
export function rank(
  prover: Prover,
  problem: RoundProblem,
  count: number,
  {
    whole,
    best,
    others,
  }: { readonly whole: RoundSolution; readonly best: Known; readonly others: readonly Forced[] },
): Ranking {
  const { decision, objective, bound } = best;
  const root: Forced = { sides: NO_SIDES, value: 0, solution: whole, low: bound, high: objective, decision };
  const known = new Map(others.map((forced) => [keyOf(forced.sides), forced]));
  const nodes = new Map<string, Node>([[keyOf(NO_SIDES), { forced: root, divided: false }]]);
  const found: Forced[] = [];
  const seen = new Set<string>();
  while (found.length < count) {
    const next = bestOpen(nodes, seen);
    if (next === undefined) break;
    found.push(next.forced);
    seen.add(scheduleKey(next.forced.decision!));
    for (const node of [...nodes.values()]) divide(node);
  }
  return gathered(found, nodes, problem, prover);

  /** Nodes whose own schedule is on the list are divided. */
  function divide(node: Node): void {
    const { sides, decision: own } = node.forced;
    if (node.divided || own === undefined || !seen.has(scheduleKey(own))) return;
    node.divided = true;
    for (const { id } of problem.devices) {
      if (sides.in.includes(id) || sides.out.includes(id)) continue;
      const child = own.scheduled.includes(id)
        ? { in: sides.in, out: [...sides.out, id] }
        : { in: [...sides.in, id], out: sides.out };
      const key = keyOf(child);
      if (nodes.has(key)) continue;
      const forced = known.get(key) ?? solveForced(prover, problem, child, { known: objective, near: own });
      const made = { forced, divided: false };
      nodes.set(key, made);
      // Its best may be on the list already, found in another part.
      divide(made);
    }
  }
}

function bestOpen(nodes: ReadonlyMap<string, Node>, seen: ReadonlySet<string>): Node | undefined {
  let best: Node | undefined;
  for (const node of nodes.values()) {
    const { decision, high } = node.forced;
    if (decision === undefined || seen.has(scheduleKey(decision))) continue;
    if (best === undefined || high < best.forced.high) best = node;
  }
  return best;
}

function gathered(
  found: readonly Forced[],
  nodes: ReadonlyMap<string, Node>,
  problem: RoundProblem,
  prover: Prover,
): Ranking {
  const places = new Map([...nodes.keys()].map((key, i) => [key, i]));
  const parts = [...nodes.values()].map(({ forced: { sides, value, solution } }) => ({
    ...sides,
    value,
    solution,
  }));
  const schedules = found.map(({ sides, high, decision }) => ({
    ...decision!,
    objective: high,
    behind: high - found[0]!.high,
    part: places.get(keyOf(sides))!,
  }));
  const ranking = { schedules, parts };
  return { ...ranking, complete: !prover.isOver && certifyRanking(problem, ranking).valid };
}
