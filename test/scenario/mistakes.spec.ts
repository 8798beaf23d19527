/** Files that are wrong in more than one way, too large, or no scenario at all: told quickly, in bounds, without quoting secrets. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.js';
import {
  readScenario,
  readScenarioFile,
  ScenarioError,
  shippedNames,
  shippedSchemaPath,
} from '../../src/scenario/index.js';
import { temporaryDirectory } from '../app/command.js';
import { KNOWN } from './known.js';

function errorOf(text: string): ScenarioError {
  try {
    readScenario(text, 's.yaml', KNOWN);
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError);
    return error as ScenarioError;
  }
  throw new Error('accepted');
}

/** Runs it and checks that it took less than a limit that quadratic work would break. */
function within<T>(mostS: number, work: () => T): T {
  const start = performance.now();
  const result = work();
  expect((performance.now() - start) / 1000).toBeLessThan(mostS);
  return result;
}

describe('several mistakes', () => {
  it('are told at once, a line each, in the order of the file', () => {
    const { lines, message, field } = errorOf(
      'seed: 1\nrounds: -4\nradio:\n  bandwith: 1 MHz\n  power: 3\npolicies: [myopic, radnom]\n',
    );
    expect(field).toBe('rounds');
    expect(message).toBe(lines.join('\n'));
    expect(lines.map((line) => line.slice(0, line.indexOf(': ', 10)))).toEqual([
      's.yaml:2: rounds',
      's.yaml:4: radio.bandwith',
      's.yaml:5: radio.power',
      's.yaml:6: policies[1]',
    ]);
    expect(lines[3]).toMatch(/did you mean "random"/);
  });

  it('are counted where there are too many to show', () => {
    const keys = Array.from({ length: 50 }, (_, i) => `  wrong${i}: 1`);
    const { lines } = errorOf(`radio:\n${keys.join('\n')}\n`);
    expect(lines).toHaveLength(21);
    expect(lines[20]).toBe('s.yaml: and 30 more of the kind');
  });
});

describe('size', () => {
  it.each<[string, string]>([
    ['a key of 3 MB', `seed: 1\n"${'k'.repeat(3e6)}": 1\n`],
    ['a bare key of 3 MB', `seed: 1\n${'k'.repeat(3e6)}: 1\n`],
    ['a value of 3 MB', `rounds: ${'9'.repeat(3e6)}x\n`],
    ['20,000 unknown keys', `seed: 1\n${Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join('')}`],
    [
      '20,000 unknown keys in a group',
      `radio:\n${Array.from({ length: 20_000 }, (_, i) => ` k${i}: 1\n`).join('')}`,
    ],
    ['60,000 policies', `policies: [${Array.from({ length: 60_000 }, (_, i) => `p${i}`).join(', ')}]`],
    ['100,000 levels of lists', `seed: ${'['.repeat(1e5)}${']'.repeat(1e5)}`],
    ['1,000 levels of groups', `seed: ${'{a: '.repeat(1000)}1${'}'.repeat(1000)}`],
  ])('%s ends quickly with a bounded message', (_what, text) => {
    const { message, field } = within(15, () => errorOf(text));
    expect(message.length).toBeLessThan(20_000);
    expect(field.length).toBeLessThan(100);
  });

  it('many levels are a plain refusal', () => {
    expect(errorOf(`seed: ${'{a: '.repeat(70)}1${'}'.repeat(70)}`).message).toMatch(
      /^s\.yaml:1: yaml: groups stand in groups more than 60 deep$/,
    );
  });
});

describe('a file that is something else', () => {
  it.each([
    'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n',
    'root:$6$secret:19000:0:99999:7:::\nroot:$6$secret:19000:0:99999:7:::\n',
    '-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n',
    'hunter2-secret\n',
    'password_of_root: "secret"\nother_secret: x\n',
    '"secret: [',
    '- secret\n',
    '!secret 1',
    'seed: *secret',
    'seed: &secret [!secret]',
    'seed: "\\q secret"',
    'a: |secret\n',
    '@secret',
    'x: @secret',
    'secret: 1\n secret: 2\n  secret: 3',
    '{ secret',
    '$secret$: 1\n$secret$: 2',
    '%secret\n---\n',
  ])('is not quoted: %j', (text) => {
    const { message, value } = errorOf(text);
    expect(message).not.toMatch(/secret|root|daemon|hunter|PRIVATE/);
    expect(JSON.stringify(value) ?? '').not.toMatch(/secret|root/);
  });

  it('is told as such', () => {
    expect(errorOf('apiVersion: v1\nspec: {}\n').message).toMatch(
      /^s\.yaml:1: scenario: this file is something else, accepted is a group with the keys name, /,
    );
  });

  it('shows odd keys quoted and cut, never raw', () => {
    const { message } = errorOf('seed: 1\n"\\e[31mred\\nnext": 1\n');
    expect(message).toContain(String.raw`"\u001b[31mred\nnext": unknown key`);
    expect(message).not.toContain('\u001b');
  });
});

describe('readScenarioFile', () => {
  const folder = temporaryDirectory();
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it('reads a file with a byte-order mark, and one that is not UTF-8 not at all', async () => {
    const marked = await readScenarioFile(file('bom.yaml', '\ufeffrounds: 7\n'), KNOWN);
    expect(marked.rounds).toBe(7);
    const wide = Buffer.from('\ufeffrounds: 7\n', 'utf16le');
    await expect(readScenarioFile(file('wide.yaml', wide), KNOWN)).rejects.toThrow(/text in UTF-8/);
  });

  it.each<[string, () => string, RegExp]>([
    ['a folder', () => folder, /^scenario: got ".*", accepted is a scenario file; this is a folder$/],
    ['nothing', () => join(folder, 'none.yaml'), /there is none at this path/],
    ['a device', () => '/dev/zero', /this is not a file/],
    ['a large file', () => file('large.yaml', '#'.repeat(8_000_001)), /has 9 MB, more than 8/],
    ['a name near to one of ours', () => 'defualt', /the package's own: .*did you mean "default"/],
  ])('refuses %s in words', async (_what, path, says) => {
    const reading = readScenarioFile(path(), KNOWN);
    await expect(reading).rejects.toBeInstanceOf(InputError);
    await expect(reading).rejects.toThrow(says);
  });

  it('finds what the package ships by name', async () => {
    expect(shippedNames('scenarios')).toEqual(expect.arrayContaining(['default', 'vehicles']));
    expect(shippedNames('sweeps')).toContain('tradeoff');
    expect((await readScenarioFile('iid', KNOWN)).name).toBe('iid');
    expect(shippedSchemaPath()).toMatch(/scenario\.schema\.json$/);
  });

  it('counts paths from the file they stand in', async () => {
    mkdirSync(join(folder, 'deep'));
    const path = file(
      'deep/s.yaml',
      'learning: { data: { kind: file, path: ../texts.csv } }\nradio: { channel: { kind: traces, folder: t } }\n',
    );
    const { learning, radio } = await readScenarioFile(path, KNOWN);
    expect(learning.task.dataset).toMatchObject({ path: join(folder, 'texts.csv') });
    expect(radio.channel).toMatchObject({ folder: join(folder, 'deep/t') });
  });

  it('keeps relative paths relative, and absolute ones as they are', () => {
    const read = (path: string) =>
      readScenario(`learning: { data: { kind: file, path: ${path} } }`, 'a/b/s.yaml', KNOWN).learning.task
        .dataset;
    expect(read('x.csv')).toMatchObject({ path: 'a/b/x.csv' });
    expect(read('../x.csv')).toMatchObject({ path: 'a/x.csv' });
    expect(read('/x.csv')).toMatchObject({ path: '/x.csv' });
  });
});
