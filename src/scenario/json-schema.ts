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

type Schema = { readonly [key: string]: unknown };

/** `devices` may also be its list or its file alone. */
function withShortDevices(schema: Schema): Schema {
  const properties = schema.properties as Readonly<Record<string, Schema>>;
  const { list, file } = properties.devices!.properties as Readonly<Record<string, Schema>>;
  const { description, default: whenAbsent, ...group } = properties.devices!;
  const devices = { description, default: whenAbsent, anyOf: [{ description, ...group }, list, file] };
  return { ...schema, properties: { ...properties, devices } };
}

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
  return { ...withShortDevices(schema), title: 'driftlora scenario' };
}
