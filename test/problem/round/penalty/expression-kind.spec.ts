/** What the house knows of an own penalty by its text. */
import { describe, expect, it } from 'vitest';
import { fingerprint, fingerprintNumbers } from '../../../../src/problem/round/fingerprint.js';
import { penaltyName, penaltyWords, scenarioPenalty } from '../../../../src/problem/round/penalty/penalty.js';
import { validateRoundProblem } from '../../../../src/problem/round/validate.js';
import { exact } from '../../../../src/solvers/exact.js';

const problemOf = (phi: string, cap = 9) =>
  validateRoundProblem({
    ...{ bandwidthHz: 1e6, penaltyWeight: 5, delayPrice: 1, delayKind: 'synchronous' },
    penalty: { kind: 'expression', phi, cap },
    devices: [0.2, 0.3, 0.4].map((share, k) => ({
      ...{ id: `d${k}`, share, snrHz: 1e7, uplinkBits: 1e5 },
      ...{ fixedDelayS: 0.1 * k, transmitPowerW: 0.2, fixedEnergyJ: 0.01 },
    })),
  });
const name = (phi: string, cap?: number) => fingerprint(fingerprintNumbers(problemOf(phi, cap)));

describe('an own penalty', () => {
  it('names a problem by its text, spaces included, and its cap', () => {
    const names = [name('1/x - 1'), name('1/x - 1', 8), name('1/x -1'), name('1/x - 2'), name('(1 - x)^2')];
    expect(new Set(names).size).toBe(names.length);
    expect(name('1/x - 1')).toBe(names[0]);
  });

  it('is said by its formula, and stands in a scenario as it does in a problem', () => {
    const penalty = { kind: 'expression', phi: '-log(x)', cap: 9 } as const;
    expect(penaltyWords(penalty)).toBe('-log(x)');
    expect(penaltyWords({ kind: 'linear' })).toBe('1 - x');
    expect([penalty, { kind: 'linear' } as const].map(penaltyName)).toEqual(['-log(x)', 'linear']);
    expect(scenarioPenalty(penalty, [0.5, 0.5])).toEqual(penalty);
    expect(() => scenarioPenalty({ ...penalty, phi: 'x' }, [0.5, 0.5])).toThrow(/penalty\.phi/);
    expect(() => scenarioPenalty(penalty, [1, 1e-17])).toThrow(/devices\[1\]\.share/);
  });

  it('decides: a formula that forgives the first half takes fewer devices', () => {
    const scheduled = (phi: string) => {
      const answer = exact.solve(problemOf(phi));
      return 'scheduled' in answer ? answer.scheduled.length : 0;
    };
    expect(scheduled('(1 - x)^2/(0.1 + x)')).toBeGreaterThan(scheduled('exp(-9*x)'));
  });
});
