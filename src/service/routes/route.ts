/** What every route of the interface says of itself, for the OpenAPI document. */
import type { z } from 'zod';
import { PROBLEM_TYPE } from '../problem-json.js';
import { jsonSchema, problemDetailsSchema } from '../schemas.js';

export interface RouteWords {
  readonly summary: string;
  readonly tag: 'rounds' | 'controllers' | 'operation';
  readonly id: string;
  readonly body?: z.ZodType;
  readonly answer?: z.ZodType;
  readonly params?: Readonly<Record<string, 'text' | 'number'>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses besides 2xx that the route may give. */
  readonly refusals?: readonly number[];
  /** Status of a good answer. Default 200. */
  readonly status?: number;
}

const PROBLEM = { content: { [PROBLEM_TYPE]: { schema: jsonSchema(problemDetailsSchema) } } };
const MEANS: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood, or its body is no JSON',
  401: 'A valid token is needed',
  404: 'There is no such thing',
  408: 'Too slow to arrive',
  409: 'Answered otherwise already, or out of order',
  413: 'Too large',
  415: 'Not JSON',
  421: 'Asked under a name that is not of this machine, without a token',
  422: 'A field is missing, unknown or out of range',
  429: 'Too many requests',
  503: 'Ended at the time limit, or too much to do',
};

const words = (names: Readonly<Record<string, string>>) => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(names).map(([name, description]) => [name, { type: 'string', description }]),
  ),
});

/** As @fastify/swagger reads it. Bodies are validated by the library's readers in the worker, not by this. */
export function described(route: RouteWords) {
  const refusals = [...(route.refusals ?? []), 401, 421, 429, 503];
  return {
    schema: {
      summary: route.summary,
      operationId: route.id,
      tags: [route.tag],
      ...(route.body ? { body: jsonSchema(route.body) } : {}),
      ...(route.params
        ? {
            params: {
              type: 'object',
              properties: Object.fromEntries(
                Object.entries(route.params).map(([name, kind]) => [
                  name,
                  kind === 'number' ? { type: 'integer', minimum: 0 } : { type: 'string' },
                ]),
              ),
              required: Object.keys(route.params),
            },
          }
        : {}),
      ...(route.query ? { querystring: words(route.query) } : {}),
      ...(route.headers ? { headers: words(route.headers) } : {}),
      response: {
        ...(route.answer
          ? {
              [route.status ?? 200]: {
                description: 'Done',
                content: { 'application/json': { schema: jsonSchema(route.answer) } },
              },
            }
          : {}),
        ...Object.fromEntries(refusals.map((status) => [status, { description: MEANS[status], ...PROBLEM }])),
      },
    },
  };
}

export const JSON_TYPE = 'application/json; charset=utf-8';
