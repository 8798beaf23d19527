/** Whatever is sent, the answer is not a 5xx, nothing crashes, and nobody sees another controller's data. */
import { fc } from '@fast-check/vitest';
import { afterAll, describe, expect, it } from 'vitest';
import { named, ofSchema, type Schema, strange } from './from-schema.js';
import { devicesOf, PROBLEM, RULES, sharedService } from './running.js';

const CASES = process.env.DRIFTLORA_FULL !== undefined ? 10_000 : 250;
// On PostgreSQL, where there is one: it is stricter than SQLite about texts and numbers.
const place = process.env.DRIFTLORA_TEST_POSTGRES;
const { ask, address } = await sharedService(
  { workers: 2, requestsPerSecond: 1_000_000, timeLimitS: 1 },
  place === undefined ? {} : { place },
);
const SECRET = 'cell-of-somebody-else';
const hidden = (await ask('POST', '/v1/controllers', { rules: RULES, name: SECRET, ownToken: true })).json
  .id as string;
const open = (await ask('POST', '/v1/controllers', { rules: RULES })).json.id as string;
const solution = (await ask('POST', '/v1/solve', PROBLEM)).json;

const VALID: readonly (readonly [string, string, unknown])[] = [
  ['POST', '/v1/solve', PROBLEM],
  ['POST', '/v1/certify', { problem: PROBLEM, solution }],
  [
    'POST',
    '/v1/controllers',
    { rules: RULES, policy: { name: 'random', options: { devices: 2 } }, seed: 1, history: [] },
  ],
  ['POST', `/v1/controllers/${open}/rounds/0/decision`, { devices: devicesOf(0) }],
  ['POST', `/v1/controllers/${open}/rounds/0/outcome`, { delayS: 0.1, energyJ: { d0: 0.1 } }],
];

/** Replaces, removes or adds one thing somewhere in a value. */
function edited(value: unknown, path: readonly number[], edit: unknown, kind: number): unknown {
  if (typeof value !== 'object' || value === null) return edit;
  const [place, ...rest] = path;
  if (place === undefined) return kind === 0 ? edit : value;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  const keys = Object.keys(copy);
  const key = keys.length === 0 ? 'extra' : keys[place % keys.length]!;
  if (rest.length > 0) copy[key] = edited(copy[key], rest, edit, kind);
  else if (kind === 1) delete copy[key];
  else if (kind === 2) copy[`${key}x`] = edit;
  else copy[key] = edit;
  return copy;
}

const mutated = fc
  .tuple(fc.constantFrom(...VALID), fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }), strange, fc.nat(2))
  .map(([[method, path, body], place, edit, kind]) => ({
    method,
    path,
    body: JSON.stringify(edited(body, place, edit, kind)) ?? '',
  }));

const garbage = fc
  .tuple(
    fc.constantFrom('POST', 'PUT', 'DELETE', 'PATCH'),
    fc.oneof(
      fc.constantFrom(...VALID.map(([, path]) => path)),
      fc.constantFrom(
        `/v1/controllers/${hidden}/rounds/0/decision`,
        '/v1/controllers/%00',
        '/v1/controllers/..%2f..',
        '/v1//',
        '/v1/solve?solver=../../x',
      ),
    ),
    fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.constantFrom(
        '{"a":'.repeat(5_000),
        '['.repeat(100_000),
        `{"devices":[${'1,'.repeat(5_000)}1]}`,
        '\u0000',
        '1'.repeat(5_000),
      ),
      strange.map((value) => JSON.stringify(value) ?? ''),
    ),
  )
  .map(([method, path, body]) => ({ method, path, body }));

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
}

/** Every operation of the OpenAPI document, asked with what its schemas say, more or less. */
const { paths } = (await ask('GET', '/openapi.json')).json as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  // Events are streams without end; they are asked elsewhere.
  path.endsWith('/events')
    ? []
    : Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);
const fromSchemas = fc.oneof(
  ...operations.map(({ path, method, operation }) => {
    const { parameters = [], requestBody } = operation;
    const of = (place: string) =>
      fc.record(
        Object.fromEntries(
          parameters
            .filter((one) => one.in === place)
            .map(({ name, schema }) => [name, named(name, ofSchema(schema, 8))]),
        ),
        { requiredKeys: [] },
      );
    const body = requestBody
      ? fc.oneof(...[8, 60].map((noise) => ofSchema(requestBody.content['application/json'].schema, noise)))
      : fc.constant(undefined);
    return (
      fc
        .tuple(fc.constantFrom(open, open, hidden, 'none'), fc.nat(3), of('path'), of('query'), body)
        .map(([id, t, places, query, sent]) => {
          const odd = (places as { id?: unknown; t?: unknown }) ?? {};
          const at = path
            .replace('{id}', encoded(t === 3 && odd.id !== undefined ? odd.id : id))
            .replace('{t}', encoded(t === 2 && odd.t !== undefined ? odd.t : t));
          const search = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`);
          return {
            method: method.toUpperCase(),
            path: search.length > 0 ? `${at}?${search.join('&')}` : at,
            body: sent === undefined ? undefined : (JSON.stringify(sent) ?? ''),
          };
        })
        // What everything else here needs is not deleted.
        .filter((request) => !(request.method === 'DELETE' && request.path.endsWith(open)))
    );
  }),
);

/** As it stands in an address; half a surrogate pair has no code there. */
function encoded(value: unknown): string {
  try {
    return encodeURIComponent(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  } catch {
    return '%ED%A0%80';
  }
}

const headers = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        'Content-Type': fc.constantFrom(
          'application/json',
          'application/x-ndjson',
          'text/plain',
          'application/xml',
        ),
        Authorization: fc.constantFrom('', 'Bearer x', 'Basic eA=='),
        'Idempotency-Key': fc.constantFrom('k', 'x'.repeat(300), ''),
      },
      { requiredKeys: [] },
    ),
  },
);

/** How often each status was the answer: a fuzz that is refused at the door finds nothing. */
const seen = new Map<number, number>();

describe('requests of any kind', () => {
  afterAll(() => {
    if (CASES > 1000) process.stderr.write(`answers by status: ${JSON.stringify([...seen].sort())}\n`);
  });

  it('are answered without a 5xx and without a word of a controller with a token of its own', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fromSchemas, fromSchemas, mutated, garbage),
        headers,
        async ({ method, path, body }, sent) => {
          const reply = await ask(method, path, body, sent);
          seen.set(reply.status, (seen.get(reply.status) ?? 0) + 1);
          expect([reply.status < 500, path, reply.status < 500 ? '' : reply.text]).toEqual([true, path, '']);
          if (reply.status >= 400) {
            expect(reply.type).toContain('application/problem+json');
            expect(reply.json.status).toBe(reply.status);
          }
          expect(reply.text).not.toContain(SECRET);
          expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
        },
      ),
      // Making a failure smaller takes thousands of requests more; it is short enough as it is.
      { numRuns: CASES, endOnFailure: true },
    );
    expect((await ask('GET', '/healthz')).status).toBe(200);
    // Few requests by chance may make no controller that is new, or none twice.
    const rare = CASES > 1000 ? [201, 401, 409] : [];
    for (const status of [200, 400, 404, 415, 422, ...rare])
      expect([status, seen.has(status)]).toEqual([status, true]);
  }, 3_600_000);

  it('keep hidden what has a token of its own', async () => {
    for (const path of ['', '/rounds', '/events', '/export']) {
      expect((await fetch(`${address}/v1/controllers/${hidden}${path}`)).status).toBe(401);
    }
    expect((await ask('DELETE', `/v1/controllers/${hidden}`)).status).toBe(401);
    expect((await ask('GET', '/v1/controllers')).text).not.toContain(SECRET);
  });
});
