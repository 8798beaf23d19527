/**
 * What every property test draws from, and for how long (a setup file of vitest.config.ts).
 *
 * `npm test` draws the same problems each time, so that a red run is of the change and not of the day. Fresh ones are
 * for `npm run test:fresh` (or any DRIFTLORA_DRAWS) and for campaigns (DRIFTLORA_FULL). A failing property is not
 * shrunk beyond the limit: vitest's own cannot end a test that never waits, and one once shrank for an hour.
 */
import fc from 'fast-check';
import { LONG } from './long.js';

const LIMIT_MS = LONG ? 600_000 : 110_000;

const { DRIFTLORA_DRAWS, DRIFTLORA_FULL } = process.env;

/** Nothing where each property draws a seed of its own, which its failure tells. */
function chosenSeed(): { seed?: number } {
  if (DRIFTLORA_DRAWS === 'fresh' || (DRIFTLORA_DRAWS === undefined && DRIFTLORA_FULL !== undefined))
    return {};
  const seed = Number(DRIFTLORA_DRAWS ?? 20261129);
  if (Number.isSafeInteger(seed)) return { seed };
  throw new Error(`DRIFTLORA_DRAWS is ${DRIFTLORA_DRAWS}; it takes 'fresh' or an integer`);
}

fc.configureGlobal({
  ...chosenSeed(),
  ...(DRIFTLORA_FULL === undefined && { interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true }),
});
