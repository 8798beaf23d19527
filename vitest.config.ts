import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The default leaves a core idle, which on two cores doubles the time.
    maxWorkers: '100%',
    // The package keeps no state between calls, so tests share one load of it: loading it for each file costs more
    // than most files do.
    pool: 'threads',
    isolate: false,
    // Built code is loaded by Node, once a worker.
    server: { deps: { external: [/\/dist\//] } },
    include: ['test/**/*.{spec,properties,reference}.ts'],
    // Property tests and tests that train the real encoder outlast vitest's default of 5 s.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
