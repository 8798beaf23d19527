/** Scheduling with energy queues and a delay queue, decided by enumeration of every schedule: for the queue bounds. */
import fc from 'fast-check';
import type { Theorems } from '../../src/validation/theorems.js';

export interface SchedulingGame {
  readonly V: number;
  readonly shares: readonly number[];
  /** Weight w_t, and each device's energy and delay, by round. */
  readonly rounds: readonly {
    readonly weight: number;
    readonly energyJ: readonly number[];
    readonly delayS: readonly number[];
  }[];
  /** Allowances by round, cycled: a constant budget or a planned profile. */
  readonly energyAllowed: readonly number[];
  readonly delayAllowed: readonly number[];
  /** Y(0) and every Q_k(0). */
  readonly initial: number;
  /** How far above the round's least value the decision may be. */
  readonly decisionGap: number;
  readonly delayKind: 'synchronous' | 'mean';
}

const cost = fc.integer({ min: 1, max: 12 }).map((n) => n / 4);

export const schedulingGames: fc.Arbitrary<SchedulingGame> = fc.record({
  V: fc.constantFrom(0.3, 3, 30),
  shares: fc.constantFrom([0.5, 0.3, 0.2], [0.4, 0.4], [0.25, 0.25, 0.5]),
  rounds: fc.array(
    fc.record({
      weight: fc.constantFrom(0.5, 1, 2),
      energyJ: fc.array(cost, { minLength: 3, maxLength: 3 }),
      delayS: fc.array(cost, { minLength: 3, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 25 },
  ),
  energyAllowed: fc.constantFrom([0], [0.1], [1], [0.2, 0.8, 0.5]),
  delayAllowed: fc.constantFrom([0.1], [0.5], [0, 1]),
  initial: fc.constantFrom(0, 0, 0.7, 40),
  decisionGap: fc.constantFrom(0, 0, 0.5),
  delayKind: fc.constantFrom('synchronous', 'mean'),
});

/** phi(x) = (1 - x)^2. */
const penalty = (participation: number) => (1 - participation) ** 2;

type Round = SchedulingGame['rounds'][number];

function members(mask: number, K: number): number[] {
  return Array.from({ length: K }, (_, k) => k).filter((k) => (mask >> k) & 1);
}

function delayOf({ shares, delayKind }: SchedulingGame, { delayS }: Round, S: readonly number[]): number {
  if (delayKind === 'mean') return S.reduce((sum, k) => sum + shares[k]! * delayS[k]!, 0);
  return Math.max(0, ...S.map((k) => delayS[k]!));
}

/** Among the schedules within decisionGap of the least V w phi + Y tau + sum Q_k E_k, the one that costs most energy. */
function decide(game: SchedulingGame, round: Round, Q: readonly number[], Y: number): number[] {
  const K = game.shares.length;
  const offers = Array.from({ length: 1 << K }, (_, mask) => {
    const S = members(mask, K);
    const participation = S.reduce((sum, k) => sum + game.shares[k]!, 0);
    const priced = S.reduce((sum, k) => sum + Q[k]! * round.energyJ[k]!, 0);
    const value = game.V * round.weight * penalty(participation) + Y * delayOf(game, round, S) + priced;
    return { S, value, energy: S.reduce((sum, k) => sum + round.energyJ[k]!, 0) };
  });
  const least = Math.min(...offers.map(({ value }) => value));
  const within = offers.filter(({ value }) => value <= least + game.decisionGap);
  return within.reduce((worst, offer) => (offer.energy > worst.energy ? offer : worst)).S;
}

/** Plays the game and evaluates the bounds from its extremes. */
export function serve(game: SchedulingGame, theorems: Theorems) {
  const K = game.shares.length;
  const energyQueues = game.shares.map(() => [game.initial]);
  const delayQueue = [game.initial];
  const allowedAt = (profile: readonly number[], t: number) => profile[t % profile.length]!;
  game.rounds.forEach((round, t) => {
    const Q = energyQueues.map((path) => path.at(-1)!);
    const S = decide(game, round, Q, delayQueue.at(-1)!);
    energyQueues.forEach((path, k) => {
      path.push(
        theorems.queueStep(Q[k]!, S.includes(k) ? round.energyJ[k]! : 0, allowedAt(game.energyAllowed, t)),
      );
    });
    delayQueue.push(
      theorems.queueStep(delayQueue.at(-1)!, delayOf(game, round, S), allowedAt(game.delayAllowed, t)),
    );
  });

  const heaviest = Math.max(...game.rounds.map(({ weight }) => weight));
  const energies = (k: number) => game.rounds.map(({ energyJ }) => energyJ[k]!);
  const energyBounds = game.shares.map((share, k) =>
    theorems.queueBound({
      value: game.V * heaviest * (penalty(0) - penalty(share)), // phi is convex: the first device gains most
      leastCost: Math.min(...energies(k)),
      mostCost: Math.max(...energies(k)),
      leastAllowed: Math.min(...game.energyAllowed),
      initial: game.initial,
      decisionGap: game.decisionGap,
    }),
  );
  const delays = game.rounds.flatMap((round) =>
    Array.from({ length: (1 << K) - 1 }, (_, i) => delayOf(game, round, members(i + 1, K))),
  );
  const total = game.shares.reduce((a, b) => a + b, 0);
  const delayBound = theorems.queueBound({
    value: game.V * heaviest * (penalty(0) - penalty(total)),
    leastCost: Math.min(...delays),
    mostCost: Math.max(...delays),
    leastAllowed: Math.min(...game.delayAllowed),
    initial: game.initial,
    decisionGap: game.decisionGap,
  });
  return { energyQueues, delayQueue, energyBounds, delayBound };
}
