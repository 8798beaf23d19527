/** The worked examples of docs/traces.md: each scenario is read, and reads the file that stands below it. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../src/scenario/index.js';
import { loadTraces } from '../../src/simulation/index.js';
import { KNOWN } from '../scenario/known.js';

const PAGE = readFileSync(new URL('../../docs/traces.md', import.meta.url), 'utf8');
const EXAMPLE = /### Example: (.+)\n[\s\S]*?```yaml\n([\s\S]*?)```\n\n```\w+ (\S+)\n([\s\S]*?)```/g;

const examples = [...PAGE.matchAll(EXAMPLE)].map(([, title, yaml, name, content]) => ({
  title: title!,
  yaml: yaml!,
  name: name!,
  content: content!,
}));

/** Devices, and how many instants of each have a level. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'recordings of G-NetTrack Pro': { phone: 2 },
  'a table of your own': { anna: 2, ben: 0 },
  'ns-3': { '1': 2, '2': 1 },
  'another drive-test log': { 'phone-7': 2 },
};

describe('docs/traces.md', () => {
  it('has the examples that are expected', () => {
    expect(examples.map(({ title }) => title)).toEqual(Object.keys(EXPECTED));
  });

  it.each(examples)('$title', async ({ title, yaml, name, content }) => {
    const folder = mkdtempSync(join(tmpdir(), 'driftlora-example-'));
    writeFileSync(join(folder, name), content);
    const scenario = readScenario(yaml, 'docs/traces.md', KNOWN);
    const { channel } = scenario.radio;
    if (channel.kind !== 'traces') throw new Error('an example of traces');
    // The files of the page are a few lines long: shorter than a run's beginning.
    const short = { ...channel, folder, startS: Math.min(channel.startS, 0), maxAgeS: 3 };
    const traces = await loadTraces({ ...scenario, radio: { ...scenario.radio, channel: short } });
    const measured = traces!.map(({ device, samples }) => [
      device,
      samples.filter(({ level }) => level !== undefined).length,
    ]);
    expect(Object.fromEntries(measured)).toEqual(EXPECTED[title]);
  });
});
