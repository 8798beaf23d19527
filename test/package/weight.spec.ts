/** What a first import costs, told by what it loads: milliseconds depend on who else is at work. `npm run package` says them. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));

/** Sees every file that Node loads; runs in the thread of its hooks, so by a way that needs none of ours. */
const HOOK =
  'data:text/javascript,export async function load(url, context, next) { process._rawDebug(url); return next(url, context) }';
const REGISTER = `data:text/javascript,import{register}from"node:module";register(${JSON.stringify(HOOK)})`;

/** Paths of the files that importing a door loads. */
function loadedBy(door: string): string[] {
  const script = `await import('driftlora${door}')`;
  const shell = ['-c', '"$@" 2>&1', 'sh', process.execPath, '--import', REGISTER];
  const said = execFileSync('sh', [...shell, '--input-type=module', '-e', script], {
    cwd: PACKAGE,
    encoding: 'utf8',
  });
  return [...said.matchAll(/^file:\/\/.*$/gm)].map(([url]) => fileURLToPath(url));
}

const packageOf = (path: string) =>
  /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path)?.[1] ?? 'driftlora';

describe('importing the root', () => {
  const loaded = loadedBy('');

  it('loads a handful of files: 200 cost four times the time', () => {
    const ours = loaded.filter((path) => packageOf(path) === 'driftlora');
    expect(ours.length).toBeGreaterThan(1);
    expect(ours.length).toBeLessThanOrEqual(6);
    expect(ours.reduce((sum, path) => sum + statSync(path).size, 0)).toBeLessThan(1e6);
  });

  it('loads no other package than that of the random streams, and no WebAssembly', () => {
    expect([...new Set(loaded.map(packageOf))].sort()).toEqual(['driftlora', 'pure-rand']);
    expect(loaded.filter((path) => path.endsWith('.wasm'))).toEqual([]);
  });

  it('loads what other doors have, not a copy of it: an error is known by its class', () => {
    const script = [
      "const [root, problem] = await Promise.all([import('driftlora'), import('driftlora/problem')]);",
      "const [plain] = await Promise.all([import('./dist/problem/round/validate.js')]);",
      'let caught; try { plain.validateRoundProblem(1) } catch (error) { caught = error }',
      'console.log(caught instanceof root.InputError, root.certifyRound === problem.certifyRound)',
    ].join('\n');
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: PACKAGE,
      encoding: 'utf8',
    });
    expect(said.trim()).toBe('true true');
  });
});

describe('the tarball', () => {
  it('is at most 2.5 MB, with every built file and no test', () => {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
        cwd: dirname(join(PACKAGE, 'package.json')),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 1e8,
      }),
    ) as [{ size: number; files: { path: string }[] }];
    expect(packed.size).toBeLessThan(2.5e6);
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toContain('dist/chunks/scheduler.js');
    expect(paths.filter((path) => /\.(spec|properties|reference)\.|^test\//.test(path))).toEqual([]);
  });
});
