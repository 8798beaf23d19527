// Builds the package: the WASM kernel to wasm/, TypeScript to dist/ (declarations by the compiler, code by bundle.mjs). Runs from `prepare`, so `npm ci` leaves a working command.
// Incremental: what did not change is not compiled again, what has no source any more goes, what is missing comes back.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
    // The code is written whole each time.
    if (name.startsWith('chunks/') || name.endsWith('.js.map')) rmSync(join(dist, name));
    else if (!sources.has(name.replace(/\.(js|js\.map|d\.ts)$/, ''))) rmSync(join(dist, name));
  }
  // The compiler trusts its notes, not the disk: without them it writes everything.
  const there = new Set(built);
  const whole = [...sources].every((name) => there.has(`${name}.d.ts`));
  if (!whole) rmSync(buildInfo, { force: true });
}

const INPUTS = [
  'src',
  'assembly',
  'scripts/build.mjs',
  'scripts/bundle.mjs',
  'scripts/build-wasm.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
];
const notes = join(root, 'node_modules/.cache/driftlora/built-from.json');

/** What the build is made from: npm runs it more often than anything changes, e.g. at the first `npx driftlora`. */
function inputs() {
  const files = INPUTS.flatMap((name) => {
    const path = join(root, name);
    return statSync(path).isDirectory() ? filesBelow(path).map((file) => join(path, file)) : [path];
  });
  const compiler = createRequire(import.meta.url)('typescript/package.json').version;
  return JSON.stringify([
    compiler,
    ...files.sort().map((path) => [path, statSync(path).mtimeMs, statSync(path).size]),
  ]);
}

/** Every source has its outputs, as they were written after the notes' inputs. */
function isUpToDate(now) {
  if (
    !existsSync(notes) ||
    readFileSync(notes, 'utf8') !== now ||
    !existsSync(join(root, 'wasm/gemm.wasm'))
  ) {
    return false;
  }
  const built = new Set(filesBelow(dist));
  const hasChunks = [...built].some((name) => name.startsWith('chunks/'));
  return hasChunks && filesBelow(join(root, 'src')).every((name) => built.has(name.replace(/\.ts$/, '.js')));
}

const before = inputs();
if (!isUpToDate(before)) {
  rmSync(notes, { force: true });
  const { buildWasm } = await import('./build-wasm.mjs'); // Loading the compiler takes longer than finding nothing to do.
  await buildWasm();
  removeStale();
  const tsc = require.resolve('typescript/lib/tsc.js');
  const options = ['-p', 'tsconfig.build.json', '--incremental', '--tsBuildInfoFile', buildInfo];
  execFileSync(process.execPath, [tsc, ...options], { cwd: root, stdio: 'inherit' });
  const { bundle } = await import('./bundle.mjs');
  await bundle(root);
  mkdirSync(dirname(notes), { recursive: true });
  writeFileSync(notes, before);
}

// The command runs by its own name from a checkout: the compiler writes files that cannot be executed, and npm links
// the commands of dependencies only.
chmodSync(join(dist, 'app/cli.js'), 0o755);
const link = join(root, 'node_modules/.bin/driftlora');
if (process.platform !== 'win32' && existsSync(join(root, 'node_modules/.bin'))) {
  rmSync(link, { force: true });
  symlinkSync('../../dist/app/cli.js', link);
}
