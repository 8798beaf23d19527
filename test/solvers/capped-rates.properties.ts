/**
 * A narrow band with good channels: the rate's cap binds for nearly everybody, so that channels no longer tell devices apart
 * and half of them cost the same. The search must close such rounds as fast as any others.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { certifyRound } from '../../src/problem/round/certify.js';
import type { Penalty } from '../../src/problem/round/penalty/table.js';
import type { RoundProblem } from '../../src/problem/round/problem.js';
import { exact } from '../../src/solvers/exact.js';

const FULL = process.env.DRIFTLORA_FULL !== undefined;
/** The 60 draws of the light version need 68 in the median, 1,648 at most. One defect made a round more than 600,000. */
const MOST_NODES = 5_000;

const unit = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const device = fc.record({
  weight: unit(0.5, 1.5),
  numerator: unit(0, 2),
  lnSnr: unit(13, 23),
  fewer: fc.nat(7),
  late: fc.oneof({ weight: 4, arbitrary: unit(0, 3e-4) }, { weight: 1, arbitrary: unit(0, 0.02) }),
});

const problems: fc.Arbitrary<RoundProblem> = fc
  .record({
    devices: fc.array(device, { minLength: 14, maxLength: 24 }),
    /** The first so many are too far to send anything in time: they cost infinity, and equal nobody. */
    lost: fc.nat(3),
    bandwidthHz: unit(3e5, 7e5),
    lnDelayPrice: unit(2, 5),
    kind: fc.constantFrom('equal', 'unequal', 'fraction'),
  })
  .map(({ devices, lost, bandwidthHz, lnDelayPrice, kind }) => {
    const weights = devices.map(({ weight }) => (kind === 'equal' ? 1 : weight));
    const sum = weights.reduce((a, b) => a + b, 0);
    const penalty: Penalty =
      kind === 'fraction'
        ? {
            kind,
            cap: 19,
            constant: 1,
            numerators: Object.fromEntries(devices.map(({ numerator }, k) => [`d${k}`, numerator])),
          }
        : { kind: 'inverse', cap: 19 };
    return {
      bandwidthHz,
      maxSpectralEfficiency: 7.41,
      deadlineS: 2,
      penaltyWeight: 1,
      penalty,
      delayPrice: Math.exp(lnDelayPrice),
      delayKind: 'synchronous',
      devices: devices.map(({ lnSnr, fewer, late }, k) => ({
        id: `d${k}`,
        share: weights[k]! / sum,
        snrHz: k < lost ? 8e4 : Math.exp(lnSnr),
        uplinkBits: 262_400 - 4_096 * fewer,
        fixedDelayS: (k < lost ? 0.1 : 0.0181) + late,
        transmitPowerW: 0.2,
        fixedEnergyJ: 2e-6,
        energyPrice: 0,
      })),
    };
  });

it('are proven in few nodes, and the checker accepts', () => {
  fc.assert(
    fc.property(problems, (problem) => {
      const solution = exact.solve(problem, { nodeLimit: MOST_NODES });
      expect(solution.status).toBe('optimal');
      expect(certifyRound(problem, solution).valid).toBe(true);
    }),
    // A failure takes all nodes: shrinking it would take the day.
    { numRuns: FULL ? 2_000 : 60, seed: 41, endOnFailure: true },
  );
});
