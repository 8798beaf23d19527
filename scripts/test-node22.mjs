// The built package under another Node: npm run test:node22. Node comes from the npm registry into a folder that is removed again.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = '22';
const root = fileURLToPath(new URL('..', import.meta.url));
const { platform, arch } = process;
const system = { win32: 'win' }[platform] ?? platform;
const folder = mkdtempSync(join(tmpdir(), 'driftlora-node-'));
try {
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
  execFileSync('npm', [...install, `node-${system}-${arch}@${VERSION}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const node = join(
    folder,
    'node_modules',
    `node-${system}-${arch}`,
    'bin',
    platform === 'win32' ? 'node.exe' : 'node',
  );
  console.log(execFileSync(node, ['--version'], { encoding: 'utf8' }).trim());
  const tests = process.argv.slice(2);
  execFileSync(node, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...tests], {
    cwd: root,
    stdio: 'inherit',
    // What starts `node` by name finds this one.
    env: { ...process.env, PATH: `${join(node, '..')}:${process.env.PATH}` },
  });
} finally {
  rmSync(folder, { recursive: true });
}
