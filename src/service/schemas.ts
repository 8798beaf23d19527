/**
 * The messages of the interface as schemas: what the OpenAPI document shows and clients are generated from. What a
 * message may hold beyond its shape (sums, ids, ranges that depend on each other) the library's own readers decide,
 * in the worker that does the work; a test holds the two together.
 */
import { z } from 'zod';

const positive = z.number().positive();
const nonNegative = z.number().nonnegative();
const byDevice = z.record(z.string(), z.number());

const observedDevice = {
  id: z.string().min(1).describe('Unique among the devices'),
  share: z.number().positive().max(1).describe("The device's share of all data; shares sum to at most 1"),
  snrHz: positive.describe('p g / N0 in Hz: the SNR is snrHz over the bandwidth'),
  uplinkBits: nonNegative.describe('Bits to send this round'),
  fixedDelayS: nonNegative.describe('Seconds of compute and downlink that no bandwidth shortens'),
  transmitPowerW: nonNegative,
  fixedEnergyJ: nonNegative.describe('Joules of compute'),
};

const deviceSchema = z.strictObject(observedDevice);

const penaltySchema = z
  .looseObject({ kind: z.string() })
  .describe('What it costs not to hear from everybody; kinds and their fields: docs/round-problem.md');

export const roundProblemSchema = z.strictObject({
  id: z.union([z.string(), z.number()]).optional().describe("The caller's own; comes back on the answer"),
  tag: z.union([z.string(), z.number()]).optional().describe("The caller's own; comes back on the answer"),
  bandwidthHz: positive,
  deadlineS: positive.optional(),
  maxScheduled: z.int().nonnegative().optional(),
  minScheduled: z.int().nonnegative().optional(),
  penaltyWeight: nonNegative,
  penalty: penaltySchema,
  delayPrice: nonNegative,
  delayKind: z.enum(['synchronous', 'mean']),
  maxSpectralEfficiency: positive.optional().describe('Most bit/s/Hz of a link'),
  snrGap: nonNegative.optional().describe('dB between a link and Shannon'),
  devices: z
    .array(
      z.strictObject({
        ...observedDevice,
        energyPrice: nonNegative.optional(),
        energyLimitJ: nonNegative.optional(),
        value: z.number().optional().describe('What scheduling the device takes off the objective'),
      }),
    )
    .min(1),
});

export const solutionSchema = z
  .looseObject({
    status: z.enum(['optimal', 'infeasible', 'feasible', 'unknown']),
    objective: z.number().optional(),
    bound: z.number().optional(),
    gap: z.number().optional(),
    scheduled: z.array(z.string()).optional(),
    bandwidthHz: byDevice.optional(),
    delayS: z.number().optional(),
    energyJ: byDevice.optional(),
    certificate: z.looseObject({}).optional(),
  })
  .describe('A solution of docs/round-problem.md with its certificate');

export const verdictSchema = z.strictObject({ valid: z.boolean(), reasons: z.array(z.string()) });

export const certifyRequestSchema = z.strictObject({ problem: roundProblemSchema, solution: z.unknown() });

export const explainRequestSchema = z.strictObject({
  problem: roundProblemSchema,
  solution: z
    .unknown()
    .optional()
    .describe('The solution or bare decision to be explained; absent: the best'),
  devices: z.array(z.string()).optional().describe('Look where these change sides; absent: all'),
  best: z.int().positive().max(100).optional().describe('Also so many best schedules, their order proven'),
  proofs: z.boolean().optional().describe('Also the problems and solutions that prove what is said'),
});

export const explanationSchema = z
  .looseObject({
    status: z.enum(['explained', 'infeasible', 'unknown']),
    words: z.string(),
    complete: z.boolean().optional().describe('False where the time limit left something open'),
    proofs: z
      .array(z.strictObject({ claim: z.string(), problem: roundProblemSchema, solution: solutionSchema }))
      .optional(),
  })
  .describe('An explanation of docs/explain.md');

export const observationSchema = z.strictObject({
  devices: z
    .array(deviceSchema)
    .describe('Devices that can be scheduled this round; empty when nobody can be reached'),
});

export const outcomeSchema = z.strictObject({
  delayS: nonNegative.describe('What the round really took, in s'),
  energyJ: z.record(z.string(), nonNegative).optional().describe('What devices really spent, in J by id'),
});

const rulesSchema = z.strictObject({
  horizon: z.int().positive().describe('Rounds'),
  bandwidthHz: positive,
  delayKind: z.enum(['synchronous', 'mean']).optional(),
  averageDelayS: positive.optional().describe('Budget in s a round on average; absent: delay is not limited'),
  averageEnergyJ: z
    .union([positive, z.record(z.string(), positive)])
    .optional()
    .describe('Budget in J a round on average, for all devices or by id'),
  deadlineS: positive.describe('No round takes longer'),
  maxScheduled: z.int().positive().optional(),
  maxSpectralEfficiency: positive.optional(),
  snrGap: nonNegative.optional(),
  penalty: penaltySchema.optional(),
  weights: z.array(nonNegative).optional().describe('Weight of each round in the objective; absent: 1'),
});

export const controllerRequestSchema = z.strictObject({
  name: z.string().max(100).optional(),
  rules: rulesSchema,
  policy: z
    .union([z.string(), z.strictObject({ name: z.string(), options: z.looseObject({}).optional() })])
    .optional()
    .describe('A policy of docs/control.md by name, with its options. Default: balanced'),
  seed: z.int().nonnegative().optional(),
  history: z.array(observationSchema).optional().describe('Past rounds on other channels, to plan from'),
  timeLimitS: positive.optional().describe('Of one decision'),
  ownToken: z.boolean().optional().describe('Demand a token of its own for this controller'),
});

const stateSchema = z.looseObject({
  version: z.number(),
  round: z.int(),
  delayQueueS: z.number(),
  spentDelayS: z.number(),
  energyQueueJ: byDevice,
  spentEnergyJ: byDevice,
});

export const controllerSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  policy: z.string(),
  horizon: z.int(),
  round: z.int().describe('The round to be decided or ended next'),
  state: stateSchema,
  rules: rulesSchema.optional(),
  token: z.string().optional().describe('Shown once, where ownToken was asked for'),
});

export const decisionSchema = z.strictObject({
  round: z.int(),
  decision: z.strictObject({ scheduled: z.array(z.string()), bandwidthHz: byDevice }),
  verdict: verdictSchema,
  problem: roundProblemSchema
    .optional()
    .describe('The problem that was posed; absent when nobody could be scheduled'),
  solution: solutionSchema.optional(),
});

export const endedSchema = z.strictObject({ round: z.int(), next: z.int(), state: stateSchema });

export const historySchema = z.strictObject({
  rounds: z.array(
    z.strictObject({
      round: z.int(),
      observation: observationSchema,
      answer: decisionSchema,
      outcome: outcomeSchema.nullable(),
    }),
  ),
  next: z.int().nullable().describe('What to ask for as "from" to go on; null at the end'),
});

export const controllersSchema = z.strictObject({
  controllers: z.array(controllerSchema),
  next: z.string().nullable().describe('What to ask for as "after" to go on; null at the end'),
});

export const problemDetailsSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    field: z.string().optional(),
    accepted: z.string().optional(),
  })
  .describe('RFC 9457 problem details');

/** A schema as OpenAPI 3.1 takes it. */
export function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
