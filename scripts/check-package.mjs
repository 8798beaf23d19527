// What is promised of the package, looked at in the packed files: npm run package
// Doors, types as every resolver sees them, source maps with their sources, and what a first import costs. Its size, its files and what an
// import loads are held by `npm test` (test/package/weight.spec.ts).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const faults = [];
const bin = (name) => join(root, 'node_modules/.bin', name);
const run = (command, args, options) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', ...options });

const folder = mkdtempSync(join(tmpdir(), 'driftlora-package-'));
try {
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1e8,
    }),
  );
  run('tar', ['xzf', join(folder, packed.filename), '-C', folder]);
  const unpacked = join(folder, 'package');
  const files = readdirSync(unpacked, { recursive: true }).map(String);
  for (const file of files.filter((name) => name.endsWith('.map'))) {
    const { sources, sourcesContent } = JSON.parse(readFileSync(join(unpacked, file), 'utf8'));
    if (sourcesContent?.length !== sources.length) faults.push(`${file}: a source map without its sources`);
  }
  console.log(`${packed.filename}: ${packed.entryCount} files, ${(packed.size / 1e6).toFixed(2)} MB packed`);

  run(bin('attw'), [join(folder, packed.filename), '--profile', 'esm-only'], { stdio: 'inherit' });
  run(bin('publint'), ['--strict'], { stdio: 'inherit' });

  const firstImport = `await import(${JSON.stringify(`file://${join(root, 'dist/index.js')}`)})`;
  const cpuMs = (code) => {
    const timed = `const before = process.cpuUsage(); ${code}; const { user, system } = process.cpuUsage(before); console.log((user + system) / 1000)`;
    const each = Array.from({ length: 5 }, () =>
      Number(run(process.execPath, ['--input-type=module', '-e', timed])),
    );
    return each.sort((a, b) => a - b)[2];
  };
  // Said, not judged: a busy machine is no fault of the package.
  console.log(`import of driftlora: ${cpuMs(firstImport).toFixed(0)} ms of processor time, median of 5`);

  run(bin('typedoc'), ['--emit', 'none', '--logLevel', 'Warn', '--disableSources'], { stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true });
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
