/** Wall-clock figures of a run: timing.json, the one file that differs from run to run. */
import { z } from 'zod';
import { byName, count, fields, nonNegative, type Recorded, text } from './schema.js';

export const runTimingSchema = fields({
  startedAt: text,
  elapsedS: nonNegative,
  /** Threads that trained devices; 0 where this one did. */
  workers: count,
  setupS: nonNegative,
  /** Seconds of deciding and certifying, by policy (learning a plan included). */
  decideS: byName(nonNegative),
  /** Seconds of deciding and certifying each round in turn, by policy; absent in files of earlier versions. */
  roundDecideS: byName(z.array(nonNegative, { error: 'a list' })).exactOptional(),
});

export interface RunTiming extends Recorded<typeof runTimingSchema> {}
