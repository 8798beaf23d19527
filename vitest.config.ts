import { defineConfig } from 'vitest/config';

/** Tests that put a module of their own in the place of one of ours: nobody else may have loaded it before. */
const ISOLATED = [
  'test/control/policies/table.spec.ts',
  'test/problem/round/penalty/planted-kind.spec.ts',
  'test/training/federated/aggregation/rules.properties.ts',
];

export default defineConfig({
  test: {
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
        test: {
          name: 'shared',
          // The package keeps no state between calls, so tests share one load of it: loading it for each file costs
          // more than most files do.
          isolate: false,
          include: ['test/**/*.{spec,properties,reference}.ts'],
          exclude: ISOLATED,
        },
      },
      { extends: true, test: { name: 'isolated', isolate: true, include: ISOLATED } },
    ],
  },
});
