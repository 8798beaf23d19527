/** Parts told to people are those that the checker bounds: they hold every schedule, and the least bound is what is proven. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CertificatePart, certificateParts } from '../../../src/problem/index.js';
import { verifyRoundCertificate } from '../../../src/problem/round/check/verify.js';
import { loadSolver } from '../../../src/solvers/index.js';
import { roundProblems } from '../../../src/testing/index.js';

const exact = await loadSolver('exact');

/** Whether a set of devices lies in a part, as far as names and numbers of devices say. */
const holds = (part: CertificatePart, scheduled: readonly string[]) =>
  part.inIds.every((id) => scheduled.includes(id)) &&
  part.outIds.every((id) => !scheduled.includes(id)) &&
  scheduled.length >= part.leastCount &&
  scheduled.length <= part.mostCount;

describe('certificateParts', () => {
  it('cover every schedule, and prove together what the checker says', () => {
    fc.assert(
      fc.property(roundProblems({ minDevices: 1, maxDevices: 5 }), (problem) => {
        const solution = exact.solve(problem);
        const certificate = 'certificate' in solution ? solution.certificate : undefined;
        fc.pre(certificate !== undefined);
        const parts = certificateParts(problem, certificate!);
        const least = parts.reduce((bound, part) => Math.min(bound, part.bound), Number.POSITIVE_INFINITY);
        expect(least).toBe(verifyRoundCertificate(problem, certificate!).bound);
        // With chains only the schedules that keep to them are covered.
        if (certificate!.chains?.length) return;
        const ids = problem.devices.map(({ id }) => id);
        for (let mask = 0; mask < 2 ** ids.length; mask++) {
          const scheduled = ids.filter((_, k) => mask & (1 << k));
          const { minScheduled = 0, maxScheduled = ids.length } = problem;
          if (scheduled.length < minScheduled || scheduled.length > maxScheduled) continue;
          expect(parts.some((part) => holds(part, scheduled))).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('of another problem are none', () => {
    const [first, second] = [1, 2].map((penaltyWeight) => ({ ...THREE, penaltyWeight }));
    const solution = exact.solve(first!);
    const { certificate } = solution as { certificate: Parameters<typeof certificateParts>[1] };
    expect(certificateParts(first!, certificate).length).toBeGreaterThan(1);
    expect(certificateParts(second!, certificate)).toEqual([]);
  });
});

const device = {
  share: 0.3,
  snrHz: 5e6,
  uplinkBits: 5e5,
  fixedDelayS: 0.1,
  transmitPowerW: 0.2,
  fixedEnergyJ: 0,
};
const THREE = {
  bandwidthHz: 1e6,
  penaltyWeight: 1,
  penalty: { kind: 'linear' },
  delayPrice: 1,
  delayKind: 'synchronous',
  devices: [
    { ...device, id: 'near' },
    { ...device, id: 'middle', share: 0.5, snrHz: 2e6 },
    { ...device, id: 'far', share: 0.05, snrHz: 5e5, uplinkBits: 1e5 },
  ],
} as const;
