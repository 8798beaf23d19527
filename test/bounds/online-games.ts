/** Tiny online problems, small enough to enumerate every sequence of decisions: the queue promises' sample paths. */
import fc from 'fast-check';

/** One way to act in a round: its penalty p_t and what it uses of each long-term constraint. */
export interface Action {
  readonly penalty: number;
  readonly used: readonly number[];
}

export interface OnlineGame {
  readonly V: number;
  /** rounds[t] lists the actions; the first uses nothing. */
  readonly rounds: readonly (readonly Action[])[];
  readonly allowed: readonly number[];
  readonly initial: readonly number[];
  /** How far above the round's least value the decision may be. */
  readonly decisionGap: number;
}

const amount = fc.integer({ min: 0, max: 8 }).map((n) => n / 4);

/** T = 4 rounds (frames of 1, 2 and 4 fit), two constraints, three actions a round. */
export const onlineGames: fc.Arbitrary<OnlineGame> = fc.record({
  V: fc.constantFrom(0.1, 1, 10),
  rounds: fc.array(
    fc.tuple(amount, amount, amount, amount, amount, amount).map(([p0, p1, p2, a, b, c]): Action[] => [
      { penalty: p0, used: [0, 0] },
      { penalty: p1, used: [a, b] },
      { penalty: p2, used: [c, a] },
    ]),
    { minLength: 4, maxLength: 4 },
  ),
  allowed: fc.tuple(amount, amount),
  initial: fc.constantFrom([0, 0], [0.5, 2]),
  decisionGap: fc.constantFrom(0, 0.3),
});

/** V p + sum Q c. */
export function pricedCost(action: Action, V: number, prices: readonly number[]): number {
  return action.used.reduce((sum, used, j) => sum + prices[j]! * used, V * action.penalty);
}

export interface Played {
  readonly actions: readonly Action[];
  /** queues[t][j], T + 1 entries. */
  readonly queues: readonly (readonly number[])[];
}

/** Plays drift-plus-penalty, taking the worst decision that is within decisionGap of the least. */
export function play(
  { V, rounds, allowed, initial, decisionGap }: OnlineGame,
  queueStep: (backlog: number, used: number, allowed: number) => number,
): Played {
  const queues: (readonly number[])[] = [initial];
  const actions = rounds.map((offers) => {
    const prices = queues.at(-1)!;
    const least = Math.min(...offers.map((action) => pricedCost(action, V, prices)));
    const within = offers.filter((action) => pricedCost(action, V, prices) <= least + decisionGap);
    const chosen = within.reduce((worst, action) => (action.penalty > worst.penalty ? action : worst));
    queues.push(prices.map((backlog, j) => queueStep(backlog, chosen.used[j]!, allowed[j]!)));
    return chosen;
  });
  return { actions, queues };
}

/** Least total penalty of a stretch of rounds that keeps every constraint over the stretch; the future is known. */
export function clairvoyantOptimum(
  rounds: readonly (readonly Action[])[],
  budgets: readonly number[],
): number {
  const [offers, ...later] = rounds;
  if (offers === undefined) return budgets.every((left) => left >= -1e-12) ? 0 : Number.POSITIVE_INFINITY;
  return Math.min(
    ...offers.map(
      (action) =>
        action.penalty +
        clairvoyantOptimum(
          later,
          budgets.map((left, j) => left - action.used[j]!),
        ),
    ),
  );
}
