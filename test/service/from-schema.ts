/** Values of a JSON schema, as OpenAPI documents have them: mostly what it says, now and then something else in its place. */
import { fc } from '@fast-check/vitest';

export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** What no schema asks for, and what a parser, a number or an object's prototype could stumble over. */
export const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      null,
      true,
      '',
      [],
      {},
      -1,
      0,
      1e308,
      -0,
      5e-324,
      2 ** 53,
      '1',
      'NaN',
      [[[]]],
      '\u0000',
      '\ud800',
      '../../x',
    ],
    JSON.parse('{"__proto__":{"polluted":1}}'),
    { constructor: { prototype: { polluted: 1 } } },
  ),
  fc.jsonValue(),
  fc.double(),
);

const KEYS = ['__proto__', 'constructor', 'toString', 'extra', '', 'a'.repeat(300)];

function numberOf({ minimum, exclusiveMinimum, maximum }: Schema, whole: boolean): fc.Arbitrary<number> {
  const least = minimum ?? exclusiveMinimum ?? -1e3;
  const most = Math.min(maximum ?? Number.MAX_VALUE, Number.MAX_VALUE);
  if (whole) {
    const from = exclusiveMinimum === undefined ? least : least + 1;
    return fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: from, max: from + 12 }) },
      { weight: 1, arbitrary: fc.constantFrom(from, Math.min(most, Number.MAX_SAFE_INTEGER)) },
    );
  }
  return fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: least + 1e-3, max: Math.min(most, least + 10), noNaN: true }) },
    { weight: 3, arbitrary: fc.double({ min: least, max: Math.min(most, 1e9), noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(least, most, 5e-324) },
  );
}

/** Words that a text field of the interface has a meaning for, so that more than its refusal is reached. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  kind: ['quadratic', 'linear', 'table', 'log'],
  policy: ['random', 'plain-drift-plus-penalty', 'learning-drift-plus-penalty', 'all'],
  solver: ['exact', 'greedy', 'relaxation'],
};

/** A field's values, meaningful words among them where it has some. */
export const named = (field: string, of: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  WORDS[field] === undefined ? of : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...WORDS[field]) }, of);

function objectOf(schema: Schema, noise: number): fc.Arbitrary<unknown> {
  const known = Object.entries(schema.properties ?? {}).map(
    ([key, of]) => [key, named(key, ofSchema(of, noise))] as const,
  );
  const record = fc.record(Object.fromEntries(known), { requiredKeys: [...(schema.required ?? [])] });
  const { additionalProperties: more } = schema;
  const open = more !== undefined && more !== false;
  const others = fc.dictionary(
    fc.oneof(fc.constantFrom(...KEYS, 'd0', 'd1'), fc.string({ maxLength: 8 })),
    typeof more === 'object' ? ofSchema(more, noise) : strange,
    { maxKeys: open ? 3 : 1 },
  );
  return fc
    .tuple(record, others, fc.nat(noise))
    .map(([body, extra, dice]) => (open || dice === 0 ? { ...(body as object), ...extra } : body));
}

/** @param noise one value in so many is strange */
export function ofSchema(schema: Schema, noise: number): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: noise, arbitrary: plain(schema, noise) }, { weight: 1, arbitrary: strange });
}

function plain(schema: Schema, noise: number): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => ofSchema(one, noise)));
  if (Array.isArray(schema.type)) {
    return fc.oneof(...(schema.type as string[]).map((type) => plain({ ...schema, type }, noise)));
  }
  switch (schema.type) {
    case 'object':
      return objectOf(schema, noise);
    case 'array':
      return fc.array(ofSchema(schema.items ?? {}, noise), { minLength: schema.minItems ?? 0, maxLength: 5 });
    case 'number':
      return numberOf(schema, false);
    case 'integer':
      return numberOf(schema, true);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return fc.oneof(
        fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 12, 12) }),
        fc.string({ unit: 'binary', minLength: schema.minLength ?? 0, maxLength: 6 }),
      );
    default:
      return strange;
  }
}
