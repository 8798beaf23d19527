/** POST /v1/solve, /v1/certify and /v1/explain: one question, or NDJSON streamed both ways. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ServiceMetrics } from '../metrics.js';
import { ServiceProblem } from '../problem-json.js';
import {
  certifyRequestSchema,
  explainRequestSchema,
  explanationSchema,
  roundProblemSchema,
  solutionSchema,
  verdictSchema,
} from '../schemas.js';
import type { WorkPool } from '../work/pool.js';
import { answersInOrder, type LineLimits, linesOf } from './ndjson.js';
import { bodyText, querySeconds, queryText } from './read.js';
import { described, JSON_TYPE } from './route.js';

/** Until a line that met a busy service is tried again, in ms. */
const BUSY_MS = 50;

/** In the place of an answer. Work that was ended says nothing about the question: unknown. */
const refusal = ({ details }: ServiceProblem): string =>
  JSON.stringify({ status: details.status < 500 ? 'invalid' : 'unknown', error: details });

const REFUSALS = [400, 408, 413, 415, 422];
const QUERY = {
  solver: 'Name of a solver (driftlora solve --list). Default: exact',
  timeLimit: 'Seconds after which the best found is the answer, with its gap',
};

export function statelessRoutes(
  app: FastifyInstance,
  {
    pool,
    metrics,
    lineLimits,
    ahead,
  }: {
    readonly pool: WorkPool;
    readonly metrics: ServiceMetrics;
    readonly lineLimits: LineLimits;
    /** Lines of one stream that are worked on at once. */
    readonly ahead: number;
  },
): void {
  async function solve(body: string, solver: string | undefined, timeLimitS: number | undefined) {
    const made = await pool.run({
      kind: 'solve',
      body,
      ...(solver === undefined ? {} : { solver }),
      ...(timeLimitS === undefined ? {} : { timeLimitS }),
    });
    metrics.decided(made.status, made.solveS, made.gap);
    return made.body;
  }
  async function explain(body: string, timeLimitS: number | undefined) {
    return (await pool.run({ kind: 'explain', body, ...(timeLimitS === undefined ? {} : { timeLimitS }) }))
      .body;
  }
  const certify = async (body: string) => (await pool.run({ kind: 'certify', body })).body;

  /** A line that is refused has its refusal in its place; the stream goes on. */
  const stream = (reply: FastifyReply, input: Readable, answer: (line: string) => Promise<string>) => {
    const safe = async (line: string): Promise<string> => {
      for (;;) {
        try {
          return await answer(line);
        } catch (error) {
          if (!(error instanceof ServiceProblem)) throw error;
          const busy = error.details.type === '/problems/busy';
          if (!busy || lineLimits.stopping.aborted) return refusal(error);
          // A line waits for its turn; whoever sends it is slowed down by that.
          await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
        }
      }
    };
    async function* answers() {
      try {
        yield* answersInOrder(linesOf(input, lineLimits), safe, ahead);
      } catch (error) {
        if (!(error instanceof ServiceProblem)) throw error;
        yield `${refusal(error)}\n`;
      }
    }
    return reply
      .type('application/x-ndjson')
      .send(Readable.from(answers(), { objectMode: false, highWaterMark: 1 << 16 }));
  };

  app.post(
    '/v1/solve',
    described({
      id: 'solve',
      tag: 'rounds',
      summary: 'Solve the problem of one round (application/x-ndjson: one problem a line)',
      body: roundProblemSchema,
      answer: solutionSchema,
      query: QUERY,
      refusals: REFUSALS,
    }),
    async (request, reply) => {
      const solver = queryText(request.query, 'solver');
      const timeLimitS = querySeconds(request.query, 'timeLimit');
      if (request.body instanceof Readable) {
        return stream(reply, request.body, (line) => solve(line, solver, timeLimitS));
      }
      return reply.type(JSON_TYPE).send(await solve(bodyText(request.body), solver, timeLimitS));
    },
  );
  app.post(
    '/v1/certify',
    described({
      id: 'certify',
      tag: 'rounds',
      summary: 'Check a solution against its problem (application/x-ndjson: one pair a line)',
      body: certifyRequestSchema,
      answer: verdictSchema,
      refusals: REFUSALS,
    }),
    async (request, reply) => {
      if (request.body instanceof Readable) return stream(reply, request.body, certify);
      return reply.type(JSON_TYPE).send(await certify(bodyText(request.body)));
    },
  );
  app.post(
    '/v1/explain',
    described({
      id: 'explain',
      tag: 'rounds',
      summary: 'Why a decision is as it is, every number proven (application/x-ndjson: one question a line)',
      body: explainRequestSchema,
      answer: explanationSchema,
      query: { timeLimit: 'Seconds for everything; what is left then is told as open' },
      refusals: REFUSALS,
    }),
    async (request, reply) => {
      const timeLimitS = querySeconds(request.query, 'timeLimit');
      const { body } = request;
      if (body instanceof Readable) return stream(reply, body, (line) => explain(line, timeLimitS));
      return reply.type(JSON_TYPE).send(await explain(bodyText(body), timeLimitS));
    },
  );
}
