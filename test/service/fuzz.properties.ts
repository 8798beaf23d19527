/** Whatever is sent, the answer is not a 5xx, nothing crashes, and nobody sees another controller's data. */
import { fc } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { devicesOf, PROBLEM, RULES, sharedService } from './running.js';

const CASES = process.env.DRIFTLORA_FULL !== undefined ? 10_000 : 250;
const { ask, address } = await sharedService({ workers: 2, requestsPerSecond: 1_000_000, timeLimitS: 1 });
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

const strange = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', [], {}, -1, 0, 1e308, -0, 1e-320, '1', 'NaN', [[[]]], {
    __proto__: null,
  }),
  fc.constantFrom<unknown>(JSON.parse('{"__proto__":{"polluted":1}}'), {
    constructor: { prototype: { polluted: 1 } },
  }),
  fc.jsonValue(),
  fc.double(),
);

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

const headers = fc.record({
  'Content-Type': fc.constantFrom(
    'application/json',
    'application/json',
    'application/x-ndjson',
    'text/plain',
    'application/xml',
  ),
  Authorization: fc.constantFrom('', 'Bearer x', 'Basic eA=='),
  'Idempotency-Key': fc.constantFrom('k', 'x'.repeat(300), ''),
});

describe('requests of any kind', () => {
  it('are answered without a 5xx and without a word of a controller with a token of its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, garbage), headers, async ({ method, path, body }, sent) => {
        const reply = await ask(method, path, body, sent);
        expect([reply.status < 500, path, reply.status < 500 ? '' : reply.text]).toEqual([true, path, '']);
        if (reply.status >= 400) {
          expect(reply.type).toContain('application/problem+json');
          expect(reply.json.status).toBe(reply.status);
        }
        expect(reply.text).not.toContain(SECRET);
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
      { numRuns: CASES },
    );
    expect((await ask('GET', '/healthz')).status).toBe(200);
  }, 3_600_000);

  it('keep hidden what has a token of its own', async () => {
    for (const path of ['', '/rounds', '/events', '/export']) {
      expect((await fetch(`${address}/v1/controllers/${hidden}${path}`)).status).toBe(401);
    }
    expect((await ask('DELETE', `/v1/controllers/${hidden}`)).status).toBe(401);
    expect((await ask('GET', '/v1/controllers')).text).not.toContain(SECRET);
  });
});
