/**
 * What the service promises of a controller: each round is decided once and ended once, in order, whoever asks and
 * however often. The store's transactions carry the promise; this file says what each answer means.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { digestOf } from './auth.js';
import type { ServiceMetrics } from './metrics.js';
import { refuse } from './problem-json.js';
import type { Store, StoredController, StoredRound } from './store/store.js';
import type { WorkPool } from './work/pool.js';

/** An answer as it goes out: its bytes, and whether it was given before. */
export interface Answer {
  readonly body: string;
  readonly repeated: boolean;
}

export interface DeskParts {
  readonly store: Store;
  readonly pool: WorkPool;
  readonly metrics: ServiceMetrics;
  /** A new controller's id, never given before. */
  readonly newId: () => string;
  /** Called after a round was decided or ended here. */
  readonly onChange: (id: string) => void;
}

const MOST_KEY = 200;
/** Shortest key for a controller with a token of its own: whoever has the key may ask for the token again. */
const LEAST_SECRET_KEY = 20;

/** Ids as they are given out; nothing else is looked for (PostgreSQL fails at a NUL). */
export const ID = /^[\w.-]{1,100}$/;

/** The same key and controller give the same token, so that a lost answer can be asked for again; nothing that is kept gives it. */
const tokenOf = (key: string, id: string): string =>
  createHmac('sha256', key).update(id).digest().subarray(0, 24).toString('base64url');

export function createDesk({ store, pool, metrics, newId, onChange }: DeskParts) {
  /** Decisions under way here, so that the same question asked twice at once is worked on once. */
  const underWay = new Map<string, Promise<unknown>>();

  async function found(id: string): Promise<StoredController> {
    const controller = ID.test(id) ? await store.controller(id) : undefined;
    if (controller === undefined) throw refuse('not-found', 404, 'there is no controller of this id');
    return controller;
  }

  /** Whether a body says what an earlier one said; its bytes are compared first, which is nearly always enough. */
  async function same(body: string, earlier: string, digest: string): Promise<boolean> {
    return body === earlier || (await pool.run({ kind: 'digest', body })).digest === digest;
  }

  async function decidedBefore(round: StoredRound, body: string): Promise<Answer> {
    if (await same(body, round.request, round.requestDigest)) return { body: round.response, repeated: true };
    throw refuse('conflict', 409, `round ${round.round} is decided already, for other devices or channels`);
  }

  async function endedBefore(round: StoredRound, body: string): Promise<Answer> {
    if (await same(body, round.outcome!, round.outcomeDigest!)) {
      return { body: round.outcomeResponse!, repeated: true };
    }
    throw refuse('conflict', 409, `round ${round.round} is ended already, with another outcome`);
  }

  async function decideNow(controller: StoredController, round: number, body: string): Promise<Answer> {
    const { id } = controller;
    // Read after the controller: what happened between the two is seen here.
    const earlier = await store.round(id, round);
    if (earlier) return decidedBefore(earlier, body);
    if (round >= controller.horizon) {
      throw refuse('conflict', 409, `the horizon of ${controller.horizon} rounds is over`);
    }
    if (round !== controller.round) {
      throw refuse(
        'conflict',
        409,
        `round ${controller.round} is the next; end the rounds before ${round} first`,
      );
    }
    const { config, state, memory, timeLimitS } = controller;
    const made = await pool.run({ kind: 'decide', config, state, memory, timeLimitS, body });
    const kept = {
      requestDigest: made.digest,
      request: body,
      response: made.body,
      state: made.state,
      memory: made.memory,
    };
    const written = await store.decide(id, round, kept);
    if (!written.done) {
      // Another instance was first, or the controller is gone.
      if (written.found) return decidedBefore(written.found, body);
      throw refuse('not-found', 404, 'the controller was ended meanwhile');
    }
    metrics.decided(made.status, made.solveS, made.gap);
    onChange(id);
    return { body: made.body, repeated: false };
  }

  return {
    found,

    /**
     * @param key an Idempotency-Key: the same request twice makes one controller
     * @returns the id, and a token that is shown this once
     */
    async create(body: string, key: string | undefined) {
      if (key !== undefined && (key.length === 0 || key.length > MOST_KEY)) {
        throw refuse('bad-request', 400, `an Idempotency-Key has 1 to ${MOST_KEY} characters`, {
          field: 'Idempotency-Key',
        });
      }
      const made = await pool.run({ kind: 'create', body });
      if (made.ownToken && key !== undefined && key.length < LEAST_SECRET_KEY) {
        const accepted = `with ownToken, ${LEAST_SECRET_KEY} characters or more that nobody can guess`;
        throw refuse('invalid-input', 422, `Idempotency-Key: accepted is, ${accepted}`, {
          field: 'Idempotency-Key',
          accepted,
        });
      }
      const id = newId();
      const secret = key ?? randomBytes(32).toString('hex');
      const tokenFor = (of: string) => (made.ownToken ? tokenOf(secret, of) : undefined);
      const token = tokenFor(id);
      const { config, name, policy, horizon, state, memory, timeLimitS } = made;
      const written = await store.create(
        {
          ...{ id, config, name, policy, horizon, state, memory, timeLimitS, round: 0 },
          ...{ decidedState: null, decidedMemory: null },
          tokenDigest: token === undefined ? null : digestOf(token),
        },
        key === undefined ? undefined : { keyDigest: digestOf(key), requestDigest: made.digest },
      );
      if (written.done) return { id, token, repeated: false };
      if (written.found?.requestDigest !== made.digest) {
        throw refuse('conflict', 409, 'this Idempotency-Key was used for another request', {
          field: 'Idempotency-Key',
        });
      }
      const earlier = written.found.controllerId;
      return { id: earlier, token: tokenFor(earlier), repeated: true };
    },

    async remove(id: string): Promise<void> {
      if (!(await store.remove(id))) throw refuse('not-found', 404, 'there is no controller of this id');
      metrics.forgotten(id);
      onChange(id);
    },

    /** @param controller as it was read for this request; a round that it does not know of is looked up */
    async decide(controller: StoredController, round: number, body: string): Promise<Answer> {
      const key = `${controller.id}/${round}`;
      for (let before = underWay.get(key); before; before = underWay.get(key)) await before.catch(() => {});
      const work = decideNow(controller, round, body);
      underWay.set(key, work);
      try {
        return await work;
      } finally {
        underWay.delete(key);
      }
    },

    /** @param controller as for a decision */
    async end(controller: StoredController, round: number, body: string): Promise<Answer> {
      const { id } = controller;
      const decided = await store.round(id, round);
      if (decided?.outcomeDigest) return endedBefore(decided, body);
      const { config, decidedState, decidedMemory } = controller;
      if (decided === undefined || decidedState === null || round !== controller.round) {
        throw refuse(
          'conflict',
          409,
          `round ${round} is not decided yet; round ${controller.round} is the next`,
        );
      }
      const made = await pool.run({ kind: 'end', config, state: decidedState, memory: decidedMemory, body });
      const kept = {
        outcomeDigest: made.digest,
        outcome: body,
        outcomeResponse: made.body,
        state: made.state,
        memory: made.memory,
      };
      const written = await store.end(id, round, kept);
      if (!written.done) {
        if (written.found?.outcomeDigest) return endedBefore(written.found, body);
        throw refuse('not-found', 404, 'the controller was ended meanwhile');
      }
      metrics.ended(id, made.delayQueueS, made.budgetUsed);
      onChange(id);
      return { body: made.body, repeated: false };
    },
  };
}

export type Desk = ReturnType<typeof createDesk>;
