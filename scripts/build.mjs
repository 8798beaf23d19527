// Builds the package: the WASM kernel to wasm/, TypeScript to dist/. Runs from `prepare`, so `npm ci` leaves a working command.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { buildWasm } from './build-wasm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

await buildWasm();
rmSync(`${root}dist`, { recursive: true, force: true });
const tsc = require.resolve('typescript/lib/tsc.js');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
