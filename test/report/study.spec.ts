/** A stored study beside a run: its sentences against sums by hand, its section, and what of a file is refused. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStudy, type Study } from '../../src/record/study.js';
import { renderRunFiles, renderTerminal } from '../../src/report/index.js';
import { studyInWords } from '../../src/report/study-figure.js';
import { syntheticRun } from './synthetic-run.js';

const SHIPPED = new URL('../../scenarios/studies/by-distance.json', import.meta.url).pathname;
const shipped = JSON.parse(readFileSync(SHIPPED, 'utf8')) as Study;
const made = (outcomes: Study['outcomes']): Study => ({ ...shipped, leader: 'a', outcomes });
const outcome = (seed: number, policy: string, accuracy: number) => ({ seed, policy, accuracy });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftlora-study-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(value: unknown): string {
  const path = join(folder, 'study.json');
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

describe('what a study says', () => {
  it('is how far the leader is ahead, pair by pair, and where that is not certain', () => {
    // b: differences 0.1, 0.1, 0.1 up to rounding; c: 0.2, -0.1, 0.2, mean 0.1, sd 0.173, half-width 4.303 * 0.1.
    const study = made([
      ...[0.6, 0.7, 0.8].map((accuracy, seed) => outcome(seed, 'a', accuracy)),
      ...[0.5, 0.6, 0.7].map((accuracy, seed) => outcome(seed, 'b', accuracy)),
      ...[0.4, 0.8, 0.6].map((accuracy, seed) => outcome(seed, 'c', accuracy)),
    ]);
    const [text] = studyInWords(study);
    expect(text).toContain('Over 3 seeds, a is ahead of b (10.0 ± 0.0 points)');
    expect(text).toContain('its lead is not certain over c (10.0 ± 43.0 points)');
  });

  it('is not a lead where the leader is behind, and counts only seeds that both played', () => {
    const study = made([
      ...[0.5, 0.6].map((accuracy, seed) => outcome(seed, 'a', accuracy)),
      ...[0.6, 0.7, 0.1].map((accuracy, seed) => outcome(seed, 'b', accuracy)),
    ]);
    expect(studyInWords(study)[0]).toContain('it is behind b (-10.0 ± 0.0 points)');
    expect(studyInWords(made([outcome(1, 'a', 0.5)]))[0]).toContain('no difference to tell');
  });
});

describe('the section of a study', () => {
  it('stands after the run, names what plays it again, and leaves its figure as a file', async () => {
    const { summary, records } = syntheticRun({ rounds: 4, policies: ['random'] });
    const { page, figures } = await renderRunFiles(summary, records, { study: shipped });
    expect(page).toContain('Over several seeds');
    expect(page).toContain(shipped.command.replaceAll("'", '&#39;'));
    expect(page.indexOf('id="study"')).toBeLessThan(page.indexOf('section-figures">Figures</h2>'));
    expect(page.match(/id="study"/g)).toHaveLength(1);
    expect(figures['study.csv']!.split('\n')).toHaveLength(shipped.outcomes.length + 2);
    const bare = await renderRunFiles(summary, records);
    expect(bare.page).not.toContain('Over several seeds');
  });
});

describe('a study file', () => {
  it('is the one that ships', async () => {
    expect(await readStudy(SHIPPED)).toEqual(shipped);
  });

  it.each([
    ['no JSON', '{', /study\.json/],
    ['another version', { ...shipped, formatVersion: 2 }, /formatVersion/],
    ['an accuracy above 1', made([outcome(1, 'a', 55)]), /outcomes\[0\]\.accuracy: got 55/],
    [
      'a policy twice',
      made([outcome(1, 'a', 0.5), outcome(1, 'a', 0.6)]),
      /outcomes.*each policy once a seed/,
    ],
    [
      'no such leader',
      { ...shipped, leader: 'nobody' },
      /leader: got "?nobody"?, .*a policy of the outcomes/,
    ],
    ['no outcomes', made([]), /outcomes/],
  ])('is refused for %s', async (_, value, message) => {
    await expect(readStudy(written(value))).rejects.toThrow(message);
  });
});

describe('a stranger’s study', () => {
  it('moves no cursor and breaks no line of the terminal, and starts no script on the page', async () => {
    const { summary, records } = syntheticRun({ rounds: 4, policies: ['random'] });
    const outcomes = [0.6, 0.7].flatMap((accuracy, seed) => [
      outcome(seed, 'a', accuracy),
      outcome(seed, '\u001b[31mb\nx', accuracy / 2),
    ]);
    const study = { ...made(outcomes), title: '<script>alert(1)</script>', about: '<script>' };
    const policies = summary.policies.map((one) => ({ ...one, policy: '\u001b[2Jrandom\nx' }));
    const text = renderTerminal({ ...summary, policies }, records, { study });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(text).not.toMatch(/\u001b/);
    expect(text).not.toMatch(/^x/m);
    expect((await renderRunFiles(summary, records, { study })).page).not.toContain('<script');
  });
});

describe('the terminal', () => {
  it('says it after the table, in lines of at most 80 columns', () => {
    const { summary, records } = syntheticRun({ rounds: 4, policies: ['random'] });
    const text = renderTerminal(summary, records, { study: shipped });
    expect(text).toMatch(/^policy[\s\S]*\n\nOver 10 seeds, balanced is ahead of/m);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(renderTerminal(summary, records)).not.toContain('seeds, balanced');
  });
});
