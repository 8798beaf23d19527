/** Two runs beside each other: paired only where they may be, and no more said than one seed shows. */
import { describe, expect, it } from 'vitest';
import { type ComparedRun, pairRuns, renderPair, renderPairTable } from '../../src/report/pair/index.js';
import { measureRows } from '../../src/report/pair/measures.js';
import { leavesOf } from '../../src/report/pair/pair.js';
import { pairLead, pairSentences } from '../../src/report/pair/sentences.js';
import { type SyntheticOptions, syntheticRun } from './synthetic-run.js';

const POLICIES = ['drift-plus-penalty', 'myopic'];
const runOf = (label: string, options: SyntheticOptions = {}): ComparedRun => ({
  label,
  ...syntheticRun({ rounds: 6, devices: 5, policies: POLICIES, ...options }),
});
const plain = runOf('plain');

/** A run in which a policy's last round heard one device less, at half the delay. */
function changed(label: string): ComparedRun {
  const { summary, records } = plain;
  const t = records.findLastIndex(({ policy, scheduled }) => policy === 'myopic' && scheduled.length > 1);
  const edited = records.map((record, i) =>
    i === t ? { ...record, scheduled: record.scheduled.slice(1), delayS: record.delayS / 2 } : record,
  );
  const scenario = { ...summary.scenario, control: { ...summary.scenario.control, baselineDevices: 3 } };
  const policies = summary.policies.map((one) =>
    one.policy === 'myopic'
      ? { ...one, averageDelayS: one.averageDelayS - 0.05, accuracy: one.accuracy! + 0.002 }
      : one,
  );
  return { label, summary: { ...summary, scenario, policies }, records: edited };
}

describe('two runs of one seed', () => {
  const pair = pairRuns(plain, changed('changed'));

  it('are paired, name the key that differs, and the round where they part', () => {
    expect(pair.unpaired).toEqual([]);
    expect(pair.changed.map(({ key }) => key)).toEqual(['control.baselineDevices']);
    expect(pairSentences(pair)[0]).toBe('drift-plus-penalty scheduled the same devices in all 6 rounds.');
    expect(pairSentences(pair)[1]).toMatch(
      /^myopic scheduled the same devices in 5 of 6 rounds; the first with others is round \d\.$/,
    );
  });

  it('differ by the second less the first, and no winner is named', () => {
    const row = (measure: string) =>
      measureRows(pair).find((one) => one.policy === 'myopic' && one.measure === measure)!;
    expect(row('average delay').difference).toBe('−0.05 s');
    expect(row('held-out accuracy').difference).toBe('+0.2 points, not told apart by these texts');
    expect(row('energy of all devices').difference).toBe('none');
    const { overspent } = plain.summary.policies[1]!;
    expect(row('budgets').values[0]).toBe(overspent ? 'delay over' : 'kept');
    expect(pairLead(pair)).toContain('one seed, which names no winner');
    expect(renderPairTable(pair)).not.toMatch(/\bwins?\b|is better|outperforms|NaN|undefined/);
  });

  it('are said to be the same where they are', () => {
    expect(pairLead(pairRuns(plain, { ...plain, label: 'again' }))).toBe(
      'plain and again hold the same rounds with the same results.',
    );
  });

  it('form no difference of objectives that mean other things', () => {
    const { summary, records } = plain;
    const other = { label: 'other', summary, records: records.map((record) => ({ ...record, weight: 2 })) };
    const rows = measureRows(pairRuns(plain, other)).filter(
      ({ measure }) => measure === 'long-term objective',
    );
    expect(rows.map(({ difference }) => difference)).toEqual(['other objective', 'other objective']);
  });
});

describe('two runs that drew other things', () => {
  it.each<[string, SyntheticOptions]>([
    ['the numbers of finished rounds differ', { rounds: 5 }],
    ['the devices differ', { devices: 6 }],
  ])('are not paired: %s', (why, options) => {
    const pair = pairRuns(plain, runOf('other', options));
    expect(pair.unpaired).toContain(why);
    expect(pairLead(pair)).toMatch(/^plain and other are not paired: .*no difference is formed/);
    const measured = measureRows(pair).filter(({ measure }) => measure !== 'budgets');
    expect(measured.every(({ difference }) => difference === 'not paired')).toBe(true);
  });

  it('nor with another seed, or other channels on the same keys', () => {
    const { summary } = plain;
    const seeded = { ...plain, summary: { ...summary, scenario: { ...summary.scenario, seed: 77 } } };
    expect(pairRuns(plain, seeded).unpaired).toEqual(['the seeds differ']);
    const devices = summary.devices.map((device) => ({ ...device, meanSnrHz: device.meanSnrHz! * 1.001 }));
    expect(pairRuns(plain, { ...plain, summary: { ...summary, devices } }).unpaired).toEqual([
      'the channels differ',
    ]);
  });

  it('say who is in one alone, and where no policy is in both', () => {
    const pair = pairRuns(plain, runOf('other', { policies: ['random'] }));
    expect(pairSentences(pair)).toEqual([
      'No policy is in both runs.',
      'Only plain ran drift-plus-penalty and myopic.',
      'Only other ran random.',
    ]);
    expect(renderPairTable(pair)).not.toContain('measure');
  });
});

describe('the table of two runs', () => {
  it('fits a terminal, and a name in it is no code that the terminal obeys', () => {
    const name = `\u001b[31m${'x'.repeat(200)}\u009b`;
    const scenario = { ...plain.summary.scenario, name };
    const other = { ...plain, label: `b\u001b[0m`, summary: { ...plain.summary, scenario } };
    const text = renderPairTable(pairRuns(plain, other));
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

describe('the page of two runs', () => {
  it('has their figures over one another, is the same bytes each time, and escapes what a user wrote', async () => {
    const label = '<script>alert(1)</script>';
    const pair = pairRuns(plain, changed(label));
    const { page, figures } = await renderPair(pair);
    expect((await renderPair(pair)).page).toBe(page);
    expect(page).not.toMatch(/<script|<link|<img|NaN|undefined|\[object/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page.match(/<svg/g)).toHaveLength(6);
    expect(page).toContain('stroke-dasharray="6,4"');
    expect(figures['pair-delay.csv']).toMatch(/^policy,run,round,value\n/);
    // Both runs, every policy, every round.
    expect(figures['pair-energy.csv']!.trim().split('\n')).toHaveLength(1 + 2 * 2 * 6);
  });

  it('leaves out what one of them has not measured', async () => {
    const { page } = await renderPair(pairRuns(plain, runOf('untrained', { untrained: true })));
    expect(page).not.toContain('id="pair-accuracy"');
    expect(page).toContain('id="pair-delay"');
  });
});

describe('the keys of a scenario', () => {
  it('are leaves by dotted names, lists and empty objects among them', () => {
    expect([...leavesOf({ a: { b: 1, c: [1, 2] }, d: {}, e: null })]).toEqual([
      ['a.b', 1],
      ['a.c', [1, 2]],
      ['d', {}],
      ['e', null],
    ]);
  });
});
