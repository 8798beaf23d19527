/** T2 on finished runs: its terms by hand, where it is silent, and the order it gives. */
import { describe, expect, it } from 'vitest';
import type { RoundRecord, RunSummary } from '../../src/record/records.js';
import { boundConstantsOf } from '../../src/record/records.js';
import { assessDebtGap, debtGapAgreement } from '../../src/validation/index.js';
import { syntheticRun } from '../report/synthetic-run.js';

const { summary: bare, records } = syntheticRun({ rounds: 6, devices: 4, policies: ['random', 'myopic'] });
const identity = bare.devices.map((_, k) => bare.devices.map((__, l) => (k === l ? 9 : 0)));
const withGram = (gram: readonly (readonly number[])[]): RunSummary => ({
  ...bare,
  constants: { ...bare.constants!, gram: gram.map((row) => [...row]), gradientNoise: 4 },
});
const summary = withGram(identity);
const heardBy = (policy: string) =>
  records.filter((record) => record.policy === policy && record.scheduled.length > 0);

/** Theory 9.3, line by line: z moves by rho, each round adds (eta/2)(eta L |c|)^2 3^2 and (eta^2/2) L 4 nu; the last step adds debts. */
function byHand(heard: readonly RoundRecord[]): number {
  const { smoothness: L, plConstant: mu, initialGap, stepSize: eta } = boundConstantsOf(summary);
  const total = summary.devices.reduce((sum, { share }) => sum + share, 0);
  const debts = summary.devices.map(() => 0);
  let shifted = initialGap;
  for (const { scheduled } of heard) {
    const inside = summary.devices.filter(({ id }) => scheduled.includes(id));
    const x = inside.reduce((sum, { share }) => sum + share / total, 0);
    const nu = inside.reduce((sum, { share, rows }) => {
      const weight = share / total / x;
      return sum + weight ** 2 / Math.min(summary.scenario.learning.batchSize, rows);
    }, 0);
    const away = eta * L * 3 * Math.hypot(...debts);
    shifted = (1 - eta * mu) * shifted + (eta / 2) * away ** 2 + (eta ** 2 / 2) * L * 4 * nu;
    summary.devices.forEach(({ id, share }, k) => {
      debts[k]! += (scheduled.includes(id) ? share / total / x : 0) - share / total;
    });
  }
  return (Math.sqrt(shifted) + eta * Math.sqrt(L / 2) * 3 * Math.hypot(...debts)) ** 2;
}

describe('T2 on a finished run', () => {
  it('is what a hand finds, and its parts add up', () => {
    const found = assessDebtGap(summary, records)!;
    expect(found.map(({ policy }) => policy)).toEqual(['random', 'myopic']);
    for (const { policy, gap, start, bias, noise, lastStep } of found) {
      const hand = byHand(heardBy(policy));
      expect(Math.abs(gap - hand)).toBeLessThan(1e-9 * hand);
      expect(Math.abs(start + bias + noise + lastStep - gap)).toBeLessThan(1e-12 * gap);
      expect(Math.min(start, noise, lastStep)).toBeGreaterThan(0);
    }
  });

  it('has no debts to speak of where devices do not differ, and more the more they do', () => {
    const none = assessDebtGap(withGram(identity.map((row) => row.map(() => 1))), records)!;
    for (const { bias, lastStep } of none) expect(Math.max(bias, lastStep)).toBeLessThan(1e-12);
    const more = assessDebtGap(withGram(identity.map((row) => row.map((v) => 4 * v))), records)!;
    assessDebtGap(summary, records)!.forEach(({ bias, gap }, i) => {
      expect(more[i]!.bias).toBeCloseTo(4 * bias, 12);
      expect(more[i]!.gap).toBeGreaterThan(gap);
    });
  });

  it('is silent where its steps or weights are not those of the run, or the run is an older one', () => {
    const learning = (change: object) => ({
      ...summary,
      scenario: { ...summary.scenario, learning: { ...summary.scenario.learning, ...change } },
    });
    expect(assessDebtGap(learning({ aggregation: 'memory' }), records)).toBeUndefined();
    expect(
      assessDebtGap(learning({ privacy: { clipNorm: 1, noiseMultiplier: 1 } }), records),
    ).toBeUndefined();
    expect(assessDebtGap(bare, records)).toBeUndefined();
    expect(assessDebtGap(summary, [])).toBeUndefined();
  });

  it('orders the policies of several runs, or says that it cannot', () => {
    const debtGap = assessDebtGap(summary, records)!;
    const [a, b] = debtGap.map(({ gap }) => gap) as [number, number];
    const losses = (values: readonly number[]) => ({
      summary: {
        ...summary,
        policies: summary.policies.map((one, i) => ({ ...one, heldOutLoss: values[i]! })),
      },
      debtGap,
    });
    expect(debtGapAgreement([losses([a, b]), losses([b, a])])!.each).toEqual([1, -1]);
    expect(debtGapAgreement([losses([a, b]), { summary }])).toBeUndefined();
  });
});
