/** Numbers at the ends of what doubles carry: an answer may be 'unknown', never one that does not hold. */
import { describe, expect, it } from 'vitest';
import { certifyRound } from '../../src/problem/round/certify.js';
import type { Penalty, RoundProblem } from '../../src/problem/round/problem.js';
import { loadSolver } from '../../src/solvers/index.js';

const PENALTIES: readonly Penalty[] = [
  { kind: 'linear' },
  { kind: 'inverse', cap: 10 },
  { kind: 'count', values: [2, 1, 0.5] },
];

function problems(snrHz: number, uplinkBits: number): RoundProblem[] {
  const prices = [
    { delayPrice: 0, delayKind: 'synchronous' },
    { delayPrice: 0.5, delayKind: 'synchronous' },
    { delayPrice: 0.5, delayKind: 'mean' },
    { delayPrice: 0.5, delayKind: 'synchronous', deadlineS: 1 },
  ] as const;
  return PENALTIES.flatMap((penalty) =>
    prices.map((price) => ({
      bandwidthHz: 1e6,
      penaltyWeight: 1,
      penalty,
      ...price,
      devices: [
        { id: 'odd', share: 0.25, snrHz, uplinkBits, ...SENDING },
        { id: 'plain', share: 0.75, snrHz: 1e6, uplinkBits: 1e5, ...SENDING },
      ],
    })),
  );
}

const SENDING = { fixedDelayS: 0, fixedEnergyJ: 0, transmitPowerW: 0.1, energyPrice: 1 };
const NAMES = ['relaxed', 'bandwidth', 'lp', 'greedy', 'best-channel-n', 'random-n', 'round-robin'];

describe.each([...NAMES, 'equal-bandwidth'])('%s', (name) => {
  it.each([1e-300, 1e6, 1e300])('answers what holds at snr %s and any number of bits', async (snrHz) => {
    const solver = await loadSolver(name);
    for (const uplinkBits of [0, 1e-300, 1e5, 1e300]) {
      for (const problem of problems(snrHz, uplinkBits)) {
        const text = JSON.stringify(solver.solve(problem));
        expect(text).not.toContain('null');
        expect([uplinkBits, ...certifyRound(problem, JSON.parse(text)).reasons]).toEqual([uplinkBits]);
      }
    }
  });
});
