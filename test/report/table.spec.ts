import { describe, expect, it } from 'vitest';
import { renderTable } from '../../src/report/table.js';
import { syntheticRun } from './synthetic-run.js';

const { summary, records } = syntheticRun();
const ESCAPE = '\u001b';

describe('renderTable', () => {
  const table = renderTable(summary, records);

  it('fits 80 columns, even with long names and large figures', () => {
    const wide = {
      ...summary,
      policies: summary.policies.map((policy) => ({
        ...policy,
        policy: 'plain-drift-plus-penalty-of-a-long-name',
        gapBound: 1.234e9,
        averageDelayS: 123.4,
        overspent: true,
        rounds: 10_000,
        certifiedRounds: 10_000,
        uplinkBits: 1.23e14,
      })),
    };
    for (const text of [table, renderTable(wide, records)]) {
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('cuts a name that is longer than a line, where it stands in a sentence', () => {
    const policy = 'x'.repeat(200);
    const [first, ...rest] = summary.policies;
    const long = { ...summary, policies: [{ ...first!, policy, certifiedRounds: 0 }, ...rest] };
    const text = renderTable(long, records);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(text).toContain('not certified:');
  });

  it('has no columns for what was not trained', () => {
    const untrained = syntheticRun({ untrained: true });
    const bare = renderTable(untrained.summary, untrained.records);
    expect(bare).not.toMatch(/accuracy|loss|–/);
    expect(bare).toContain('objective');
  });

  it('has a row for every policy and says what the run was', () => {
    for (const { policy } of summary.policies) expect(table).toMatch(new RegExp(`^${policy} `, 'm'));
    expect(table).toContain('24 rounds, 20 devices, delay budget 0.5 s');
  });

  it('has one best value in each column that has a better end, none of a policy over budget', () => {
    const rows = table
      .split('\n')
      .filter((line) => summary.policies.some(({ policy }) => line.startsWith(policy)));
    expect(rows.join('').match(/\*/g)!.length).toBeGreaterThanOrEqual(3);
    for (const row of rows.filter((line) => line.includes(' over'))) expect(row).not.toContain('*');
  });

  it('cuts no name of ours, and says which columns had no room, and what was certified', () => {
    const names = ['learning-drift-plus-penalty', 'plain-drift-plus-penalty', 'myopic'];
    const policies = names.map((policy, i) => ({ ...summary.policies[i]!, policy }));
    const text = renderTable({ ...summary, policies }, records);
    for (const name of names) expect(text).toContain(name);
    expect(text).toMatch(/energy.*: in the report$/m);
    expect(text).toContain('certified: every round of every policy');
    const refused = policies.map((policy) => ({ ...policy, certifiedRounds: policy.rounds - 2 }));
    expect(renderTable({ ...summary, policies: refused }, records)).toMatch(/not certified:|22\/24/);
  });

  it('has no colour unless asked', () => {
    expect(table).not.toContain(ESCAPE);
    expect(renderTable(summary, records, { colour: true })).toContain(`${ESCAPE}[1m`);
  });
});
