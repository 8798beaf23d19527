/** Instances on which the promises of queues and of drift-plus-penalty hold with equality. */
import type { Theorems } from './theorems.js';
import { row, type TightnessRow } from './tightness-row.js';

/** A queue that is let grow to its threshold and is then served, by decisions within `gap` of the least value. */
function thresholdRow(theorems: Theorems, gap: number): TightnessRow {
  const [V, cost, allowed] = [1, 1, 0.25];
  const path = [0];
  for (let t = 0; t < 20; t++) {
    const backlog = path[t]!;
    const takesPart = backlog * cost <= V + gap; // ties towards taking part
    path.push(theorems.queueStep(backlog, takesPart ? cost : 0, allowed));
  }
  const bound = theorems.queueBound({
    value: V,
    leastCost: cost,
    mostCost: cost,
    leastAllowed: allowed,
    decisionGap: gap,
  });
  const instance = `one device, V = 1, E = 1, allowance 1/4, decisions within ${gap} of the least`;
  return row('Queue bound', instance, { measured: Math.max(...path), bound });
}

function violationRow(theorems: Theorems): TightnessRow {
  const used = [2, 3, 1, 4];
  const queue = theorems.queuePath(1, used, [2, 2, 2, 2]);
  const measured = used.reduce((sum, value) => sum + value - 2, 0) / used.length;
  const bound = theorems.constraintViolationBound(queue[0]!, queue.at(-1)!, used.length);
  return row('Constraint violation', 'a queue that never empties', { measured, bound });
}

/**
 * A queue started at 5 drains by one unit a round: taking part would save Q(t)/V, just not worth its price. Those who
 * know the frame's future (here: the round) would take part every time.
 */
function drainingRow(theorems: Theorems): TightnessRow {
  const [V, rounds] = [2, 5];
  let backlog = rounds;
  let lost = 0;
  for (let t = 0; t < rounds; t++) {
    lost += backlog / V;
    backlog = theorems.queueStep(backlog, 0, 1);
  }
  const { total } = theorems.lookAheadGap({ V, excess: [1], rounds, initial: [rounds] }, 1);
  return row('Drift-plus-penalty, frames of 1', 'a queue that drains, ties at every round', {
    measured: lost / rounds,
    bound: total,
  });
}

/** |y| = 1, queue 0, 1, 2, 1, 0: two rounds up that the frame's planner would balance, two rounds down likewise. */
function lookAheadRow(theorems: Theorems): TightnessRow {
  const V = 3;
  const used = [2, 2, 0, 0]; // allowance 1; the planner uses 0, 2, 2, 0 and has no penalty
  let backlog = 0;
  let lost = 0;
  used.forEach((own, t) => {
    if (t === 2) lost += (2 * backlog) / V; // declining saves 2 units at price Q: a tie at this penalty
    backlog = theorems.queueStep(backlog, own, 1);
  });
  const { total } = theorems.lookAheadGap({ V, excess: [1], rounds: used.length }, 2);
  return row('Drift-plus-penalty, frames of 2', 'a queue that goes 0, 1, 2, 1, 0', {
    measured: lost / used.length,
    bound: total,
  });
}

/** Two rounds, one unit of allowance, linear costs: no duality gap at the price 2. */
function clairvoyantRow(theorems: Theorems): TightnessRow {
  const penalties = [3, 2]; // saved by spending the unit in round 0 or 1; best: round 0, penalty 2 remains
  const minima = penalties.map((saved) => Math.min(saved, 2));
  const bound = theorems.clairvoyantBound({ prices: [2], allowances: [1], minima });
  return row('Clairvoyant bound (from below)', 'one unit to spend in one of two rounds', {
    measured: 2,
    bound,
  });
}

/** Two devices of half the data, one of them heard once: the prices that are twice the debts it leaves. */
function balancedClairvoyantRow(theorems: Theorems): TightnessRow {
  const [weight, shares] = [0.7, [0.5, 0.5]];
  const debts = theorems.debtStep([0, 0], [1, 0], shares);
  const debtPrices = debts.map((debt) => 2 * weight * debt);
  const minima = [1 + debtPrices[0]! - debtPrices[1]!];
  const bound = theorems.balancedClairvoyantBound({
    ...{ weight, shares, debtPrices, minima },
    ...{ prices: [], allowances: [] },
  });
  return row('Balanced clairvoyant bound (from below)', 'one device heard once, priced at its debts', {
    measured: 1 + weight * theorems.debtSize(debts, shares),
    bound,
  });
}

/** The queue and drift promises on their tight instances. */
export function onlineRows(theorems: Theorems): TightnessRow[] {
  return [
    thresholdRow(theorems, 0),
    thresholdRow(theorems, 0.5),
    violationRow(theorems),
    drainingRow(theorems),
    lookAheadRow(theorems),
    clairvoyantRow(theorems),
    balancedClairvoyantRow(theorems),
  ];
}
