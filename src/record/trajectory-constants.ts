/** The bound's constants along a run, as `driftlora run --trajectory-constants` keeps them. */
import { z } from 'zod';
import type { Estimate } from '../bounds/index.js';
import { count, fields, name, nonNegative, type Recorded } from './schema.js';

const estimateSchema = fields({
  value: nonNegative,
  method: name,
  sampleSize: count,
  spread: nonNegative,
  range: z.tuple([nonNegative, nonNegative], { error: 'two numbers' }),
}) satisfies z.ZodType<Estimate>;

export const trajectorySchema = fields({
  policy: name,
  /** Rounds done at each point that was looked at, from 0. */
  roundsDone: z.array(count, { error: 'a list' }),
  /** Loss on the probed mini-batches at each point, weighted by the devices' shares. */
  losses: z.array(nonNegative, { error: 'a list' }),
  /** L from below, by the Hessian's largest eigenvalue at each point. */
  curvature: estimateSchema,
  /** L from below, by the change of the gradient between successive points. */
  gradientRatio: estimateSchema,
  /** delta^2 */
  heterogeneity: estimateSchema,
  /** sigma^2 */
  gradientNoise: estimateSchema,
  /** mu, with F* put at `minimum`. */
  plConstant: estimateSchema,
  /** F*: the lower bound 0 of the cross-entropy, which errs towards a smaller mu. */
  minimum: z.literal(0, { error: '0' }),
});

export interface TrajectoryConstants extends Recorded<typeof trajectorySchema> {}
