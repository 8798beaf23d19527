/** Opens the store that an address names: a file (SQLite), or postgres://... for several instances. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import type Database from 'libsql';
import { InputError } from '../../core/errors.js';
import { SqlStore } from './sql-store.js';
import type { Tables } from './tables.js';

/** An address as messages may show it: no password. */
function shownAddress(address: string): string {
  return /^postgres(ql)?:\/\//i.test(address) ? `${address.split(':')[0]}://...` : address;
}

const why = (error: unknown) =>
  error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error);

/** A store that ends with the process, for documents and tests. */
const MEMORY = ':memory:';

/** Largest file that is read through at the start to see that it is whole, in bytes: about a second. */
const MOST_CHECKED = 256 * 1024 * 1024;

/** @throws Error for a file whose pages do not fit together */
function checkWhole(database: Database.Database, path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0 || size > MOST_CHECKED) return;
  const [row] = database.prepare('pragma quick_check(1)').all() as { quick_check?: unknown }[];
  if (row?.quick_check !== 'ok') {
    throw new Error(`the file is damaged: ${String(row?.quick_check).split('\n').at(-1)}`);
  }
}

/**
 * What kysely needs of a database. Where SQLite has undone a transaction itself (a full disk), there is nothing left to
 * undo, and the failure of that must not hide the reason. At the end the log is folded into the file, so that the file
 * alone is the store.
 */
const forKysely = (database: Database.Database) => ({
  prepare: (sql: string) =>
    database.prepare(sql === 'rollback' && !database.inTransaction ? 'select 1' : sql),
  close: () => {
    try {
      database.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // A full or vanished disk: the log stays beside the file and is read at the next start.
    }
    database.close();
  },
});

async function openFile(path: string): Promise<SqlStore> {
  const { default: Libsql } = await import('libsql');
  const database = new Libsql(path === MEMORY ? MEMORY : resolve(path), { timeout: 5_000 });
  if (path !== MEMORY) checkWhole(database, path);
  // Write-ahead log; every commit reaches the disk before it is acknowledged.
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  // A file that can only be read opens as well; it is refused here and not at the first round.
  database.exec('begin immediate');
  database.pragma('user_version = 0');
  database.exec('rollback');
  return SqlStore.open(
    'sqlite',
    new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(database) as never }) }),
  );
}

async function openPostgres(address: string): Promise<SqlStore> {
  const { default: pg } = await import('pg').catch(() => {
    throw new InputError(
      '--store',
      shownAddress(address),
      'a file, as long as pg is missing (npm install pg)',
    );
  });
  const pool = new pg.Pool({
    connectionString: address,
    max: 8,
    connectionTimeoutMillis: 5_000,
    // A server that says nothing at all is one that is gone.
    query_timeout: 20_000,
    keepAlive: true,
  });
  // A connection that breaks is replaced by the pool, and its query fails; without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return SqlStore.open('postgres', new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }));
}

/**
 * @param address a path, or postgres://user@host/database
 * @throws InputError in one line, without any password, when the store cannot be opened
 */
export async function openStore(address: string): Promise<SqlStore> {
  if (address.trim() === '') throw new InputError('--store', address, 'a file or postgres://...');
  try {
    return /^postgres(ql)?:\/\//i.test(address) ? await openPostgres(address) : await openFile(address);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('--store', shownAddress(address), `a store that opens (${why(error)})`);
  }
}
