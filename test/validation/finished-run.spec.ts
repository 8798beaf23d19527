import { describe, expect, it } from 'vitest';
import { gapBoundStep, smoothPlConstants } from '../../src/bounds/index.js';
import { assessRun, policyOrderAgreement } from '../../src/validation/index.js';
import { syntheticRun } from '../report/synthetic-run.js';

const { summary, records } = syntheticRun({ rounds: 12, devices: 10 });

describe('a finished run', () => {
  const assessments = assessRun(summary, records);

  it('has one assessment a policy, with the bound of Theorem 2 on its own schedule', () => {
    expect(assessments.map(({ policy }) => policy)).toEqual(summary.policies.map(({ policy }) => policy));
    const { smoothness: L, plConstant: mu, heterogeneity, gradientNoise, stepSize } = summary.constants!;
    const constants = smoothPlConstants({ L, mu, delta2: heterogeneity, sigma2: gradientNoise });
    const first = records[0]!.scheduled.map(() => ({
      share: 0.1,
      batchSize: Math.min(summary.scenario.learning.batchSize, 180),
    }));
    const expected = gapBoundStep(2.48, { constants, eta: stepSize, participants: first });
    expect(assessments[0]!.bounds[0]).toBe(2.48);
    expect(assessments[0]!.bounds[1]).toBeCloseTo(expected, 12);
    expect(assessments[0]!.bounds.length).toBe(13);
    expect(assessments[0]!.measured.length).toBe(13);
  });

  it("says that it is an estimate, and when the optimiser is not the theorem's", () => {
    expect(assessments[0]!.words.join(' ')).toContain('estimates');
    expect(assessments[0]!.words.join(' ')).not.toContain('not trained by plain gradient steps');
    const other = { ...summary, constants: { ...summary.constants!, assumptionsHold: false } };
    expect(assessRun(other, records)[0]!.words.join(' ')).toContain('not trained by plain gradient steps');
  });

  it('says by how much the steps were too large, where they were those of the theorem but for that', () => {
    const { scenario } = summary;
    const optimiser = { ...scenario.learning.optimiser, kind: 'sgd', stepSize: 0.15 } as const;
    const steep = {
      ...summary,
      scenario: { ...scenario, learning: { ...scenario.learning, optimiser } },
      constants: { ...summary.constants!, stepSize: 0.1, assumptionsHold: false },
    };
    const words = assessRun(steep, records)[0]!.words.join(' ');
    expect(words).toContain("The run's steps, 0.15, were above 1/L = 0.1, up to which the theorems hold");
    expect(words).not.toContain('not trained by plain gradient steps');
  });

  it('refuses records of another run', () => {
    const strange = [{ ...records[0]!, scheduled: ['nobody'] }];
    expect(() => assessRun(summary, strange)).toThrow(expect.objectContaining({ name: 'InputError' }));
  });

  it('compares the order of policies over seeds', () => {
    const agree = policyOrderAgreement([summary, summary]);
    expect(agree.seeds).toBe(2);
    expect(agree.mean).toBeGreaterThanOrEqual(-1);
    expect(agree.mean).toBeLessThanOrEqual(1);
  });
});
