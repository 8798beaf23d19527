import { readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const [SRC, DIST, TEST] = ['src/', 'dist/', 'test/'].map((room) => `${resolve(root, room)}/`) as [
  string,
  string,
  string,
];

/** What a test imports from src/ is the built module: every module keeps its file in dist/ (docs/adr/0242). */
const builtModules = {
  name: 'built-modules',
  enforce: 'pre' as const,
  resolveId(source: string, importer: string | undefined) {
    if (!importer?.startsWith(TEST) || !source.startsWith('.')) return undefined;
    const path = resolve(dirname(importer), source);
    return path.startsWith(SRC) ? DIST + path.slice(SRC.length) : undefined;
  },
};

/** Files with tests that `npm test` leaves to `npm run test:long` (test/long.ts). */
const WITH_LONG = readdirSync(TEST, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(spec|properties|reference)\.ts$/.test(name))
  .map((name) => `test/${name}`)
  .filter((path) => /^import { LONG } from /m.test(readFileSync(resolve(root, path), 'utf8')));

/** Tests that put a module of their own in the place of one of ours: nobody else may have loaded it before. */
const ISOLATED = [
  'test/control/policies/table.spec.ts',
  'test/problem/round/penalty/planted-kind.spec.ts',
  'test/training/federated/aggregation/rules.properties.ts',
];

export default defineConfig({
  test: {
    globalSetup: 'test/build-first.ts',
    setupFiles: 'test/draws.ts',
    // The default leaves a core idle, which on two cores doubles the time.
    maxWorkers: '100%',
    pool: 'threads',
    // Built code is loaded by Node, once a worker.
    server: { deps: { external: [/\/dist\//] } },
    // Property tests and tests that train the real encoder outlast vitest's default of 5 s.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        plugins: [builtModules],
        test: {
          name: 'shared',
          // The package keeps no state between calls, so tests share one load of it: loading it for each file costs
          // more than most files do.
          isolate: false,
          include: ['test/**/*.{spec,properties,reference}.ts'],
          exclude: ISOLATED,
        },
      },
      {
        extends: true,
        plugins: [builtModules],
        test: { name: 'long', isolate: false, include: WITH_LONG, env: { DRIFTLORA_LONG: '1' } },
      },
      { extends: true, test: { name: 'isolated', isolate: true, include: ISOLATED } },
    ],
  },
});
