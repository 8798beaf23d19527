/** The store in SQL: one set of queries for SQLite and PostgreSQL. */
import { type Kysely, Migrator, NO_MIGRATIONS, sql, type Transaction } from 'kysely';
import {
  type NewOutcome,
  type NewRound,
  type Store,
  type StoredController,
  type StoredRound,
  StoreError,
  type Written,
} from './store.js';
import { migrations, type Tables } from './tables.js';

type Row<T extends keyof Tables> = Tables[T];

const controllerOf = (row: Row<'controllers'>): StoredController => ({
  id: row.id,
  name: row.name,
  policy: row.policy,
  horizon: row.horizon,
  config: row.config,
  round: row.round,
  state: row.state,
  memory: row.memory,
  decidedState: row.decided_state,
  decidedMemory: row.decided_memory,
  tokenDigest: row.token_digest,
  timeLimitS: row.time_limit_s,
});

const roundOf = (row: Row<'rounds'>): StoredRound => ({
  round: row.round,
  requestDigest: row.request_digest,
  request: row.request,
  response: row.response,
  outcomeDigest: row.outcome_digest,
  outcome: row.outcome,
  outcomeResponse: row.outcome_response,
});

/** Undoes a transaction and hands its answer out. */
class RolledBack<T> extends Error {
  constructor(readonly found: T | undefined) {
    super('rolled back');
  }
}

/** What a database throws has many shapes and codes; behind this line it is one error. */
async function asStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StoreError ? error : new StoreError(error);
  }
}

export class SqlStore implements Store {
  private constructor(
    readonly kind: Store['kind'],
    private readonly db: Kysely<Tables>,
  ) {}

  /** Brings the tables up to date. @throws what the database says when it cannot */
  static async open(kind: Store['kind'], db: Kysely<Tables>): Promise<SqlStore> {
    const { error } = await new Migrator({ db, provider: migrations }).migrateToLatest();
    if (error) throw error;
    return new SqlStore(kind, db);
  }

  /** For tests of the steps themselves: leaves no table behind. */
  async dropAll(): Promise<void> {
    const { error } = await new Migrator({ db: this.db, provider: migrations }).migrateTo(NO_MIGRATIONS);
    if (error) throw error;
  }

  async check(): Promise<void> {
    await asStore(() => sql`select 1 from controllers limit 1`.execute(this.db));
  }

  private async attempt<T>(work: (tx: Transaction<Tables>) => Promise<void>): Promise<Written<T>> {
    try {
      await this.db.transaction().execute(work);
      return { done: true };
    } catch (error) {
      if (error instanceof RolledBack) return { done: false, found: error.found as T | undefined };
      throw new StoreError(error);
    }
  }

  create(controller: StoredController, key?: { keyDigest: string; requestDigest: string }) {
    return this.attempt<{ controllerId: string; requestDigest: string }>(async (tx) => {
      const { tokenDigest, timeLimitS, decidedState: _, decidedMemory: __, ...rest } = controller;
      await tx
        .insertInto('controllers')
        .values({
          ...rest,
          token_digest: tokenDigest,
          time_limit_s: timeLimitS,
          decided_state: null,
          decided_memory: null,
        })
        .execute();
      if (key === undefined) return;
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('idempotency_keys')
        .values({
          key_digest: key.keyDigest,
          request_digest: key.requestDigest,
          controller_id: controller.id,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 1n) return;
      const earlier = await tx
        .selectFrom('idempotency_keys')
        .selectAll()
        .where('key_digest', '=', key.keyDigest)
        .executeTakeFirst();
      throw new RolledBack(
        earlier && { controllerId: earlier.controller_id, requestDigest: earlier.request_digest },
      );
    });
  }

  controller(id: string) {
    return asStore(async () => {
      const row = await this.db.selectFrom('controllers').selectAll().where('id', '=', id).executeTakeFirst();
      return row && controllerOf(row);
    });
  }

  controllers(after: string, limit: number, all: boolean) {
    return asStore(() =>
      this.db
        .selectFrom('controllers')
        .select(['id', 'name', 'policy', 'horizon', 'round', 'state'])
        .where('id', '>', after)
        .$if(!all, (query) => query.where('token_digest', 'is', null))
        .orderBy('id')
        .limit(limit)
        .execute(),
    );
  }

  remove(id: string) {
    return asStore(async () => {
      const { numDeletedRows } = await this.db
        .deleteFrom('controllers')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return numDeletedRows === 1n;
    });
  }

  round(id: string, round: number) {
    return asStore(() => roundIn(this.db, id, round));
  }

  rounds(id: string, from: number, limit: number) {
    return asStore(async () => {
      const rows = await this.db
        .selectFrom('rounds')
        .selectAll()
        .where('controller_id', '=', id)
        .where('round', '>=', from)
        .orderBy('round')
        .limit(limit)
        .execute();
      return rows.map(roundOf);
    });
  }

  decide(id: string, round: number, { state, memory, ...made }: NewRound) {
    return this.attempt<StoredRound>(async (tx) => {
      // The controller's row first: whoever writes it holds the round, whichever instance asks.
      const { numUpdatedRows } = await tx
        .updateTable('controllers')
        .set({ decided_state: state, decided_memory: memory })
        .where('id', '=', id)
        .where('round', '=', round)
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('rounds')
                .select('round')
                .where('controller_id', '=', id)
                .where('round', '=', round),
            ),
          ),
        )
        .executeTakeFirstOrThrow();
      if (numUpdatedRows !== 1n) throw new RolledBack(await roundIn(tx, id, round));
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('rounds')
        .values({
          controller_id: id,
          round,
          request_digest: made.requestDigest,
          request: made.request,
          response: made.response,
          outcome_digest: null,
          outcome: null,
          outcome_response: null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      // Another instance may have decided while this one waited for the row.
      if (numInsertedOrUpdatedRows !== 1n) throw new RolledBack(await roundIn(tx, id, round));
    });
  }

  end(id: string, round: number, made: NewOutcome) {
    return this.attempt<StoredRound>(async (tx) => {
      const moved = await tx
        .updateTable('controllers')
        .set({
          round: round + 1,
          state: made.state,
          memory: made.memory,
          decided_state: null,
          decided_memory: null,
        })
        .where('id', '=', id)
        .where('round', '=', round)
        .executeTakeFirstOrThrow();
      if (moved.numUpdatedRows !== 1n) throw new RolledBack(await roundIn(tx, id, round));
      const ended = await tx
        .updateTable('rounds')
        .set({
          outcome_digest: made.outcomeDigest,
          outcome: made.outcome,
          outcome_response: made.outcomeResponse,
        })
        .where('controller_id', '=', id)
        .where('round', '=', round)
        .where('outcome_digest', 'is', null)
        .executeTakeFirstOrThrow();
      if (ended.numUpdatedRows !== 1n) throw new RolledBack(await roundIn(tx, id, round));
    });
  }

  close(): Promise<void> {
    return this.db.destroy();
  }
}

async function roundIn(
  db: Kysely<Tables> | Transaction<Tables>,
  id: string,
  round: number,
): Promise<StoredRound | undefined> {
  const row = await db
    .selectFrom('rounds')
    .selectAll()
    .where('controller_id', '=', id)
    .where('round', '=', round)
    .executeTakeFirst();
  return row && roundOf(row);
}
