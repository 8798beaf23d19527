/** One round of one policy: a line of rounds.ndjson. No wall-clock figure is in it. */
import { z } from 'zod';
import {
  byName,
  count,
  fields,
  finite,
  flag,
  fraction,
  name,
  names,
  nonNegative,
  positive,
  type Recorded,
  text,
} from './schema.js';

/** The prices of a round's problem in units of the long-term objective sum_t w_t phi: those of a queue are divided by V. */
const priceSchema = fields({
  /** Of a second of tau_t, 1/s. */
  perS: nonNegative,
  /** Of a joule of each device that could be scheduled, 1/J, by id; absent without an energy constraint. */
  perJ: byName(nonNegative).exactOptional(),
});

/** A loss as it is recorded: training that diverges ends in none, and JSON has no word for that but null. */
export const numberOrNull = (value: number) => (Number.isFinite(value) ? value : null);

/** Held-out figures of a model; a loss that is no number any more is null. */
export const scoreSchema = fields({ loss: nonNegative.nullable(), accuracy: fraction });

/** The solver of a round in which nobody could be scheduled: no problem was posed, and none is in problems.ndjson. */
export const NOTHING_POSED = 'none';

const STATUSES = ['optimal', 'feasible', 'infeasible', 'unknown'] as const;

export const roundRecordSchema = fields({
  /** t, from 0. */
  round: count,
  policy: name,
  scheduled: names,
  /** Those of them that failed half-way; absent when nobody did. */
  lost: names.exactOptional(),
  bandwidthHz: byName(nonNegative),
  /** D_k(b_k) of each scheduled device; the server waits as long for one that fails. */
  deviceDelayS: byName(nonNegative),
  /** tau_t. */
  delayS: nonNegative,
  /** E_k(b_k) of each scheduled device, of one that fails what it spent until then. */
  energyJ: byName(nonNegative),
  /** Of the devices that did not fail. */
  uplinkBits: nonNegative,
  downlinkBits: nonNegative,
  /** The same bits by message (features, outputs, ...); only messages that were sent. Absent in records of earlier versions. */
  messageBits: byName(nonNegative).exactOptional(),
  /** Y(t), the delay queue before this round (each policy has its own), s. */
  delayQueueS: nonNegative,
  /** Sum of Q_k(t) over the devices, J (0 without an energy constraint). */
  energyQueueJ: nonNegative,
  /** w_t. */
  weight: nonNegative,
  /** x_t, of the devices that did not fail. */
  participation: nonNegative,
  /** Objective of this round's problem, the certified lower bound, and their relative gap. */
  objective: finite,
  bound: finite,
  gap: nonNegative,
  /**
   * What is proven of the decision. `infeasible` and `unknown`: the solver gave no schedule, and nobody was scheduled;
   * objective and bound are then those of scheduling nobody, and of what no schedule gets below.
   */
  status: z.enum(STATUSES, { error: `one of ${STATUSES.join(', ')}` }),
  solver: name,
  /** What the decision was charged for time and energy; absent where the policy has no prices, or nobody could be scheduled. */
  prices: priceSchema.exactOptional(),
  /** Verdict of the independent checker on this round's claim. */
  certificate: fields({ valid: flag, reasons: z.array(text, { error: 'a list' }) }),
  /** Theorem 2's bound on F(theta_{t+1}) - F*, with the constants of RunSummary.constants; null without any. */
  gapBound: nonNegative.nullable(),
  /**
   * Training loss of the round: mean over the mini-batches that arrived, weights share_k / x; null without any, and where it is
   * no number any more.
   */
  trainingLoss: nonNegative.nullable(),
  /** eta of this round, where the rule `auto` sets it. */
  stepSize: positive.exactOptional(),
  /** L after this round, at this policy's model, where it was looked at. */
  curvature: nonNegative.exactOptional(),
  /** The training diverged in this round: the model went back to the last one that was looked at, and the step halved. */
  diverged: z.literal(true, { error: 'true' }).exactOptional(),
  /** Held-out figures after this round, where it was an evaluation round. */
  heldOut: scoreSchema.nullable(),
});

export interface RoundRecord extends Recorded<typeof roundRecordSchema> {}
export interface RoundPriceRecord extends Recorded<typeof priceSchema> {}

/** The devices whose gradient arrived. */
export function arrivedIn({ scheduled, lost }: Pick<RoundRecord, 'scheduled' | 'lost'>): readonly string[] {
  return lost ? scheduled.filter((id) => !lost.includes(id)) : scheduled;
}
