/** T4 on finished runs: its terms by hand, where it is silent, and the order it gives. */
import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../src/record/records.js';
import { inlinePool, runScenario } from '../../src/simulation/index.js';
import { DEFAULT_SOLVER, loadSolver } from '../../src/solvers/index.js';
import { assessMeanIterate, meanIterateAgreement } from '../../src/validation/index.js';
import { tinyTask } from '../reference/tiny-task.js';
import { syntheticRun } from '../report/synthetic-run.js';
import { tinyScenario } from '../simulation/scenario-builder.js';

const { summary: bare, records } = syntheticRun({ rounds: 6, devices: 4, policies: ['random', 'myopic'] });
const identity = bare.devices.map((_, k) => bare.devices.map((__, l) => (k === l ? 9 : 0)));
const summary: RunSummary = {
  ...bare,
  constants: { ...bare.constants!, gram: identity, gradientNoise: 4 },
  policies: bare.policies.map((policy, i) => ({ ...policy, drift: i + 1 })),
};
const own = (policy: string) => records.filter((record) => record.policy === policy);

describe('T4 on a finished run', () => {
  it('has the terms that a hand finds', () => {
    const found = assessMeanIterate(summary, records)!;
    found.forEach(({ policy, ...terms }, i) => {
      const heard = own(policy).filter(({ scheduled }) => scheduled.length > 0);
      const total = summary.devices.reduce((sum, { share }) => sum + share, 0);
      const debts = summary.devices.map(({ id, share }) =>
        heard.reduce((debt, { scheduled }) => {
          const participation = summary.devices
            .filter((device) => scheduled.includes(device.id))
            .reduce((sum, device) => sum + device.share, 0);
          return debt + (scheduled.includes(id) ? share / participation : 0) - share / total;
        }, 0),
      );
      const W = heard.length;
      const { stepSize } = summary.scenario.learning.optimiser;
      expect(terms.drift).toBeCloseTo((i + 1) / ((stepSize as number) * W), 12);
      expect(terms.imbalance).toBeCloseTo((3 * Math.hypot(...debts)) / W, 10);
      expect(terms.noise).toBeGreaterThan(0);
      expect(terms.gradient).toBeCloseTo(terms.drift + terms.imbalance + terms.noise, 12);
      expect(terms.gap).toBeCloseTo(terms.gradient ** 2 / (2 * summary.constants!.plConstant), 12);
      expect(terms.isWhole).toBe(false);
    });
  });

  it('is silent where its steps or weights are not those of the run, or the run is an older one', () => {
    const learning = (change: object) => ({
      ...summary,
      scenario: { ...summary.scenario, learning: { ...summary.scenario.learning, ...change } },
    });
    const { optimiser } = summary.scenario.learning;
    for (const change of [
      { aggregation: 'memory' },
      { privacy: { clipNorm: 1, noiseMultiplier: 1 } },
      { optimiser: { ...optimiser, stepSize: 'auto' as const } },
      { optimiser: { ...optimiser, kind: 'adam' as const, stepSize: 0.1 } },
    ]) {
      expect(assessMeanIterate(learning(change), records)).toBeUndefined();
    }
    expect(assessMeanIterate(bare, records)).toBeUndefined();
  });

  it('of a run that was played: no imbalance where everybody is heard, and whole where it was audited', async () => {
    const task = tinyTask(6);
    const constraints = { ...tinyScenario().constraints, deadlineS: 100, averageDelayS: 50 };
    const scenario = tinyScenario({ rounds: 8, policies: ['full-equal', 'random'], constraints });
    const solver = await loadSolver(DEFAULT_SOLVER);
    const dependencies = { task, pool: inlinePool(task), solver, clockS: () => 0 };
    const played = await runScenario(scenario, dependencies, { audited: true });
    const [everybody, some] = assessMeanIterate(played.summary, played.records)!;
    expect(everybody!.imbalance).toBeLessThan(1e-9);
    expect(some!.imbalance).toBeGreaterThan(1e-4);
    const distance = Math.hypot(...played.models[0]!.served); // it starts at zero, with step scale 1
    expect(played.summary.policies[0]!.drift).toBeCloseTo(distance, 6);
    const [whole] = assessMeanIterate(played.summary, played.records, played.audit)!;
    expect([whole!.isWhole, everybody!.isWhole]).toEqual([true, false]);
    expect(whole!.drift).toBeCloseTo(everybody!.drift, 5);
    const { measured } = played.audit!.policies[0]!.meanIterate!;
    expect(whole!.gradient).toBeGreaterThanOrEqual(measured * (1 - 1e-9));
  });

  it('orders the policies of several runs, or says that it cannot', () => {
    const meanIterate = assessMeanIterate(summary, records)!;
    const losses = (values: readonly number[]) => ({
      summary: {
        ...summary,
        policies: summary.policies.map((one, i) => ({ ...one, heldOutLoss: values[i]! })),
      },
      meanIterate,
    });
    const [a, b] = meanIterate.map(({ gradient }) => gradient) as [number, number];
    const right = losses([a, b]);
    const wrong = losses([b, a]);
    expect(meanIterateAgreement([right, right])!.each).toEqual([1, 1]);
    expect(meanIterateAgreement([right, wrong])!.each).toEqual([1, -1]);
    expect(meanIterateAgreement([right, right])!.interval).toBeNull();
    expect(meanIterateAgreement([right, { summary }])).toBeUndefined();
  });
});
