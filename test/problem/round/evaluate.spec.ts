import { expect, it } from 'vitest';
import { evaluateDecision } from '../../../src/problem/round/evaluate.js';
import type { RoundProblem } from '../../../src/problem/round/problem.js';

const problem: RoundProblem = {
  bandwidthHz: 2e6,
  penaltyWeight: 8,
  penalty: { kind: 'linear' },
  delayPrice: 3,
  delayKind: 'synchronous',
  devices: [
    {
      id: 'd0',
      share: 0.25,
      snrHz: 30e6,
      uplinkBits: 4e6,
      fixedDelayS: 0.5,
      transmitPowerW: 2,
      fixedEnergyJ: 1,
      energyPrice: 5,
      value: 7,
    },
  ],
};
/** SNR 15: log2(16) = 4 bit/s per Hz, 8 Mbit/s, half a second. */
const decision = { scheduled: ['d0'], bandwidthHz: { d0: 2e6 } };

it('adds penalty, delay, energy and takes the value off', () => {
  const { objective, delayS, energyJ } = evaluateDecision(problem, decision);
  expect([delayS, energyJ.d0]).toEqual([1, 2]);
  expect(objective).toBe(8 * 0.75 + 3 * 1 + 5 * 2 - 7);
});

it('sends at most maxSpectralEfficiency bit/s per Hz', () => {
  expect(evaluateDecision({ ...problem, maxSpectralEfficiency: 2 }, decision).delayS).toBe(1.5);
  expect(evaluateDecision({ ...problem, maxSpectralEfficiency: 5 }, decision).delayS).toBe(1);
});

it('stays an SNR gap behind', () => {
  // 10 log10(5) dB leave an SNR of 3: 2 bit/s per Hz.
  const gap = evaluateDecision({ ...problem, snrGap: 10 * Math.log10(5) }, decision);
  expect(gap.delayS).toBeCloseTo(1.5, 12);
});
