/** What a referee would read: one seed, ties, overspending, empty rounds. The sentences say what the data shows, no more. */
import { describe, expect, it } from 'vitest';
import type {
  BalanceSummary,
  ClairvoyantSummary,
  PolicySummary,
  RunSummary,
} from '../../src/record/records.js';
import { balanceSentence } from '../../src/report/balance-finding.js';
import { bestKnown, clairvoyantSentence, energyFinding, outcome } from '../../src/report/findings.js';
import { renderReport } from '../../src/report/index.js';
import { boundLimitations } from '../../src/report/limitations.js';
import { participationPoints } from '../../src/report/participation-figure.js';
import { policyPoints, scorePoints } from '../../src/report/series.js';
import { renderTable } from '../../src/report/table.js';
import { syntheticRun } from './synthetic-run.js';

const run = syntheticRun({ rounds: 8, policies: ['drift-plus-penalty', 'myopic', 'random'] });

/** The three policies with these figures in place of their own. */
function withPolicies(
  changes: readonly Partial<PolicySummary>[],
  more: Partial<RunSummary> = {},
): RunSummary {
  const kept = { overspent: false, overspentDevices: 0, emptyRounds: 0 };
  const policies = run.summary.policies.map((policy, i) => ({ ...policy, ...kept, ...changes[i] }));
  return { ...run.summary, ...more, policies };
}

function limited(summary: RunSummary, averageEnergyJ: number): RunSummary {
  const { scenario } = summary;
  return { ...summary, scenario: { ...scenario, constraints: { ...scenario.constraints, averageEnergyJ } } };
}

const said = (summary: RunSummary) => outcome(summary, run.records).join(' ');

describe('the headline', () => {
  it('names the highest accuracy with its standard error, and those it is not told apart from', () => {
    // Over 360 texts 60 % has an error of 2.58 points; of a difference of two such at most 3.65.
    const text = said(withPolicies([{ accuracy: 0.6 }, { accuracy: 0.54 }, { accuracy: 0.4 }]));
    expect(text).toContain('drift-plus-penalty ended with the highest held-out accuracy, 60.0 %');
    expect(text).toContain('standard error 2.6 points over 360 texts');
    expect(text).toContain('Not told apart from it by these texts: myopic (54.0 %).');
    expect(text).not.toContain('random (40.0 %)');
  });

  it('names nobody as not told apart where the texts tell them apart, and still no winner', () => {
    const text = said(withPolicies([{ accuracy: 0.6 }, { accuracy: 0.5 }, { accuracy: 0.4 }]));
    expect(text).not.toContain('Not told apart');
    expect(outcome(withPolicies([{ accuracy: 0.6 }, { accuracy: 0.5 }]), run.records)[0]).toContain(
      'this one run with one seed names no winner',
    );
    expect(text).not.toMatch(/\bwins?\b|\bbest policy\b|is better|outperforms/);
  });

  it('names equal objectives as equal where nothing was trained', () => {
    const { summary } = syntheticRun({ rounds: 8, policies: ['myopic', 'random'], untrained: true });
    const policies = summary.policies.map((policy) => ({ ...policy, overspent: false, weightedPenalty: 4 }));
    expect(said({ ...summary, policies })).toContain('The same has random.');
  });

  it('makes no champion of the only one that kept the budgets', () => {
    const text = said(
      withPolicies([
        { accuracy: 0.4 },
        { accuracy: 0.6, overspent: true },
        { accuracy: 0.6, overspent: true },
      ]),
    );
    expect(text).toContain(
      'Only drift-plus-penalty kept the delay budget; its held-out accuracy ended at 40.0 %',
    );
    expect(text).not.toContain('highest');
    expect(text).toMatch(/Not within the delay budget: myopic .*and random/);
  });

  it('says so where nobody kept the budget, and where rounds were empty', () => {
    const over = withPolicies([
      { overspent: true, emptyRounds: 3, accuracy: 0.9 },
      { overspent: true },
      { overspent: true },
    ]);
    expect(said(over)).toContain(
      'No policy kept the delay budget; of all, this one run with one seed names no winner: drift-plus-penalty',
    );
    expect(said(over)).toContain('from nobody in 3 rounds');
  });

  it('compares nobody where one policy ran', () => {
    const { summary } = syntheticRun({ rounds: 4, policies: ['myopic'] });
    const policies = summary.policies.map((policy) => ({ ...policy, overspent: false }));
    const text = said({ ...summary, policies });
    expect(text).toContain('myopic kept the delay budget; its held-out accuracy');
    expect(text).not.toMatch(/highest|winner|told apart/);
  });
});

describe('stars', () => {
  const stars = (summary: RunSummary) => (renderTable(summary, run.records).match(/\*/g) ?? []).length - 1;

  it('go to nobody where one policy alone kept the budgets, and to all that are not told apart', () => {
    expect(stars(withPolicies([{}, { overspent: true }, { overspent: true }]))).toBe(0);
    const row = (summary: RunSummary, policy: string) =>
      renderTable(summary, run.records)
        .split('\n')
        .find((line) => line.startsWith(policy))!;
    const tied = withPolicies([{ accuracy: 0.6 }, { accuracy: 0.58 }, { accuracy: 0.3 }]);
    expect(row(tied, 'drift')).toContain('60.0 %*');
    expect(row(tied, 'myopic')).toContain('58.0 %*');
    expect(row(tied, 'random')).not.toContain('30.0 %*');
  });
});

describe('an overspent energy budget', () => {
  const over = limited(withPolicies([{ overspentDevices: 2 }, {}, {}]), 0.5);

  it('is marked in the terminal, whether its column has room or not', () => {
    expect(renderTable(over, run.records)).toMatch(/J over|over the budget of energy: drift-plus-penalty/);
    expect(renderTable(limited(withPolicies([]), 0.5), run.records)).not.toMatch(
      /J over|over the budget of energy/,
    );
  });

  it('is marked on the page, in words and in red, and no cell of it says "within budget"', async () => {
    const page = await renderReport(over, run.records);
    expect(page).toMatch(/<td class="over">[^<]*J<small>2 devices over budget<\/small>/);
    expect(page.match(/every device within budget/g)).toHaveLength(2);
  });

  it('keeps a policy out of the running', () => {
    expect(energyFinding(over)).toMatchObject({ holds: false });
    expect(said(over)).toContain('Of the 2 policies that kept every budget');
    expect(said(over)).toContain('under drift-plus-penalty (2 of 20 devices)');
  });
});

describe('the clairvoyant sentence', () => {
  const CLAIRVOYANT: ClairvoyantSummary = {
    ...{ bound: 2, schedule: 3, scheduleGap: 0.5, modelGap: 0, evaluations: 4, certified: true },
  };
  const sentence = (changes: readonly Partial<PolicySummary>[], clairvoyant = CLAIRVOYANT) =>
    clairvoyantSentence(withPolicies(changes, { clairvoyant }))!.sentence;

  it('means the same by "above" for schedules and policies: relative to the bound', () => {
    const text = sentence([{ weightedPenalty: 4 }, { weightedPenalty: 5 }, { weightedPenalty: 6 }]);
    expect(text).toContain('a schedule made with the future known: 3, 50.0 % above it');
    expect(text).toContain(
      'drift-plus-penalty 100.0 % above it, myopic 150.0 % above it and random 200.0 % above it',
    );
  });

  it("takes a finished run's schedule for the best known where it is, if it kept every budget", () => {
    const better = [
      { weightedPenalty: 2.2 },
      { weightedPenalty: 5 },
      { weightedPenalty: 1.5, overspent: true },
    ];
    expect(sentence(better)).toContain('is that of drift-plus-penalty: 2.2, 10.0 % above it');
    expect(sentence(better)).toContain('random -25.0 % above it (over a budget, so not held to it)');
    expect(
      bestKnown({ ...withPolicies(better, { clairvoyant: CLAIRVOYANT }), stopped: true })!.objective,
    ).toBe(3);
  });

  it.each([0, -1e-17, 1e-12])('has no percentage at a bound of 0 up to rounding: %f', (bound) => {
    const zero = { ...CLAIRVOYANT, bound, schedule: 0, scheduleGap: null };
    const text = sentence([{ weightedPenalty: 0 }, { weightedPenalty: 0.5 }, { weightedPenalty: 6 }], zero);
    expect(text).toContain('At a bound of 0 a percentage means nothing');
    expect(text).toContain('drift-plus-penalty at it, myopic 0.5 above it');
    expect(text).not.toMatch(/\d %/);
    const table = renderTable(
      withPolicies(
        [{ weightedPenalty: 0, clairvoyantGap: null }, { weightedPenalty: 0.5, clairvoyantGap: null }, {}],
        {
          clairvoyant: zero,
        },
      ),
      run.records,
    );
    expect(table).toMatch(/ at it /);
    expect(table).toMatch(/ \+0\.5 /);
  });

  it('says that failures are left out where there are any', () => {
    const { scenario } = run.summary;
    const devices = { ...scenario.devices, dropOutProbability: 0.1 };
    const failing = withPolicies([], { clairvoyant: CLAIRVOYANT, scenario: { ...scenario, devices } });
    expect(clairvoyantSentence(failing)!.sentence).toContain('nobody could reach them');
    expect(sentence([])).not.toContain('fail');
  });

  it('does not call a refused certificate checked', () => {
    const refused = clairvoyantSentence(
      withPolicies([], { clairvoyant: { ...CLAIRVOYANT, certified: false } }),
    )!;
    expect(refused.holds).toBe(false);
    expect(refused.sentence).toContain('refused');
  });
});

describe('the sentence on the long-term balance', () => {
  const balance: BalanceSummary = {
    ...{
      beta: 0.8,
      bound: 2,
      schedule: 2.02,
      scheduleGap: 0.01,
      modelGap: 0,
      evaluations: 4,
      certified: true,
    },
  };
  const policies = [
    { balanceObjective: 2.2, balanceGap: 0.1 },
    { balanceObjective: 1, balanceGap: -0.5, overspent: true },
    { balanceObjective: 8, balanceGap: 3 },
  ];
  const summary = withPolicies(policies, { balance });

  it('says what the two parts weigh, what nobody gets below, and how far each policy is above', () => {
    const { holds, sentence } = balanceSentence(summary)!;
    expect(holds).toBe(true);
    expect(sentence).toContain(
      '80.0 % of how far the devices heard over the whole run are from their shares',
    );
    expect(sentence).toContain('gets it below 2, by a certificate that was checked');
    expect(sentence).toContain('with the future known reaches 2.02, 1.0 % above it');
    expect(sentence).toContain('drift-plus-penalty 10.0 % above it');
    expect(sentence).toContain('myopic -50.0 % above it (over a budget, so not held to it)');
    const refused = { ...summary, balance: { ...balance, certified: false, schedule: null } };
    expect(balanceSentence(refused)).toMatchObject({ holds: false });
    expect(balanceSentence(refused)!.sentence).toContain('refused');
    expect(balanceSentence(refused)!.sentence).not.toContain('future known');
  });

  it('stands on the page with a column of its own, where the run has the bound, and nowhere else', async () => {
    const page = await renderReport(summary, run.records);
    expect(page).toContain('Long-term balance above its bound</th>');
    expect(page).toContain('is what balanced minimises');
    expect(page).toMatch(/<td[^>]*>300\.0 %/);
    expect(balanceSentence(run.summary)).toBeUndefined();
    expect(await renderReport(run.summary, run.records)).not.toContain('Long-term balance');
  });
});

describe('the limitations', () => {
  it('count the pairs that bound and loss order alike, not the others', () => {
    const agreeing = withPolicies([
      { gapBound: 1, heldOutLoss: 0.1 },
      { gapBound: 2, heldOutLoss: 0.2 },
      { gapBound: 3, heldOutLoss: 0.15 },
    ]);
    expect(boundLimitations(agreeing, run.records).join(' ')).toContain(
      'puts 2 of 3 pairs of policies in the same order',
    );
    expect(boundLimitations(agreeing, run.records).join(' ')).toContain('One run shows no order');
  });
});

describe('the figures', () => {
  it('average the delay over the rounds so far, and add it up', () => {
    const own = run.records.filter(({ policy }) => policy === 'myopic');
    const points = policyPoints(run.summary, run.records).filter(({ policy }) => policy === 'myopic');
    let total = 0;
    points.forEach((point, t) => {
      total += own[t]!.delayS;
      expect(point.elapsedS).toBeCloseTo(total, 12);
      expect(point.averageDelayS).toBeCloseTo(total / (t + 1), 12);
      expect(point.gapBound).toBe(own[t]!.gapBound);
      expect(point.delayQueueS).toBe(own[t]!.delayQueueS);
      expect(point.round).toBe(t + 1);
    });
  });

  it('show scores after the delay that they took', () => {
    const own = run.records.filter(({ policy }) => policy === 'random');
    const [start, ...scores] = scorePoints(run.summary, run.records).filter(
      ({ policy }) => policy === 'random',
    );
    expect(start).toMatchObject({ round: 0, elapsedS: 0, accuracy: 0.1 });
    for (const { round, elapsedS, accuracy } of scores) {
      const delays = own.slice(0, round).map(({ delayS }) => delayS);
      expect(elapsedS).toBeCloseTo(
        delays.reduce((sum, s) => sum + s, 0),
        12,
      );
      expect(accuracy).toBe(own[round - 1]!.heldOut!.accuracy);
    }
  });

  it('show the share of the rounds that a device took part in', () => {
    const points = participationPoints(run.summary);
    expect(points).toHaveLength(3 * 20);
    run.summary.policies.forEach(({ policy }, p) => {
      run.summary.devices.forEach((device, k) => {
        const took = run.records.filter((r) => r.policy === policy && r.scheduled.includes(device.id)).length;
        expect(points[20 * p + k]).toMatchObject({
          policy,
          share: took / 8,
          where: device.place!.groundDistanceM,
        });
      });
    });
  });

  it('show each constant under its own name', async () => {
    const page = await renderReport(run.summary, run.records);
    for (const [name, value] of [
      ['L, smoothness', '3.1'],
      ['μ, Polyak-Lojasiewicz constant', '0.04'],
      ['δ², heterogeneity of the devices', '0.5'],
      ['σ², variance of a row’s gradient', '1.7'],
      ['ρ = 1 - ημ, contraction a round', '0.988'],
    ]) {
      expect(page).toContain(`<td>${name}</td><td>${value}</td>`);
    }
  });

  it('show the energy that was spent', async () => {
    const own = run.records.filter(({ policy }) => policy === 'random');
    const spent = own.reduce((sum, { scheduled }) => sum + 0.05 * scheduled.length, 0);
    expect(run.summary.policies[2]!.totalEnergyJ).toBeCloseTo(spent, 12);
    const page = await renderReport(run.summary, run.records);
    expect(page).toContain(`>${Number(spent.toPrecision(3))} J<`);
  });
});
