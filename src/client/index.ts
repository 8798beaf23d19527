/**
 * `driftlora/client`: a thin client of `driftlora serve` over fetch, with types generated from its OpenAPI document.
 * Every call may be repeated: the service answers the same request the same way, so a lost answer is asked for again.
 */
import type { components, operations } from './api.js';

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;
type Answer<Name extends keyof operations> = operations[Name] extends { responses: infer R }
  ? R extends { 200: infer Ok }
    ? Json<Ok>
    : R extends { 201: infer Made }
      ? Json<Made>
      : never
  : never;
type Body<Name extends keyof operations> = operations[Name] extends { requestBody?: infer B }
  ? Json<NonNullable<B>>
  : never;

export type RoundProblem = Body<'solve'>;
export type Solution = Answer<'solve'>;
export type Verdict = Answer<'certify'>;
export type ExplainRequest = Body<'explain'>;
export type Explanation = Answer<'explain'>;
export type ControllerRequest = Body<'createController'>;
export type Controller = Answer<'createController'>;
export type Observation = Body<'decide'>;
export type Decision = Answer<'decide'>;
export type Outcome = Body<'end'>;
export type Ended = Answer<'end'>;
export type History = Answer<'history'>;
export type { components, operations };

export interface ClientOptions {
  /** Of the service, or of one controller. */
  readonly token?: string;
  /** Attempts of one call, where the connection breaks or the service is busy (>= 1; default 4). */
  readonly attempts?: number;
  /** Wait before the second attempt in ms; doubles each time (default 100), up to `mostWaitMs` (default 5000). */
  readonly waitMs?: number;
  readonly mostWaitMs?: number;
  /** Default: the global fetch. */
  readonly fetch?: typeof fetch;
}

/** What the service refused, as it said it (RFC 9457). */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  constructor(
    readonly status: number,
    readonly details: {
      readonly type?: string;
      readonly detail?: string;
      readonly field?: string;
      readonly accepted?: string;
    },
  ) {
    super(details.detail ?? `status ${status}`);
  }
}

const AGAIN = new Set([429, 502, 503, 504]);

/** @param address e.g. `http://127.0.0.1:8377` */
export function createClient(address: string, options: ClientOptions = {}) {
  const { token, attempts = 4, waitMs = 100, mostWaitMs = 5_000, fetch: call = fetch } = options;
  const base = address.replace(/\/+$/, '');
  const of = (id: string) => `/v1/controllers/${encodeURIComponent(id)}`;

  async function once(method: string, path: string, body: unknown, headers: Record<string, string>) {
    const reply = await call(base + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (reply.ok) return text;
    let details = {};
    try {
      details = JSON.parse(text) as object;
    } catch {
      // A proxy's page, say: the status says enough.
    }
    throw new ServiceError(reply.status, details);
  }

  async function ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(method, path, body, headers);
      } catch (error) {
        const final = error instanceof ServiceError && !AGAIN.has(error.status);
        if (final || attempt >= attempts) throw error;
        await new Promise((resolve) =>
          setTimeout(resolve, Math.min(mostWaitMs, waitMs * 2 ** (attempt - 1))),
        );
      }
    }
  }
  const json = async <T>(...args: Parameters<typeof ask>): Promise<T> => JSON.parse(await ask(...args)) as T;
  const query = (values: Readonly<Record<string, string | number | undefined>>) => {
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    return given.length === 0
      ? ''
      : `?${new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)]))}`;
  };

  return {
    solve: (problem: RoundProblem, { solver, timeLimitS }: { solver?: string; timeLimitS?: number } = {}) =>
      json<Solution>('POST', `/v1/solve${query({ solver, timeLimit: timeLimitS })}`, problem),
    certify: (problem: RoundProblem, solution: unknown) =>
      json<Verdict>('POST', '/v1/certify', { problem, solution }),
    explain: (request: ExplainRequest, { timeLimitS }: { timeLimitS?: number } = {}) =>
      json<Explanation>('POST', `/v1/explain${query({ timeLimit: timeLimitS })}`, request),
    /** @param key makes the call safe to repeat: the same key and request make one controller */
    createController: (request: ControllerRequest, key: string = crypto.randomUUID()) =>
      json<Controller>('POST', '/v1/controllers', request, { 'Idempotency-Key': key }),
    controller: (id: string) => json<Controller>('GET', of(id)),
    controllers: (after?: string, limit?: number) =>
      json<Answer<'listControllers'>>('GET', `/v1/controllers${query({ after, limit })}`),
    deleteController: async (id: string): Promise<void> => void (await ask('DELETE', of(id))),
    decide: (id: string, round: number, observation: Observation) =>
      json<Decision>('POST', `${of(id)}/rounds/${round}/decision`, observation),
    end: (id: string, round: number, outcome: Outcome) =>
      json<Ended>('POST', `${of(id)}/rounds/${round}/outcome`, outcome),
    history: (id: string, from = 0, limit?: number) =>
      json<History>('GET', `${of(id)}/rounds${query({ from, limit })}`),
    /** Problem and solution of every round, one pair a line. */
    exportRounds: (id: string) => ask('GET', `${of(id)}/export`),
  };
}

export type Client = ReturnType<typeof createClient>;
