/** The tables, the same in SQLite and PostgreSQL, and the steps that lead to them. */
import type { Kysely, Migration, MigrationProvider } from 'kysely';

export interface Tables {
  controllers: {
    id: string;
    name: string;
    policy: string;
    horizon: number;
    config: string;
    round: number;
    state: string;
    memory: string | null;
    /** State and memory once the round under way is decided. */
    decided_state: string | null;
    decided_memory: string | null;
    token_digest: string | null;
    time_limit_s: number;
  };
  rounds: {
    controller_id: string;
    round: number;
    request_digest: string;
    request: string;
    response: string;
    outcome_digest: string | null;
    outcome: string | null;
    outcome_response: string | null;
  };
  /** Keys as digests: for a controller with a token of its own, whoever has the key has the token. */
  idempotency_keys: { key_digest: string; request_digest: string; controller_id: string };
}

const first: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('controllers')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('policy', 'text', (column) => column.notNull())
      .addColumn('horizon', 'integer', (column) => column.notNull())
      .addColumn('config', 'text', (column) => column.notNull())
      .addColumn('round', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('memory', 'text')
      .addColumn('decided_state', 'text')
      .addColumn('decided_memory', 'text')
      .addColumn('token_digest', 'text')
      .addColumn('time_limit_s', 'double precision', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('rounds')
      .addColumn('controller_id', 'text', (column) =>
        column.notNull().references('controllers.id').onDelete('cascade'),
      )
      .addColumn('round', 'integer', (column) => column.notNull())
      .addColumn('request_digest', 'text', (column) => column.notNull())
      .addColumn('request', 'text', (column) => column.notNull())
      .addColumn('response', 'text', (column) => column.notNull())
      .addColumn('outcome_digest', 'text')
      .addColumn('outcome', 'text')
      .addColumn('outcome_response', 'text')
      .addPrimaryKeyConstraint('rounds_key', ['controller_id', 'round'])
      .execute();
    await db.schema
      .createTable('idempotency_keys')
      .addColumn('key_digest', 'text', (column) => column.primaryKey())
      .addColumn('request_digest', 'text', (column) => column.notNull())
      .addColumn('controller_id', 'text', (column) =>
        column.notNull().references('controllers.id').onDelete('cascade'),
      )
      .execute();
  },
};

/** Steps by name; each runs once, in this order. A step that has been released never changes. */
export const migrations: MigrationProvider = {
  getMigrations: async () => ({ '0001-controllers-and-rounds': first }),
};
