/**
 * Devices that nothing tells apart: `exact` proves how many of them take part along their chain, in few nodes, and no number with an
 * even split of the band is better.
 */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { certifyRound } from '../../src/problem/round/certify.js';
import { evaluateDecision } from '../../src/problem/round/evaluate.js';
import type { Penalty, RoundProblem } from '../../src/problem/round/problem.js';
import { hasPoint } from '../../src/problem/round/solution.js';
import { exact } from '../../src/solvers/exact.js';

const PROBLEMS = Number(process.env.DRIFTLORA_PROBLEMS ?? (process.env.DRIFTLORA_FULL ? 20_000 : 200));
const stream = randomStream(Number(process.env.DRIFTLORA_SEED ?? 41));
const unit = () => stream.uniform();
const between = (low: number, high: number) => low + (high - low) * unit();
const magnitude = (low: number, high: number) => low * (high / low) ** unit();
const pick = <T>(list: readonly T[]): T => list[Math.floor(unit() * list.length)]!;

function penaltyOf(ids: readonly string[]): Penalty {
  const count = ids.length;
  const head = between(0, 8) / count;
  return pick<Penalty>([
    { kind: 'linear' },
    { kind: 'quadratic' },
    { kind: 'inverse', cap: between(1, 2 * count) },
    { kind: 'count', values: Array.from({ length: count + 1 }, (_, n) => (n === 0 ? 2 * count : count / n)) },
    {
      kind: 'fraction',
      cap: between(1, 4 * count),
      constant: between(0.1, 4),
      numerators: Object.fromEntries(ids.map((id) => [id, head])),
    },
  ]);
}

function equalCell(): RoundProblem {
  const count = 2 + Math.floor(between(0, 60));
  const ids = Array.from({ length: count }, (_, k) => `d${k}`);
  const device = {
    share: 1 / count,
    snrHz: magnitude(1e6, 1e9),
    uplinkBits: magnitude(1e4, 1e6),
    fixedDelayS: pick([0, magnitude(0.01, 1)]),
    transmitPowerW: 0.2,
    fixedEnergyJ: pick([0, 0.01]),
    energyPrice: pick([0, magnitude(0.01, 100)]),
  };
  return {
    bandwidthHz: 2e7,
    ...(unit() < 0.5 ? { deadlineS: device.fixedDelayS + magnitude(0.002, 3) } : {}),
    ...(unit() < 0.2 ? { maxScheduled: 1 + Math.floor(between(0, count)) } : {}),
    penaltyWeight: magnitude(0.1, 200),
    penalty: penaltyOf(ids),
    delayPrice: pick([0, magnitude(0.1, 30)]),
    delayKind: pick(['synchronous', 'mean'] as const),
    devices: ids.map((id) => ({ id, ...device })),
  };
}

/** The best number of them with an even split, and what it costs; the problem is convex and symmetric. */
function plainBest(problem: RoundProblem): number {
  const { devices, bandwidthHz, maxScheduled = devices.length } = problem;
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n <= maxScheduled; n++) {
    const scheduled = devices.slice(0, n).map(({ id }) => id);
    const even = Object.fromEntries(scheduled.map((id) => [id, (bandwidthHz / n) * (1 - 1e-15)]));
    const { objective, violations } = evaluateDecision(problem, { scheduled, bandwidthHz: even });
    const isKept = Object.values(violations).every((violation) => violation <= 1e-12);
    if (isKept && objective < best) best = objective;
  }
  return best;
}

describe('equal devices', () => {
  it(`are one question, how many, on ${PROBLEMS} problems`, () => {
    const seen = new Map<string, number>();
    for (let i = 0; i < PROBLEMS; i++) {
      const problem = equalCell();
      const answer = exact.solve(problem);
      const told = JSON.stringify({ problem, answer });
      expect([answer.status, told]).toEqual(['optimal', told]);
      if (answer.status !== 'optimal' || !hasPoint(answer)) continue;
      expect(certifyRound(problem, answer).reasons).toEqual([]);
      const best = plainBest(problem);
      expect(Math.abs(answer.objective - best)).toBeLessThanOrEqual(
        1e-9 * Math.abs(best) + 1e-12 * problem.penaltyWeight,
      );
      const isChain = answer.certificate.chains?.[0]?.length === problem.devices.length;
      const key = `${problem.penalty.kind} ${isChain ? 'by its chain' : 'otherwise'}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      // A bound that were not tight, or not sound, would leave the chain for the general search.
      if (isChain)
        expect([answer.stats.nodes <= 40 + 4 * problem.devices.length, told]).toEqual([true, told]);
    }
    for (const kind of ['linear', 'quadratic', 'inverse', 'count', 'fraction'])
      expect([kind, seen.get(`${kind} by its chain`) ?? 0]).not.toEqual([kind, 0]);
    const otherwise = [...seen]
      .filter(([key]) => key.endsWith('otherwise'))
      .reduce((sum, [, n]) => sum + n, 0);
    expect([otherwise <= PROBLEMS / 50, JSON.stringify([...seen])]).toEqual([
      true,
      JSON.stringify([...seen]),
    ]);
  }, 3_600_000);
});
