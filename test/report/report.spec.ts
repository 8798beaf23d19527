import { beforeAll, describe, expect, it } from 'vitest';
import type { RoundRecord, RunSummary } from '../../src/record/records.js';
import { renderReport } from '../../src/report/index.js';
import { syntheticRun } from './synthetic-run.js';

/** What a reader sees: the text without markup and style. */
function visible(page: string): string {
  return page
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

const withPolicy = (summary: RunSummary, index: number, change: Partial<RunSummary['policies'][number]>) => ({
  ...summary,
  policies: summary.policies.map((policy, i) => (i === index ? { ...policy, ...change } : policy)),
});

describe('renderReport', () => {
  const run = syntheticRun();
  let page: string;
  beforeAll(async () => {
    page = await renderReport(run.summary, run.records);
  });

  it('is one HTML document with thirteen figures inside', () => {
    expect(page.startsWith('<!doctype html>')).toBe(true);
    expect(page.match(/<svg/g)).toHaveLength(13);
    expect(page.match(/<figcaption>/g)).toHaveLength(13);
  });

  it('shows measured channels, and devices that are away, without places', async () => {
    const measured = syntheticRun({ measured: true });
    const text = visible(await renderReport(measured.summary, measured.records));
    expect(text).toContain('Participation and channel');
    expect(text).toMatch(/A device could be scheduled in [\d.]+ % of the rounds\./);
    expect(text).toContain('devices, strong to weak');
    expect(text).not.toMatch(/NaN|undefined|null/);
  });

  it('leaves out what a run without training does not measure, and compares the objective', async () => {
    const bare = syntheticRun({ untrained: true });
    const html = await renderReport(bare.summary, bare.records);
    const text = visible(html);
    expect(html.match(/<svg/g)).toHaveLength(10);
    expect(text).toContain('ended with the lowest long-term objective');
    expect(text).toContain('nothing was trained');
    expect(text).not.toMatch(/held-out|accuracy|undefined|null|NaN/i);
  });

  it('draws prices over time where a policy has some', async () => {
    const priced = syntheticRun({ priced: true });
    const html = await renderReport(priced.summary, priced.records);
    expect(html.match(/<svg/g)).toHaveLength(15);
    expect(visible(html)).toContain('price of a second (1/s)');
    const energy = html.split('<figure id="energy-price"')[1]!.split('</figure>')[0]!;
    expect(energy).toContain('drift-plus-penalty');
    expect(energy).not.toContain('myopic');
  });

  it('fetches nothing and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<iframe|<img|@import|url\((?!#)/i);
    const addresses = page.match(/\b(?:src|href)="[^"]*"/g) ?? [];
    expect(addresses.filter((address) => !/="#/.test(address))).toEqual([]);
    const names = new Set(page.match(/https?:\/\/[^"'\s<]+/g));
    expect([...names].filter((name) => !name.startsWith('http://www.w3.org/'))).toEqual([]);
  });

  it('is the same bytes for the same run, drawn again', async () => {
    expect(await renderReport(run.summary, run.records)).toBe(page);
  });

  it('does not depend on the order of the records', async () => {
    expect(await renderReport(run.summary, [...run.records].reverse())).toBe(page);
  });

  it('names every policy, in the text and in the legends', () => {
    for (const { policy } of run.summary.policies) {
      expect(visible(page)).toContain(policy);
      expect(page.split(`>${policy}</text>`).length).toBeGreaterThan(6);
    }
  });

  it('gives every axis a title, with its unit where there is one', () => {
    for (const title of [
      'rounds done',
      'held-out accuracy',
      'total delay since the start (simulated s)',
      'held-out loss (nat)',
      'bound on F - F* (nat)',
      'average delay so far (s)',
      'queue Y(t) (s)',
      'distance (m)',
      'certified gap (%)',
      'share of the band',
      'J a round',
      'over the air in the whole run (Mbit)',
    ]) {
      expect(page).toContain(`>${title}</text>`);
    }
  });

  it('uses no id twice, and every reference inside has its target', () => {
    const ids = [...page.matchAll(/\bid="([^"]+)"/g)].map((match) => match[1]!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(target);
  });

  it('shows no value that is none', () => {
    expect(visible(page)).not.toMatch(/NaN|undefined|Infinity|\[object|\bnull\b/);
    expect(page).not.toMatch(/\bd="[^"]*NaN/);
  });

  it('marks the best values and says in words who is over budget', () => {
    expect(page).toMatch(/class="best">[^<]*★/);
    expect(visible(page)).toMatch(/over budget by \d|times the budget/);
    expect(visible(page)).toContain('within budget');
  });

  it('says that all decisions were certified', () => {
    expect(visible(page)).toContain('Holds. All 120 decisions were re-checked');
    expect(visible(page)).toContain('24 were proven optimal');
  });

  it('leaves wall-clock figures out unless they are given', async () => {
    expect(visible(page)).not.toContain('Time on this machine');
    const timing = {
      startedAt: '2026-01-01T00:00:00.000Z',
      elapsedS: 61.2,
      workers: 2,
      setupS: 3.1,
      decideS: { myopic: 0.25 },
    };
    const timed = visible(await renderReport(run.summary, run.records, { timing }));
    expect(timed).toContain('took 61.2 s with 2 workers');
    expect(timed).toContain('250 ms');
    expect(timed).not.toContain('Time to decide');
    const roundDecideS = { myopic: run.records.slice(0, 24).map((_, t) => 0.01 * (t + 1)) };
    const each = visible(
      await renderReport(run.summary, run.records, { timing: { ...timing, roundDecideS } }),
    );
    expect(each).toContain('The slowest, round 24 of myopic, took 240 ms');
  });
});

describe('a report of a run that went otherwise', () => {
  it('escapes what a user wrote', async () => {
    const { summary, records } = syntheticRun({ name: '<script>alert("1")</script> & \'co\'', rounds: 4 });
    const page = await renderReport(summary, records);
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;co&#39;');
  });

  it('names the claims that the checker refused', async () => {
    const { summary, records } = syntheticRun({ rounds: 4 });
    const refused: RoundRecord[] = records.map((record, i) =>
      i === 2 ? { ...record, certificate: { valid: false, reasons: ['objective is off by 3'] } } : record,
    );
    const text = visible(await renderReport(summary, refused));
    expect(text).toContain('Does not hold.');
    expect(text).toContain('drift-plus-penalty, round 3: objective is off by 3');
  });

  it('says where the bound is vacuous, and why', async () => {
    const { summary, records } = syntheticRun({ rounds: 4, boundScale: 100 });
    const text = visible(await renderReport(summary, records));
    expect(text).toMatch(/is not below the initial gap of 2\.48: there it is vacuous/);
  });

  it('says that the bound is none when the optimiser is outside the theorem', async () => {
    const { summary, records } = syntheticRun({ rounds: 4 });
    const outside = { ...summary, constants: { ...summary.constants!, assumptionsHold: false } };
    expect(visible(await renderReport(outside, records))).toContain('outside what the theorem covers');
  });

  it('says so when no policy kept the budget, or a promise was broken', async () => {
    const { summary, records } = syntheticRun({ rounds: 4, policies: ['myopic'] });
    const over = withPolicy(summary, 0, {
      overspent: true,
      averageDelayS: 1,
      delayPromise: { excessS: 0.5, allowedS: 0.1, held: false },
    });
    const text = visible(await renderReport(over, records));
    expect(text).toContain('No policy kept the delay budget');
    expect(text).toContain('did not hold for myopic (0.5 s against 0.1 s)');
  });

  it('says whose energy budget was overspent, where there is one', async () => {
    const limitedTo = (averageEnergyJ?: number) => {
      const options = { rounds: 4, policies: ['myopic', 'random'] };
      const { summary, records } = syntheticRun(
        averageEnergyJ === undefined ? options : { ...options, averageEnergyJ },
      );
      return renderReport(summary, records).then(visible);
    };
    expect(await limitedTo()).not.toContain('energy budget');
    expect(await limitedTo(1)).toContain('No device of any policy spent more');
    expect(await limitedTo(0.001)).toMatch(
      /under myopic \(\d+ of 20 devices\) and random \(\d+ of 20 devices\)/,
    );
  });

  it('tells a stopped run', async () => {
    const { summary, records } = syntheticRun({ rounds: 4 });
    const stopped = { ...summary, stopped: true, scenario: { ...summary.scenario, rounds: 48 } };
    expect(visible(await renderReport(stopped, records))).toContain('stopped after 4 of 48 rounds');
  });

  it.each([
    ['one round, one device, one policy', { rounds: 1, devices: 1, policies: ['myopic'] }],
    ['a long run', { rounds: 500, devices: 20, policies: ['myopic', 'random'] }],
    ['many devices', { rounds: 10, devices: 300, policies: ['myopic'] }],
  ])('stays whole and of a readable size: %s', async (_what, options) => {
    const { summary, records } = syntheticRun(options);
    const page = await renderReport(summary, records);
    expect(visible(page)).not.toMatch(/NaN|undefined|Infinity/);
    expect(page).not.toMatch(/\bd="[^"]*NaN/);
    expect(page.length).toBeLessThan(3e6);
  });

  it('shows a dash for a figure that is not a number', async () => {
    const { summary, records } = syntheticRun({ rounds: 4 });
    const broken = withPolicy(summary, 1, { heldOutLoss: Number.NaN, gapBound: Number.POSITIVE_INFINITY });
    expect(visible(await renderReport(broken, records))).not.toMatch(/NaN|Infinity/);
  });
});
