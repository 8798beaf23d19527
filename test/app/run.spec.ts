/** `driftlora run` from outside, with the real encoder on a small scenario. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { LONG } from '../long.js';
import { type CommandResult, driftlora, temporaryDirectory, temporaryFile } from './command.js';

const SMALL = `
name: small
rounds: 3
learning:
  data: { kind: wordnet, classes: 2, rows: 40, heldOutRows: 8 }
  devices: 4
  batchSize: 2
  maxTokens: 4
  lora: { rank: 1, targets: [qkv] }
  evaluateEvery: 2
  # On so few rows the default diverges after a while, which is an exit code of its own.
  optimiser: { stepSize: 0.01 }
control:
  historyRounds: 4
  baselineDevices: 2
policies: [drift-plus-penalty, myopic, random, full-equal]
`;

/** What only looks at decisions and at the end of a run trains nothing, and learns no prices for many rounds. */
const DECISIONS = SMALL.replace('learning:', 'learning:\n  train: false').replace(
  'drift-plus-penalty',
  'static',
);

const read = (out: string, name: string) => readFileSync(join(out, name), 'utf8');

describe('driftlora run', () => {
  let out: string;
  let result: CommandResult;
  let scenario: string;
  beforeAll(async () => {
    scenario = temporaryFile('small.yaml', SMALL);
    out = join(temporaryDirectory(), 'run');
    result = await driftlora(['run', scenario, '--out', out, '--workers', '2']);
  });

  it('ends well, prints a table on stdout and plain progress on stderr', () => {
    expect(result.stderr).not.toMatch(/defect|Error/);
    expect(result.code).toBe(0);
    for (const policy of ['drift-plus-penalty', 'myopic', 'random', 'full-equal']) {
      expect(result.stdout).toContain(policy);
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(result.stdout + result.stderr).not.toMatch(/\u001b/);
  });

  it('keeps every file, and no temporary one beside', () => {
    expect(readdirSync(out).sort()).toEqual(
      [
        '.driftlora.json',
        'adapters.safetensors',
        'figures',
        'problems.ndjson',
        'report.html',
        'rounds.ndjson',
        'solutions.ndjson',
        'summary.json',
        'table.tex',
        'timing.json',
      ].sort(),
    );
    expect(readdirSync(join(out, 'figures'))).toEqual(
      expect.arrayContaining(['.driftlora.json', 'bits.csv', 'bits.svg']),
    );
    expect(readdirSync(dirname(out))).toEqual(['run']);
  });

  it('certifies every round, and the checker agrees afterwards from the files alone', async () => {
    const records = read(out, 'rounds.ndjson')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records).toHaveLength(3 * 4);
    for (const record of records) expect(record.certificate).toEqual({ valid: true, reasons: [] });
    const verdicts = await driftlora([
      'certify',
      join(out, 'problems.ndjson'),
      join(out, 'solutions.ndjson'),
    ]);
    expect(verdicts.code).toBe(0);
    expect(verdicts.stdout.match(/"valid":true/g)?.length).toBeGreaterThanOrEqual(9);
  });

  it.runIf(LONG)(
    'gives the same bytes with another number of workers, and replaces an earlier run',
    async () => {
      const kept = [
        'rounds.ndjson',
        'summary.json',
        'report.html',
        'problems.ndjson',
        'solutions.ndjson',
        'adapters.safetensors',
      ];
      const before = kept.map((name) => read(out, name));
      expect((await driftlora(['run', scenario, '--out', out, '--workers', '1'])).code).toBe(0);
      expect(kept.map((name) => read(out, name))).toEqual(before);
    },
  );

  it.runIf(LONG)('gives other bytes for another seed, and runs only the policies asked for', async () => {
    const other = join(temporaryDirectory(), 'other');
    const args = ['--rounds', '1', '--policy', 'myopic', '--workers', '1'];
    const decisions = temporaryFile('decisions.yaml', DECISIONS);
    const one = join(temporaryDirectory(), 'one');
    expect((await driftlora(['run', decisions, ...args, '--seed', '1', '--out', one])).code).toBe(0);
    const explored = ['--seed', '2', '--interactive', '--study', 'by-distance', '--out', other];
    const second = await driftlora(['run', decisions, ...args, ...explored]);
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('Over 10 seeds, balanced is ahead of');
    expect(read(other, 'report.html')).toContain('Over several seeds');
    expect(JSON.parse(read(other, 'study.json')).leader).toBe('balanced');
    expect(existsSync(join(one, 'study.json'))).toBe(false);
    const records = read(other, 'rounds.ndjson')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map((record) => record.policy)).toEqual(['myopic']);
    expect(read(other, 'interactive.html')).toContain(
      '1 of 1 posed problems are in this page, 1 of them explained',
    );
    expect(existsSync(join(one, 'interactive.html'))).toBe(false);
    expect(read(one, 'rounds.ndjson')).not.toBe(read(other, 'rounds.ndjson'));
  });

  it.runIf(LONG)('stops cleanly on Ctrl-C, keeps what was computed, and exits with 4', async () => {
    const stopped = join(temporaryDirectory(), 'stopped');
    const cli = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
    // Training, so that a round takes a while; prices of 400 rounds would be learned for long before the first.
    const long = temporaryFile('long.yaml', SMALL.replace('drift-plus-penalty', 'best-channel'));
    const args = ['run', long, '--rounds', '400', '--out', stopped, '--workers', '1'];
    const child = spawn(process.execPath, [cli, ...args]);
    const output: string[] = [];
    let interrupted = false;
    child.stderr.on('data', (chunk) => {
      output.push(String(chunk));
      if (/round (?!1:)\d+: /.test(output.join('')) && !interrupted) {
        interrupted = true;
        child.kill('SIGINT');
      }
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(4);
    const summary = JSON.parse(read(stopped, 'summary.json'));
    expect(summary.stopped).toBe(true);
    expect(summary.completedRounds).toBeGreaterThan(0);
    expect(summary.completedRounds).toBeLessThan(400);
    expect(existsSync(join(stopped, 'report.html'))).toBe(true);
    expect(read(stopped, 'rounds.ndjson').trim().split('\n')).toHaveLength(4 * summary.completedRounds);
  });

  it('prints a complete scenario that it accepts', async () => {
    const { stdout, code } = await driftlora(['run', '--print-defaults']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/bandwidth: /);
    const scenarioFile = temporaryFile('defaults.yaml', stdout);
    const refused = await driftlora(['run', scenarioFile, '--policy', 'nobody']);
    expect(refused.stderr).toMatch(/nobody/);
    expect(refused.stderr).not.toMatch(/line/);
    const out = join(temporaryDirectory(), 'never');
    const study = await driftlora(['run', scenarioFile, '--study', 'nosuch', '--out', out]);
    expect([study.code, study.stderr]).toEqual([
      2,
      'driftlora: --study: got "nosuch", accepted is a file, or one of the package\'s own: by-distance\n',
    ]);
    expect(existsSync(out)).toBe(false);
  });
});
