// Checks the import directions, and first proves that the check can fail: a planted violation must be caught.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** Runs the cruiser over src and returns its exit code and text. */
function cruise() {
  const run = spawnSync(process.execPath, [cruiser, '--config', '.dependency-cruiser.cjs', 'src'], {
    cwd: root,
    encoding: 'utf8',
  });
  return { failed: run.status !== 0, text: run.stdout + run.stderr };
}

const planted = join(root, 'src/core/planted-violation.ts');
let caught;
try {
  writeFileSync(planted, "import '../solvers/index.js';\nexport const planted = 1;\n");
  caught = cruise();
} finally {
  rmSync(planted, { force: true });
}
if (!caught.failed || !caught.text.includes('layer-core')) {
  process.stderr.write(
    `The layer check did not catch a planted import of solvers by core:\n${caught.text}\n`,
  );
  process.exit(1);
}

const real = cruise();
process.stdout.write(real.text);
const modules = /(\d+) modules/.exec(real.text);
if (real.failed || !modules || Number(modules[1]) < 10) process.exit(1);
process.stdout.write('Import directions hold, and a planted violation was caught.\n');
