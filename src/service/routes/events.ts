/**
 * Server-sent events of a controller. The rounds in the store are the events: round t's decision has the number
 * 2t + 1 and its outcome 2t + 2, so that a client that comes back with Last-Event-ID misses nothing, whichever
 * instance it comes back to.
 */
import type { EventEmitter } from 'node:events';
import { once } from 'node:events';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Store, StoredController, StoredRound } from '../store/store.js';
import { queryText, wholeNumber } from './read.js';
import { described } from './route.js';

export interface EventRouteParts {
  readonly store: Store;
  /** Emits a controller's id when a round was decided or ended here. */
  readonly changes: EventEmitter;
  /** Who may listen. */
  readonly opened: (request: FastifyRequest) => Promise<StoredController>;
  /** Ends every stream. */
  readonly stopping: AbortSignal;
  /** How often the store is asked for what other instances did, and a comment keeps the connection open, in ms. */
  readonly pollMs: number;
}

interface RoundEvent {
  readonly number: number;
  readonly kind: 'decision' | 'outcome';
  readonly data: string;
}

function eventsOf({ round, response, outcome, outcomeResponse }: StoredRound): readonly RoundEvent[] {
  const { decision, verdict, solution } = JSON.parse(response) as {
    decision: unknown;
    verdict: { valid: boolean };
    solution?: { status: string; objective?: number; gap?: number };
  };
  const decided = {
    round,
    decision,
    certified: verdict.valid,
    ...(solution ? { status: solution.status, objective: solution.objective, gap: solution.gap } : {}),
  };
  const first: RoundEvent = { number: 2 * round + 1, kind: 'decision', data: JSON.stringify(decided) };
  if (outcome === null) return [first];
  const ended = `{"round":${round},"outcome":${outcome},"ended":${outcomeResponse}}`.replaceAll(
    /[\r\n]+/g,
    ' ',
  );
  return [first, { number: 2 * round + 2, kind: 'outcome', data: ended }];
}

const PAGE = 50;

/** Events after a number that are there already. */
async function* since(store: Store, id: string, after: number): AsyncGenerator<RoundEvent> {
  for (let from = Math.max(0, Math.floor((after - 1) / 2)); ; ) {
    const rounds = await store.rounds(id, from, PAGE);
    for (const round of rounds) for (const event of eventsOf(round)) if (event.number > after) yield event;
    if (rounds.length < PAGE) return;
    from = rounds.at(-1)!.round + 1;
  }
}

export function eventRoutes(app: FastifyInstance, parts: EventRouteParts): void {
  const { store, changes, opened, stopping, pollMs } = parts;
  app.get(
    '/v1/controllers/:id/events',
    // A HEAD would be answered by a stream without end.
    {
      exposeHeadRoute: false,
      ...described({
        id: 'events',
        tag: 'controllers',
        summary: 'Server-sent events of a controller; goes on after Last-Event-ID',
        params: { id: 'text' },
        headers: { 'last-event-id': 'The last event that was received' },
        query: { after: 'The same, for clients that cannot set the header' },
        refusals: [404, 422],
      }),
    },
    async (request, reply) => {
      const { id } = await opened(request);
      const header = request.headers['last-event-id'];
      const text = (typeof header === 'string' ? header : queryText(request.query, 'after')) ?? '0';
      let last = wholeNumber(text, 'Last-Event-ID');
      reply.hijack();
      const out = reply.raw;
      out.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-cache',
        Connection: 'keep-alive',
        'X-Accel-Buffering': 'no',
      });
      const gone = new AbortController();
      out.once('close', () => gone.abort());
      out.on('error', () => gone.abort());
      const ended = AbortSignal.any([gone.signal, stopping]);
      const send = async (chunk: string) => {
        if (!out.write(chunk)) await once(out, 'drain', { signal: ended });
      };
      try {
        while (!ended.aborted) {
          for await (const { number, kind, data } of since(store, id, last)) {
            await send(`id: ${number}\nevent: ${kind}\ndata: ${data}\n\n`);
            last = number;
          }
          await changed(changes, id, pollMs, ended);
          await send(': still here\n\n');
          if ((await store.controller(id)) === undefined) break;
        }
      } catch (error) {
        if (!ended.aborted) request.log.warn({ err: error }, 'a stream of events broke off');
      } finally {
        out.end();
      }
    },
  );
}

/** Waits until the controller changes here, or for the time after which the store is asked anyway. */
function changed(changes: EventEmitter, id: string, mostMs: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      changes.off(id, done);
      ended.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, mostMs);
    changes.once(id, done);
    ended.addEventListener('abort', done, { once: true });
  });
}
