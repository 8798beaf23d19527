/**
 * What takes many seconds and has a shorter sister in `npm test` stands in `it.runIf(LONG)`: `npm run test:long` runs it (the project "long"
 * of vitest.config.ts, which finds the files that import this one), .ci/run too, and DRIFTLORA_FULL=1.
 */
export const LONG = process.env.DRIFTLORA_LONG !== undefined || process.env.DRIFTLORA_FULL !== undefined;
