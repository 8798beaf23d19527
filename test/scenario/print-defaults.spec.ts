import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { printDefaults, readScenario } from '../../src/scenario/index.js';
import { KNOWN } from './known.js';

describe('printDefaults', () => {
  const text = printDefaults();

  it('is read as exactly the default scenario', () => {
    expect(readScenario(text, 'printed', KNOWN)).toEqual(readScenario('', 'empty', KNOWN));
  });

  it('writes quantities with their units', () => {
    const printed = parse(text) as Record<string, Record<string, unknown>>;
    expect(printed.radio!.bandwidth).toMatch(/^[\d.]+ MHz$/);
    expect(printed.radio!.noise).toBe('-174 dBm/Hz');
    expect(Object.keys(printed)).toContain('policies');
  });

  it('says above every key what it is, what is accepted and where the default comes from', () => {
    const lines = text.split('\n');
    const keys = lines.flatMap((line, i) => (/^ *\w+: \S/.test(line) && !/^ *kind:/.test(line) ? [i] : []));
    expect(keys.length).toBeGreaterThan(40);
    for (const i of keys) {
      const comment: string[] = [];
      for (let above = i - 1; /^ *# /.test(lines[above] ?? ''); above--)
        comment.unshift(lines[above]!.trim());
      expect(comment.join(' '), lines[i]).toMatch(/^# .*\. # accepted: .+ # default: .+/);
    }
  });

  it('shows keys without a default as comments', () => {
    expect(text).toMatch(/^ {2}# averageEnergy: 20 mJ$/m);
    expect(text).toMatch(/^ {2}# maxScheduled: 10$/m);
  });

  it('names the kinds that are not chosen', () => {
    for (const kind of ['rayleigh', 'random-use-lite', 'spam-assassin', 'natural', 'shards', 'adam'])
      expect(text).toContain(`kind: ${kind}`);
  });

  it('keeps to 110 columns in its comments', () => {
    for (const line of text.split('\n').filter((l) => /^ *#/.test(l))) expect(line.length).toBeLessThan(110);
  });
});
