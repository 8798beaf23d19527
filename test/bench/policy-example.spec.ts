/** The policy of docs/plugins.md, run as a user would run it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('examples/policy-plugin.mjs decides five rounds, each proven', () => {
  const example = fileURLToPath(new URL('../../examples/policy-plugin.mjs', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [example], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n')).toHaveLength(5);
  expect(stdout.match(/proven true/g)).toHaveLength(5);
  expect(stdout).toMatch(/round 0: (\w ){3}\w,/);
  expect(status).toBe(0);
});
