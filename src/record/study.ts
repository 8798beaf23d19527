/** A study beside a run: what many seeds of its scenario gave, played earlier. study.json of `driftlora run --study`. */
import { z } from 'zod';
import { parseJson, readWhole } from '../core/json-input.js';
import { count, fields, fraction, name, type Recorded, readAs, text } from './schema.js';

const outcomeSchema = fields({
  seed: count,
  /** A policy, with its number of devices a round where it takes a fixed one. */
  policy: name,
  /** Held-out accuracy of the served model at equal total delay. */
  accuracy: fraction,
});

const studySchema = fields({
  formatVersion: z.literal(1, { error: '1, as benchmarks/control/participation.mjs writes it' }),
  title: name,
  /** What was played, and in what it differs from the scenario. */
  about: text,
  /** What plays it again, and when it was played. */
  command: name,
  date: name,
  /** The policy whose lead is told; among the outcomes. */
  leader: name,
  outcomes: z
    .array(outcomeSchema, { error: 'a list' })
    .min(1, { error: 'at least one outcome' })
    .refine(
      (all) => new Set(all.map(({ seed, policy }) => JSON.stringify([seed, policy]))).size === all.length,
      {
        error: 'each policy once a seed',
      },
    ),
}).refine(({ leader, outcomes }) => outcomes.some(({ policy }) => policy === leader), {
  path: ['leader'],
  error: 'a policy of the outcomes',
});

export interface Study extends Recorded<typeof studySchema> {}

/** @throws InputError naming file, field and value */
export async function readStudy(path: string): Promise<Study> {
  return readAs(studySchema, parseJson(await readWhole(path), path), path);
}
