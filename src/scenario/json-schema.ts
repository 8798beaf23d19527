/** The schema in the form editors read. */
import { z } from 'zod';
import { documentShape, type KnownNames } from './document.js';

/** Notes that are ours alone; the description holds what they say. */
const OWN_NOTES = [
  'about',
  'accepts',
  'source',
  'choices',
  'example',
  'isPath',
  'siSuffix',
  'siName',
] as const;

/**
 * JSON Schema (draft 2020-12) of a scenario file.
 * @param known offers these names of policies and solvers for completion
 */
export function scenarioJsonSchema(known: Partial<KnownNames> = {}): Record<string, unknown> {
  const schema = z.toJSONSchema(documentShape(known), {
    io: 'input',
    override: ({ jsonSchema }) => {
      for (const note of OWN_NOTES) delete jsonSchema[note];
    },
  });
  return { ...schema, title: 'driftlora scenario' };
}
