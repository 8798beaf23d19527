// Builds the package: the WASM kernel to wasm/, TypeScript to dist/. Runs from `prepare`, so `npm ci` leaves a working command.
// Incremental: what did not change is not compiled again, what has no source any more goes, what is missing comes back.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWasm } from './build-wasm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const buildInfo = join(root, 'node_modules/.cache/driftlora/build.tsbuildinfo');
const require = createRequire(import.meta.url);

/** Every file below a folder, by its path from there. */
const filesBelow = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    : [];

function removeStale() {
  const sources = new Set(filesBelow(join(root, 'src')).map((name) => name.replace(/\.ts$/, '')));
  const built = filesBelow(dist);
  for (const name of built) {
    if (!sources.has(name.replace(/\.(js|js\.map|d\.ts)$/, ''))) rmSync(join(dist, name));
  }
  // The compiler trusts its notes, not the disk: without them it writes everything.
  const there = new Set(built);
  const whole = [...sources].every((name) => there.has(`${name}.js`) && there.has(`${name}.d.ts`));
  if (!whole) rmSync(buildInfo, { force: true });
}

await buildWasm();
removeStale();
const tsc = require.resolve('typescript/lib/tsc.js');
const options = ['-p', 'tsconfig.build.json', '--incremental', '--tsBuildInfoFile', buildInfo];
execFileSync(process.execPath, [tsc, ...options], { cwd: root, stdio: 'inherit' });
