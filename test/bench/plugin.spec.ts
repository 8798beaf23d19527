/** Plug-ins that misbehave, through the command: none hangs it, changes another's problem, or goes unsaid. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { driftlora, temporaryDirectory, temporaryFile } from '../app/command.js';

const DEVICE = { share: 0.3, uplinkBits: 1e6, fixedDelayS: 0.1, transmitPowerW: 0.2, fixedEnergyJ: 0.01 };
const PROBLEM = {
  bandwidthHz: 5e6,
  penaltyWeight: 1,
  penalty: { kind: 'linear' },
  delayPrice: 0.3,
  delayKind: 'mean',
  devices: [
    { ...DEVICE, id: 'near', snrHz: 1e8 },
    { ...DEVICE, id: 'far', snrHz: 3e6 },
  ],
};

const plugin = (name: string, solve: string) =>
  temporaryFile(
    `${name}.mjs`,
    `export default { name: '${name}', title: 'a test', capabilities: { penalties: ['linear'], delayKinds: ['mean'],
      countLimits: true, deadline: true, maxDevices: 9, provesOptimality: false }, solve: ${solve} };`,
  );

const STATS = `stats: { solver: 'x', nodes: 0, allocations: 0 }`;
const NOBODY = `{ status: 'feasible', stopped: 'method', objective: 1, bound: 0.4, gap: 0.6, scheduled: [], bandwidthHz: {},
  delayS: 0, energyJ: {}, ${STATS} }`;

/** Benches `exact` and these plug-ins on one problem of one's own. */
async function bench(plugins: readonly string[], timeLimit = '5s') {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'mine.json'), JSON.stringify(PROBLEM));
  const args = [
    '--instances',
    directory,
    '--solver',
    'exact',
    '--time-limit',
    timeLimit,
    '--plugin',
    ...plugins,
  ];
  const result = await driftlora(['bench', ...args]);
  // Progress goes to stderr, too.
  return { ...result, stderr: result.stderr.replace(/^instances: .*\n/gm, '') };
}

describe('driftlora bench --plugin', () => {
  it('says of each what was wrong, with the instance and a file that solve reads; exact is none the worse', async () => {
    const bad = {
      throws: `() => { throw new Error('no\\nidea') }`,
      'throws-nothing': '() => { throw undefined }',
      mutates: '(p) => { p.devices[0].snrHz = 1; p.devices.pop(); return {} }',
      'nothing-at-all': '() => {}',
      lies: `() => ({ ...${NOBODY}, objective: 0.5 })`,
      'claims-optimal': `() => ({ ...${NOBODY}, status: 'optimal' })`,
      'proxy-that-throws': `() => new Proxy({}, { get() { throw new Error('hands off') } })`,
      'rejects-later': `async () => { throw new TypeError('later') }`,
      cyclic: '() => { const a = { status: "optimal" }; a.a = a; return a }',
      big: '() => ({ status: 10n })',
    };
    const result = await bench(Object.entries(bad).map(([name, solve]) => plugin(name, solve)));
    expect(result.stdout).toMatch(/\| exact \| 100\.0 % \| 100\.0 %/);
    for (const name of Object.keys(bad)) {
      expect(result.stdout).toMatch(new RegExp(`\\| ${name} \\| 0\\.0 % .*\\| 1 \\| 0 \\|`));
      expect(result.stderr).toMatch(new RegExp(`^${name} on mine.json: .+; see .+\\.json$`, 'm'));
    }
    expect(result.stderr.trim().split('\n')).toHaveLength(Object.keys(bad).length);
    expect(result.stderr).toMatch(/throws on mine.json: failed; Error: no/);
    const file = /see (.+\.json)$/m.exec(result.stderr)![1]!;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(PROBLEM);
    expect(readdirSync(dirname(file))).toHaveLength(Object.keys(bad).length);
    expect(result.code).toBe(1);
  });

  it('ends loops at the limit, and goes on', async () => {
    const startMs = performance.now();
    const result = await bench(
      [plugin('loops', '() => { for (;;); }'), plugin('never-answers', '() => new Promise(() => {})')],
      '300ms',
    );
    expect(result.stdout).toMatch(/\| loops \| .*\| 0 \| 1 \|/);
    expect(result.stderr).toMatch(/^loops on mine.json: endless; no answer within/m);
    expect(result.stderr).toMatch(/^never-answers on mine.json: endless/m);
    expect(result.code).toBe(4);
    expect(performance.now() - startMs).toBeLessThan(60_000);
  });

  it('awaits answers, tells two of one name apart, and takes a refusal as one', async () => {
    const refusal = `() => { throw Object.assign(new Error('not mine'), { code: 'unsupported' }) }`;
    const result = await bench([
      plugin('patient', `async () => { await new Promise((r) => setTimeout(r, 5)); return ${NOBODY} }`),
      plugin('exact', `() => (${NOBODY})`),
      plugin('picky', refusal),
    ]);
    expect(result.stdout).toMatch(/\| patient \|.*\| 0 \| 0 \|/);
    expect(result.stdout).toContain('| exact (2) |');
    expect(result.stdout).toMatch(/\| picky \| 0\.0 % .*\| 0 \| 0 \|/);
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
  });

  it('refuses a module that never loads its solver in one line', async () => {
    const result = await bench([temporaryFile('broken.mjs', 'throw new Error("at\\nload");')]);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result.stderr).toMatch(/--plugin.*broken.mjs.*at/);
    expect(result.code).toBe(2);
  });

  it('runs the example of docs/plugins.md', async () => {
    const example = fileURLToPath(new URL('../../examples/solver-plugin.mjs', import.meta.url));
    const result = await driftlora([
      'bench',
      '--sizes',
      '8',
      '--seeds',
      '1',
      '--solver',
      'exact',
      '--plugin',
      example,
    ]);
    expect(result.stdout).toMatch(/\| nearest-first \|.*\| 0 \| 0 \|/);
    expect(result.code).toBe(0);
  });
});
