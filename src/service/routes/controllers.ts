/** Controllers: made, listed, asked round by round, told what happened, exported. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, type Desk, ID as ID_SHAPE } from '../desk.js';
import { refuse } from '../problem-json.js';
import {
  controllerRequestSchema,
  controllerSchema,
  controllersSchema,
  decisionSchema,
  endedSchema,
  historySchema,
  observationSchema,
  outcomeSchema,
} from '../schemas.js';
import type { ControllerHead, Store, StoredController, StoredRound } from '../store/store.js';
import { bodyText, queryNumber, queryText, wholeNumber } from './read.js';
import { described, JSON_TYPE } from './route.js';

export interface ControllerRouteParts {
  readonly desk: Desk;
  readonly store: Store;
  readonly pageSize: number;
  /** The controller that a request is about, if it may see it. */
  readonly opened: (request: FastifyRequest) => Promise<StoredController>;
  /** Whether a request carries the service's own token, which opens every controller. */
  readonly ofService: (request: FastifyRequest) => boolean;
}

type WithId = { readonly id: string };
type WithRound = WithId & { readonly t: string };
const ID = { id: 'text' } as const;
const ID_AND_ROUND = { id: 'text', t: 'number' } as const;
const tag = 'controllers';

/** JSON put together from texts that are JSON: histories are long, and nothing in them changes. */
const headText = ({ id, name, policy, horizon, round, state }: ControllerHead) =>
  `{"id":${JSON.stringify(id)},"name":${JSON.stringify(name)},"policy":${JSON.stringify(policy)},"horizon":${horizon},"round":${round},"state":${state}`;

const roundText = ({ round, request, response, outcome }: StoredRound) =>
  `{"round":${round},"observation":${request},"answer":${response},"outcome":${outcome ?? 'null'}}`;

export function controllerRoutes(app: FastifyInstance, parts: ControllerRouteParts): void {
  const { desk, store, pageSize, opened, ofService } = parts;

  const answered = (reply: FastifyReply, { body, repeated }: Answer) =>
    reply.header('Idempotent-Replayed', String(repeated)).type(JSON_TYPE).send(body);

  app.post(
    '/v1/controllers',
    described({
      id: 'createController',
      tag,
      summary: 'Make a controller',
      body: controllerRequestSchema,
      answer: controllerSchema,
      headers: { 'idempotency-key': 'The same key and body twice make one controller' },
      status: 201,
      refusals: [400, 409, 408, 413, 415, 422],
    }),
    async (request, reply) => {
      const key = request.headers['idempotency-key'];
      const made = await desk.create(bodyText(request.body), typeof key === 'string' ? key : undefined);
      const controller = await desk.found(made.id);
      const token = made.token === undefined ? '' : `,"token":${JSON.stringify(made.token)}`;
      return reply
        .code(made.repeated ? 200 : 201)
        .header('Location', `/v1/controllers/${made.id}`)
        .header('Idempotent-Replayed', String(made.repeated))
        .type(JSON_TYPE)
        .send(`${headText(controller)}${token}}`);
    },
  );
  app.get(
    '/v1/controllers',
    described({
      id: 'listControllers',
      tag,
      summary:
        "List controllers, in the order of their ids; those with a token of their own only for the service's token",
      answer: controllersSchema,
      query: { after: 'The last id of the page before', limit: `Entries of a page, at most ${pageSize}` },
      refusals: [422],
    }),
    async (request, reply) => {
      const limit = Math.max(1, queryNumber(request.query, 'limit', pageSize, pageSize));
      const after = queryText(request.query, 'after') ?? '';
      if (after !== '' && !ID_SHAPE.test(after)) {
        const at = { field: 'after', accepted: 'the id of a controller' };
        throw refuse('invalid-input', 422, 'after: is no id of a controller', at);
      }
      const heads = await store.controllers(after, limit, ofService(request));
      const next = heads.length === limit ? JSON.stringify(heads.at(-1)!.id) : 'null';
      return reply
        .type(JSON_TYPE)
        .send(`{"controllers":[${heads.map((head) => `${headText(head)}}`).join(',')}],"next":${next}}`);
    },
  );
  app.get(
    '/v1/controllers/:id',
    described({
      id: 'getController',
      tag,
      summary: 'A controller with its rules and state',
      params: ID,
      answer: controllerSchema,
      refusals: [404],
    }),
    async (request, reply) => {
      const controller = await opened(request);
      const { rules } = JSON.parse(controller.config) as { rules: unknown };
      return reply.type(JSON_TYPE).send(`${headText(controller)},"rules":${JSON.stringify(rules)}}`);
    },
  );
  app.delete(
    '/v1/controllers/:id',
    described({
      id: 'deleteController',
      tag,
      summary: 'End a controller with its history',
      params: ID,
      refusals: [404],
    }),
    async (request, reply) => {
      const { id } = await opened(request);
      await desk.remove(id);
      return reply.code(204).send();
    },
  );
  app.post(
    '/v1/controllers/:id/rounds/:t/decision',
    described({
      id: 'decide',
      tag,
      summary: 'Decide a round: the same devices again give the same answer, others are refused',
      params: ID_AND_ROUND,
      body: observationSchema,
      answer: decisionSchema,
      refusals: [400, 404, 409, 408, 413, 415, 422],
    }),
    async (request, reply) => {
      const controller = await opened(request);
      const round = wholeNumber((request.params as WithRound).t, 'round');
      return answered(reply, await desk.decide(controller, round, bodyText(request.body)));
    },
  );
  app.post(
    '/v1/controllers/:id/rounds/:t/outcome',
    described({
      id: 'end',
      tag,
      summary: 'Say what really happened in a round: moves queues and budgets exactly once',
      params: ID_AND_ROUND,
      body: outcomeSchema,
      answer: endedSchema,
      refusals: [400, 404, 409, 408, 413, 415, 422],
    }),
    async (request, reply) => {
      const controller = await opened(request);
      const round = wholeNumber((request.params as WithRound).t, 'round');
      return answered(reply, await desk.end(controller, round, bodyText(request.body)));
    },
  );
  app.get(
    '/v1/controllers/:id/rounds',
    described({
      id: 'history',
      tag,
      summary: 'The rounds so far: observation, decision with certificate, outcome',
      params: ID,
      query: { from: 'First round', limit: `Rounds of a page, at most ${pageSize}` },
      answer: historySchema,
      refusals: [404, 422],
    }),
    async (request, reply) => {
      const { id } = await opened(request);
      const from = queryNumber(request.query, 'from', 0, Number.MAX_SAFE_INTEGER);
      const limit = Math.max(1, queryNumber(request.query, 'limit', pageSize, pageSize));
      const rounds = await store.rounds(id, from, limit);
      const next = rounds.length === limit ? String(rounds.at(-1)!.round + 1) : 'null';
      return reply.type(JSON_TYPE).send(`{"rounds":[${rounds.map(roundText).join(',')}],"next":${next}}`);
    },
  );
  app.get(
    '/v1/controllers/:id/export',
    described({
      id: 'exportRounds',
      tag,
      summary: 'Every posed problem with its solution, one pair a line, as driftlora certify checks them',
      params: ID,
      refusals: [404],
    }),
    async (request, reply) => {
      const { id } = await opened(request);
      return reply
        .type('application/x-ndjson')
        .send(Readable.from(pairsOf(store, id), { objectMode: false }));
    },
  );
}

/** Rounds read at once for an export. */
const EXPORT_PAGE = 50;

async function* pairsOf(store: Store, id: string): AsyncGenerator<string> {
  for (let from = 0; ; ) {
    const rounds = await store.rounds(id, from, EXPORT_PAGE);
    for (const { response } of rounds) {
      const { problem, solution } = JSON.parse(response) as { problem?: unknown; solution?: unknown };
      if (problem !== undefined) yield `${JSON.stringify({ problem, solution })}\n`;
    }
    if (rounds.length < EXPORT_PAGE) return;
    from = rounds.at(-1)!.round + 1;
  }
}
