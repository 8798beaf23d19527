/** Opens the store that an address names: a file (SQLite), or postgres://... for several instances. */
import { resolve } from 'node:path';
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import { InputError } from '../../core/errors.js';
import { SqlStore } from './sql-store.js';
import type { Tables } from './tables.js';

/** An address as messages may show it: no password. */
export function shownAddress(address: string): string {
  return /^postgres(ql)?:\/\//i.test(address) ? `${address.split(':')[0]}://...` : address;
}

const why = (error: unknown) =>
  error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error);

/** A store that ends with the process, for documents and tests. */
const MEMORY = ':memory:';

async function openFile(path: string): Promise<SqlStore> {
  const { default: Database } = await import('libsql');
  const database = new Database(path === MEMORY ? MEMORY : resolve(path), { timeout: 5_000 });
  // Write-ahead log; every commit reaches the disk before it is acknowledged.
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  return SqlStore.open('sqlite', new Kysely<Tables>({ dialect: new SqliteDialect({ database }) }));
}

async function openPostgres(address: string): Promise<SqlStore> {
  const { default: pg } = await import('pg').catch(() => {
    throw new InputError(
      '--store',
      shownAddress(address),
      'a file, as long as pg is missing (npm install pg)',
    );
  });
  const pool = new pg.Pool({ connectionString: address, max: 8, connectionTimeoutMillis: 5_000 });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
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
