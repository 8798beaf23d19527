/** The theorems held against the real model, term by term and round by round: audit.json of `driftlora run --audit`. */
import { z } from 'zod';
import { count, fields, finite, flag, name, nonNegative, positive, type Recorded } from './schema.js';

/**
 * One round in which somebody was heard. F is the loss on the audit's own rows, a fixed sample of each device; v_k is the device's
 * gradient less everybody's there, a_k = pi_k/x on the devices heard, g = sum a_k grad F_k, and the step that was taken is
 * grad F + (g - grad F) + noise. Gradients are by the coordinates in which one step size serves all blocks.
 */
const roundSchema = fields({
  /** t, from 0. */
  round: count,
  /** F before the round, and what the round changed of it. */
  loss: finite,
  change: finite,
  /** eta of the round, and L as last measured. */
  stepSize: positive,
  smoothness: positive,
  /** ||grad F||^2 */
  gradient2: nonNegative,
  /** Lemma 1 on these rows: ||g - grad F||^2 <= delta_t^2 psi(x). It cannot fail. */
  error2: nonNegative,
  errorBound: nonNegative,
  errorHeld: flag,
  /** The same square without the rows' own noise, from products of the two halves of the rows: may be below 0 by chance. */
  errorGram: finite,
  delta2: nonNegative,
  /** Square of the step's noise, without bias from the audit's rows, beside sigma_t^2 nu. */
  noise2: finite,
  noiseBound: nonNegative,
  /** What Theorem 1 allows the change to be, in expectation over mini-batches; null where eta > 1/L, and it says nothing. */
  changeBound: finite.nullable(),
  /** Where the change comes from: -eta <grad F, .> of each part of the step, and what a straight line leaves. They add up to it. */
  progress: finite,
  participation: finite,
  noise: finite,
  curvature: finite,
});

/** T4 on the run: the terms of the bound on the mean gradient, each measured on the path, and that gradient itself. */
const meanIterateSchema = fields({
  rounds: count,
  drift: nonNegative,
  imbalance: nonNegative,
  mismatch: nonNegative,
  noise: nonNegative,
  bound: nonNegative,
  measured: nonNegative,
});

export const auditSchema = fields({
  /** Rows of each device that F is the loss on, at most. */
  rowsPerDevice: positive,
  policies: z.array(
    fields({
      policy: name,
      rounds: z.array(roundSchema, { error: 'a list' }),
      /** Absent where nobody was ever heard. */
      meanIterate: meanIterateSchema.exactOptional(),
    }),
    { error: 'a list' },
  ),
});

export interface RunAudit extends Recorded<typeof auditSchema> {}
export interface AuditRound extends Recorded<typeof roundSchema> {}
export interface MeanIterateAudit extends Recorded<typeof meanIterateSchema> {}
