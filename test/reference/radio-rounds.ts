/** Random small rounds with caps on the spectral efficiency near what devices reach, SNR gaps, and values. Seeded. */
import type { RoundDevice, RoundProblem } from '../../src/problem/round/problem.js';
import { hasPoint } from '../../src/problem/round/solution.js';
import { exact } from '../../src/solvers/exact.js';
import { drawFrom, magnitude, pick, randomRound } from './random-rounds.js';

/** A cap that one of the devices reaches on some part of the band, now and then a gap and values. */
export function radioRound(seed: number, mostDevices: number): RoundProblem {
  const draw = drawFrom(seed);
  for (;;) {
    const { snrGap: _gap, ...problem } = randomRound(draw, mostDevices);
    if (!exact.capabilities.penalties.includes(problem.penalty.kind)) continue;
    const snrGap = draw() < 0.3 ? 10 * draw() : 0;
    const { snrHz } = pick(draw, problem.devices);
    const part = problem.bandwidthHz * magnitude(draw, -2.5, 0) * 10 ** (snrGap / 10);
    const cap = Math.log2(1 + snrHz / part);
    const valued = draw() < 0.3;
    return {
      ...problem,
      ...(draw() < 0.8 && cap > 1e-3 ? { maxSpectralEfficiency: cap } : {}),
      ...(snrGap > 0 ? { snrGap } : {}),
      devices: problem.devices.map((device) =>
        valued && draw() < 0.5
          ? { ...device, value: (problem.penaltyWeight + 1e-3) * device.share * magnitude(draw, -2, 0.5) }
          : device,
      ),
    };
  }
}

/**
 * A priced synchronous delay whose best tau is where the cap on the rate begins to bind, or near it: the cap is about what the
 * scheduled device with the best link reaches without one.
 */
export function bentRound(seed: number): RoundProblem {
  const draw = drawFrom(seed);
  for (;;) {
    const count = 2 + Math.floor(4 * draw());
    const devices = Array.from({ length: count }, (_, k): RoundDevice => {
      const fixedDelayS = draw() < 0.5 ? 0 : magnitude(draw, -2, -0.5);
      const [snrHz, uplinkBits] = [magnitude(draw, 6.5, 9.5), magnitude(draw, 5, 6.5)];
      const energy = { transmitPowerW: 0.2, fixedEnergyJ: 0.003, energyPrice: magnitude(draw, -1, 2) };
      return { id: `d${k}`, share: 1 / count, snrHz, uplinkBits, fixedDelayS, ...energy };
    });
    const problem: RoundProblem = {
      ...{ bandwidthHz: 2e7, penaltyWeight: magnitude(draw, 0, 2), penalty: { kind: 'quadratic' } },
      ...{ delayPrice: magnitude(draw, -1, 1.5), delayKind: 'synchronous', devices },
    };
    const free = exact.solve(problem);
    if (!hasPoint(free) || free.scheduled.length < 2) continue;
    const reached = devices.map(({ id, snrHz }) => Math.log2(1 + snrHz / (free.bandwidthHz[id] ?? 2e15)));
    const cap = Math.max(...reached) * (1 - pick(draw, [0, 1e-6, 1e-3, 0.02, 0.2]));
    return { ...problem, maxSpectralEfficiency: cap };
  }
}

/** Equal devices, or each a little worse than the one before: a chain, whose certificate says so. */
export function chainRound(seed: number): RoundProblem {
  const draw = drawFrom(seed);
  const count = 3 + Math.floor(6 * draw());
  const worse = pick(draw, [0, 0, 1e-6, 0.05]);
  const first = {
    ...{ snrHz: magnitude(draw, 7, 9), uplinkBits: magnitude(draw, 5, 6.5), fixedDelayS: 0.1 * draw() },
    ...{ transmitPowerW: 0.2, fixedEnergyJ: 0.003, energyPrice: magnitude(draw, -1, 2) },
  };
  const limitJ = 0.003 + (0.2 * first.uplinkBits) / (first.snrHz * magnitude(draw, -2.5, -0.5));
  const limit = draw() < 0.3 ? { energyLimitJ: limitJ } : {};
  const devices = Array.from({ length: count }, (_, k) => {
    const factor = (1 - worse) ** k;
    return { id: `d${k}`, share: 1 / count, ...first, snrHz: first.snrHz * factor, ...limit };
  });
  const cap = Math.log2(1 + (first.snrHz * magnitude(draw, 0, 1.5)) / 2e7);
  return {
    ...{ bandwidthHz: 2e7, penaltyWeight: magnitude(draw, 0, 2) },
    penalty: pick(draw, [{ kind: 'linear' }, { kind: 'quadratic' }, { kind: 'inverse', cap: 20 }]),
    ...{ delayPrice: magnitude(draw, -1, 1), delayKind: 'synchronous' },
    ...(draw() < 0.7 ? { maxSpectralEfficiency: cap } : {}),
    ...(draw() < 0.3 ? { snrGap: 8 * draw() } : {}),
    devices,
  };
}
