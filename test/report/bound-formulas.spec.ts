/** The theorems with a run's numbers: each value is what the executable theorem gives for the same round. */
import { describe, expect, it } from 'vitest';
import {
  constraintViolationBound,
  gapSensitivity,
  participationError,
  roundWeights,
  smoothPlConstants,
} from '../../src/bounds/index.js';
import { runFormulas } from '../../src/report/bound-formulas.js';
import { assessRun, roundsOf } from '../../src/validation/index.js';
import { syntheticRun } from './synthetic-run.js';

const { summary, records } = syntheticRun({ rounds: 6, policies: ['drift-plus-penalty', 'random'] });
const own = records.filter(({ policy }) => policy === 'random');
const assessment = assessRun(summary, records)[1]!;

describe('the formulas of a run', async () => {
  const { lines, round } = (await runFormulas(summary, own, assessment))!;
  const of = (name: string) => lines.find((line) => line.name.startsWith(name))!;
  const rounds = roundsOf(summary, own);
  const x = own[round - 1]!.participation;

  it("end where the page's bound ends", () => {
    expect(round).toBe(6);
    expect(of('Theorem 2').value).toBeCloseTo(assessment.bounds.at(-1)!, 10);
  });

  it('give what the theorems give', () => {
    expect(of('Lemma 1').value).toBeCloseTo(participationError({ delta2: 0.5 }, x), 10);
    const promise = summary.policies[1]!.delayPromise.allowedS;
    const start = own[0]!.delayQueueS;
    expect(of('Constraint').value).toBeCloseTo(constraintViolationBound(start, start + 6 * promise, 6), 10);
    expect(of('Round weight').value).toBeCloseTo(roundWeights(6, 0.988)[0]!, 6);
  });

  it("have the slopes that the theorems' own sensitivities have", () => {
    const constants = smoothPlConstants({ L: 3.1, mu: 0.04, delta2: 0.5, sigma2: 1.7 });
    const { participation } = gapSensitivity(rounds, { constants, eta: 0.3 });
    expect(of('Theorem 2').slopes.find(({ by }) => by === 'x')!.value).toBeCloseTo(participation[5]!, 10);
  });

  it('show numbers where the theorem has names', () => {
    expect(of('Lemma 1').numbers).toMatch(/^0\.5 \* \(1 - 0\.\d+\) \/ 0\.\d+$/);
    expect(of('Lemma 1').latex).toContain('\\delta^2');
    expect(of('Theorem 2').numbers).not.toMatch(/[a-zA-Z–]/);
  });

  it('are none where nobody ever took part', async () => {
    const nobody = own.map((record) => ({ ...record, scheduled: [] }));
    const idle = assessRun(summary, [...records.filter(({ policy }) => policy !== 'random'), ...nobody])[1]!;
    expect(await runFormulas(summary, nobody, idle)).toBeUndefined();
  });

  it('name the round to which the bound is most sensitive', () => {
    const constants = smoothPlConstants({ L: 3.1, mu: 0.04, delta2: 0.5, sigma2: 1.7 });
    const { participation } = gapSensitivity(rounds, { constants, eta: 0.3 });
    const t = participation.indexOf(Math.min(...participation));
    expect(assessment.words.join(' ')).toContain(`most sensitive to who takes part in round ${t + 1}:`);
  });
});
