/** The look-ahead promise's tight instances, played and compared with enumerated frame optima. */
import { describe, expect, it } from 'vitest';
import { lookAheadGap, queueStep } from '../../src/bounds/index.js';
import { clairvoyantOptimum, type OnlineGame, play } from './online-games.js';

const act = (used: number, penalty = 0) => ({ penalty, used: [used] });

function slack(game: OnlineGame, frame: number): number {
  const { actions } = play(game, queueStep);
  const T = game.rounds.length;
  let best = 0;
  for (let t = 0; t < T; t += frame) {
    best += clairvoyantOptimum(game.rounds.slice(t, t + frame), [game.allowed[0]! * frame]);
  }
  const mean = actions.reduce((sum, { penalty }) => sum + penalty, 0) / T;
  const promise = lookAheadGap({ V: game.V, excess: [1], rounds: T, initial: game.initial }, frame);
  return best / T + promise.total - mean;
}

describe('drift-plus-penalty reaches its promise', () => {
  it('with frames of one round: a queue that drains, where taking part is just not worth its price', () => {
    const V = 2;
    const rounds = [5, 4, 3, 2, 1].map((backlog) => [act(1), act(0, backlog / V)]);
    expect(slack({ V, rounds, allowed: [1], initial: [5], decisionGap: 0 }, 1)).toBeCloseTo(0, 12);
  });

  it('with frames of two rounds: a queue that goes 0, 1, 2, 1, 0', () => {
    const V = 4;
    const rounds = [[act(2), act(0)], [act(2)], [act(2), act(0, 4 / V)], [act(0)]];
    const game = { V, rounds, allowed: [1], initial: [0], decisionGap: 0 };
    expect(play(game, queueStep).queues.flat()).toEqual([0, 1, 2, 1, 0]);
    expect(slack(game, 2)).toBeCloseTo(0, 12);
  });
});
