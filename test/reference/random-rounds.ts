/** Random small round problems of every kind, for laws that try them by the million. Plain and seeded. */

import type { Penalty, RoundDevice, RoundProblem } from '../../src/problem/round/problem.js';
import { randomFormula } from './random-formulas.js';

/** Uniform in [0, 1). */
export type Draw = () => number;

/** xorshift32 started from a mixed seed. */
export function drawFrom(seed: number): Draw {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export const pick = <T>(draw: Draw, list: readonly T[]): T => list[Math.floor(draw() * list.length)]!;
/** 10^x, x uniform. */
export const magnitude = (draw: Draw, low: number, high: number) => 10 ** (low + (high - low) * draw());
const maybe = (draw: Draw, part: number, value: () => number) => (draw() < part ? value() : 0);

export function randomRound(draw: Draw, mostDevices: number): RoundProblem {
  const count = 1 + Math.floor(draw() * mostDevices);
  const bandwidthHz = pick(draw, [1e6, 2e7]);
  const hasPrices = draw() < 0.7;
  const twins = draw() < 0.3;
  const total = pick(draw, [1, 0.8, 0.3]);
  const weights = Array.from({ length: count }, () => (twins ? 1 : 0.1 + draw()));
  const sum = weights.reduce((a, b) => a + b, 0);
  const first = randomDevice(draw, bandwidthHz, hasPrices);
  const devices = weights.map((weight, k): RoundDevice => {
    const own = twins
      ? { ...first, snrHz: first.snrHz * (1 - 0.1 * k * draw()) }
      : randomDevice(draw, bandwidthHz, hasPrices);
    return { ...own, id: `d${k}`, share: Math.min(1, (weight / sum) * total) };
  });
  const limits = draw() < 0.4 ? [draw(), draw()].map((u) => Math.floor(u * (count + 1))) : undefined;
  return {
    bandwidthHz,
    penaltyWeight: maybe(draw, 0.9, () => magnitude(draw, -2, 3)),
    penalty: randomPenalty(draw, devices),
    delayPrice: maybe(draw, 0.6, () => magnitude(draw, -2, 2)),
    delayKind: pick(draw, ['synchronous', 'synchronous', 'mean']),
    ...(draw() < 0.6 ? { deadlineS: magnitude(draw, -1, 0.6) } : {}),
    ...(limits === undefined ? {} : { minScheduled: Math.min(...limits), maxScheduled: Math.max(...limits) }),
    ...(draw() < 0.25 ? { maxSpectralEfficiency: magnitude(draw, -0.5, 1) } : {}),
    ...(draw() < 0.2 ? { snrGap: 10 * draw() } : {}),
    devices,
  };
}

function randomDevice(
  draw: Draw,
  bandwidthHz: number,
  hasPrices: boolean,
): Omit<RoundDevice, 'id' | 'share'> {
  const snrHz = bandwidthHz * magnitude(draw, -3, 3);
  const uplinkBits = maybe(draw, 0.9, () => magnitude(draw, 3, 7));
  const transmitPowerW = maybe(draw, 0.9, () => magnitude(draw, -2, 0));
  const fixedEnergyJ = maybe(draw, 0.7, () => magnitude(draw, -4, 0));
  const rate = bandwidthHz * Math.log2(1 + snrHz / bandwidthHz);
  const spent = fixedEnergyJ + (transmitPowerW * uplinkBits * magnitude(draw, -0.3, 1)) / rate;
  return {
    snrHz,
    uplinkBits,
    fixedDelayS: maybe(draw, 0.7, () => magnitude(draw, -3, 0)),
    transmitPowerW,
    fixedEnergyJ,
    ...(hasPrices && draw() < 0.8 ? { energyPrice: magnitude(draw, -2, 2) } : {}),
    ...(draw() < 0.3 ? { energyLimitJ: spent } : {}),
    ...(draw() < 0.15 ? { value: magnitude(draw, -2, 1) } : {}),
  };
}

function randomPenalty(draw: Draw, devices: readonly RoundDevice[]): Penalty {
  switch (pick(draw, ['linear', 'quadratic', 'inverse', 'count', 'fraction', 'expression'] as const)) {
    case 'linear':
      return { kind: 'linear' };
    case 'quadratic':
      return { kind: 'quadratic' };
    case 'inverse':
      return { kind: 'inverse', cap: 20 * draw() };
    case 'count': {
      const falls = devices.map(() => draw()).sort((a, b) => b - a);
      const values = [2 * draw()];
      for (const fall of falls) values.push(values.at(-1)! - fall);
      return { kind: 'count', values };
    }
    case 'fraction': {
      const numerators = Object.fromEntries(devices.map(({ id }) => [id, (draw() - 0.4) * 2]));
      return { kind: 'fraction', cap: 10 * draw(), constant: draw() < 0.8 ? 1 : -draw(), numerators };
    }
    case 'expression':
      return { kind: 'expression', phi: randomFormula(draw), cap: 20 * draw() };
  }
}
