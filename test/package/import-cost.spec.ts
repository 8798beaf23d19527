/** mathjs takes most of a second to load: the root, reading an own penalty and judging a claim do without it, solving it does not. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));

/** Says what of mathjs is imported, by a hook, and required, by what is kept; the last import shows that the hook sees it. */
const CODE = `
  import { createRequire, register } from 'node:module';
  import { writeSync } from 'node:fs';
  const hook = "import { writeSync } from 'node:fs'; export async function load(url, context, next) {" +
    " if (url.includes('/mathjs/')) writeSync(1, 'imported '); return next(url, context); }";
  register('data:text/javascript,' + encodeURIComponent(hook));
  const tell = (what) => {
    const kept = Object.keys(createRequire(process.cwd() + '/x.js').cache);
    writeSync(1, what + (kept.some((file) => file.includes('mathjs')) ? ' with' : ' without') + ' mathjs, ');
  };
  const { certifyRound, loadSolver, validateRoundProblem } = await import('driftlora');
  const problem = validateRoundProblem({
    bandwidthHz: 1e6, penaltyWeight: 1, delayPrice: 1, delayKind: 'synchronous',
    penalty: { kind: 'expression', phi: '(1 - x)^2 / (0.1 + x)', cap: 9 },
    devices: [{ id: 'a', share: 1, snrHz: 1e7, uplinkBits: 1e5, fixedDelayS: 0, transmitPowerW: 0.2, fixedEnergyJ: 0 }],
  });
  certifyRound(problem, { scheduled: ['a'], bandwidthHz: { a: 1e6 } });
  tell('read and judged');
  (await loadSolver('exact')).solve(problem);
  tell('solved');
  await import('mathjs/package.json', { with: { type: 'json' } });
`;

it('only solving an own penalty loads mathjs', () => {
  const out = execFileSync(process.execPath, ['--no-warnings', '--input-type=module'], {
    cwd: PACKAGE,
    encoding: 'utf8',
    input: CODE,
  });
  expect(out).toBe('read and judged without mathjs, solved with mathjs, imported ');
});
