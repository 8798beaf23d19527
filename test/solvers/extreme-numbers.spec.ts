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

describe('exact', () => {
  it.each([
    ['penaltyWeight', { penaltyWeight: -1 }],
    ['bandwidthHz', { bandwidthHz: -1 }],
    ['devices[0].share', { devices: [{ share: -1 }] }],
    ['devices[0].uplinkBits', { devices: [{ uplinkBits: -5 }] }],
    ['devices[1].id', { devices: [{ id: 'plain' }] }],
  ])('names %s of a small problem that is none, and claims nothing of it', async (field, change) => {
    const [problem] = problems(1e6, 1e5);
    const { devices: [first = {}] = [], ...rest } = change as Partial<RoundProblem>;
    const odd = {
      ...problem!,
      ...rest,
      devices: [{ ...problem!.devices[0]!, ...first }, problem!.devices[1]!],
    };
    const exact = await loadSolver('exact');
    expect(() => exact.solve(odd)).toThrow(expect.objectContaining({ name: 'InputError', field }));
  });

  it('ends on a chain in a band of 2e307 Hz, where every look at one number finds another last digit', async () => {
    const same = {
      share: 0.5,
      snrHz: 13382058.13493584,
      uplinkBits: 2270989.4274430755,
      transmitPowerW: 0.2,
    };
    const devices = [
      { energyPrice: 0.02514934393818396, energyLimitJ: 0.02376123615470112 },
      { energyPrice: 0 },
    ].map((own, k) => ({ id: `d${k}`, ...same, fixedDelayS: 0.01785074909464059, fixedEnergyJ: 0, ...own }));
    const problem: RoundProblem = {
      bandwidthHz: 2.0000000000000002e307,
      deadlineS: 1.3041761247857517,
      penaltyWeight: 8.36906761505073,
      penalty: { kind: 'count', values: [6, 2, 1] },
      delayPrice: 0,
      delayKind: 'synchronous',
      devices,
    };
    const answer = (await loadSolver('exact')).solve(problem);
    expect(certifyRound(problem, JSON.parse(JSON.stringify(answer))).reasons).toEqual([]);
  });
});
