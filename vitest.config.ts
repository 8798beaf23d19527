import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The default leaves a core idle, which on two cores doubles the time.
    maxWorkers: '100%',
    include: ['test/**/*.{spec,properties,reference}.ts'],
    // Property tests and tests that train the real encoder outlast vitest's default of 5 s.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
