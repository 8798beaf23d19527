/** Why a run ended as it did: said from who was heard, and not said where that explains nothing. */
import { describe, expect, it } from 'vitest';
import type { RoundRecord, RunAudit, RunSummary } from '../../src/record/records.js';
import { renderReport, renderRunFiles } from '../../src/report/index.js';
import { renderTable } from '../../src/report/table.js';
import { whySentence } from '../../src/report/why.js';
import { syntheticRun } from './synthetic-run.js';

const ROUNDS = 8;
const bare = syntheticRun({ rounds: ROUNDS, devices: 4, policies: ['balanced', 'myopic', 'random'] });

/** Each policy hears, in round t, the devices of `heard(t)`, and ends with an accuracy. */
function runOf(heard: readonly ((round: number) => string[])[], accuracies: readonly number[]) {
  const records = bare.summary.policies.flatMap(({ policy }, i) =>
    bare.records
      .filter((record) => record.policy === policy)
      .map((record): RoundRecord => ({ ...record, scheduled: heard[i]!(record.round) })),
  );
  const policies = bare.summary.policies.map((policy, i) => ({
    ...policy,
    ...{ accuracy: accuracies[i]!, overspent: false, overspentDevices: 0 },
    devicesPerRound:
      records
        .filter((record) => record.policy === policy.policy)
        .reduce((sum, { scheduled }) => sum + scheduled.length, 0) / ROUNDS,
  }));
  const summary: RunSummary = { ...bare.summary, policies };
  return { summary, records };
}

const inTurn = (round: number) => [`d${round % 4}`];
const twoOnly = (round: number) => [`d${round % 2}`];
const mostlyFirst = (round: number) => [round < 5 ? 'd0' : `d${round - 4}`];

const why = (...run: Parameters<typeof runOf>) => {
  const { summary, records } = runOf(...run);
  return whySentence(summary, records);
};

describe('the sentence that says why', () => {
  it('names the data that those behind never heard, and what they heard out of proportion', () => {
    const text = why([inTurn, twoOnly, mostlyFirst], [0.6, 0.3, 0.4])!;
    expect(text).toContain(
      'What sets balanced apart: it heard every device, 1 a round, with an imbalance of 0',
    );
    expect(text).toContain('myopic never heard 2 devices with 50.0 % of the data');
    // d0 in 5 of 8 rounds, the others in one each: ((5/8 - 1/4)^2 + 3 (1/8 - 1/4)^2) / (1/4) = 0.75.
    expect(text).toContain('random heard devices out of proportion to their data (imbalance 0.75)');
    expect(text.match(/\.(?=\s|$)/g)).toHaveLength(1);
  });

  it('is not said where nobody within the budgets is clearly behind', () => {
    expect(why([inTurn, twoOnly, twoOnly], [0.6, 0.58, 0.57])).toBeUndefined();
  });

  it('admits that who was heard does not explain it', () => {
    expect(why([twoOnly, inTurn, inTurn], [0.6, 0.3, 0.3])).toContain(
      'Who was heard does not say why balanced is ahead',
    );
    const text = why([inTurn, twoOnly, inTurn], [0.6, 0.3, 0.3])!;
    expect(text).toContain('of random nothing recorded of who was heard says why');
  });

  it('speaks of no policy that overspent', () => {
    const { summary, records } = runOf([inTurn, twoOnly, twoOnly], [0.6, 0.3, 0.3]);
    const policies = summary.policies.map((one) => ({ ...one, overspent: one.policy === 'myopic' }));
    expect(whySentence({ ...summary, policies }, records)).not.toContain('myopic');
  });
});

describe('the bound that ranks', () => {
  const { summary, records } = runOf([inTurn, twoOnly, mostlyFirst], [0.6, 0.3, 0.4]);
  const gram = summary.devices.map((_, k) => summary.devices.map((__, l) => (k === l ? 9 : 0)));
  const withGram: RunSummary = {
    ...summary,
    constants: { ...summary.constants!, gram },
    policies: summary.policies.map((policy) => ({ ...policy, drift: 0.5 })),
  };

  it('is shown before the one that does not, in the table and on the page', async () => {
    expect(renderTable(withGram, records)).toMatch(/loss\s+T4/);
    const page = await renderReport(withGram, records);
    const first = page.indexOf('Bound on the mean gradient (T4)');
    expect(first).toBeGreaterThan(0);
    expect(page.indexOf('Bound on the gap (Theorem 2)')).toBeGreaterThan(first);
    expect(page.indexOf('id="bound"')).toBeGreaterThan(page.indexOf('id="mean-iterate"'));
    expect(page.indexOf('Theorem 2 puts')).toBeGreaterThan(page.indexOf('T4 (mean of the iterates) allows'));
  });

  it('gives way to the other where it says nothing', () => {
    expect(renderTable(summary, records)).toMatch(/loss\s+bound/);
  });

  it('is the measured one of an audited run, everywhere', async () => {
    const measured = { drift: 1, imbalance: 2, mismatch: 3.25, noise: 4, bound: 10.25, measured: 0.5 };
    const policies = withGram.policies.map(({ policy }) => ({ policy, rounds: [], meanIterate: measured }));
    const audit = { rowsPerDevice: 8, policies } as unknown as RunAudit;
    expect(renderTable(withGram, records)).not.toContain('10.3');
    expect(renderTable(withGram, records, { audit })).toMatch(/10\.3/);
    const { page, latex, figures } = await renderRunFiles(withGram, records, { audit });
    expect(latex).toMatch(/10\.3/);
    expect(page.match(/<td class="[a-z ]*">10\.3/g)).toHaveLength(policies.length);
    expect(page).not.toContain('(mismatch), which run --audit measures');
    expect(figures['mean-iterate.csv']).toContain('3.25');
  });
});
