/** Files of Universal Sentence Encoder Lite as published on npm (Apache-2.0), with their SHA-256 hashes. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../core/errors.js';
import { PEERS, peerDirectory } from '../data/peer.js';

const { field: FIELD, name: PACKAGE, version: VERSION } = PEERS.useLite;

const SHARDS: readonly (readonly [file: string, sha256: string])[] = [
  ['group1-shard1of7', '8775e61b6a4235ea230a62a0d81f1ff00f5213ce86baa5d89c29e611f8cd7412'],
  ['group1-shard2of7', 'deaf897e5eea5be6c71ea62876a092034560b6f6fbc99c87a768076385a465bd'],
  ['group1-shard3of7', '50ee49b0daf620cf0cacda2f5fcc0da5929f4a3e520034844b6f8d9f3f4ec936'],
  ['group1-shard4of7', 'c1a50daae51e7c6e1e904f5d8d638a8658a0a1d310b9345cd7a368866304d596'],
  ['group1-shard5of7', '410cde3029282e5f601c782985cbb5caa96977f6705dec981c98dd02e93fec6b'],
  ['group1-shard6of7', '83ef116b2b98dc98e03547280ca0166142fbf6b4547bf1d9e6d13a8f518c088b'],
  ['group1-shard7of7', 'a29a5e08ee3afd839250b9187b89f1d3163749b5b1807bb175341a16c6012689'],
];
const MANIFEST = ['model.json', '507d11df18b070f99e0ad650b9a4e6534a4cfb05040127e8ce579f00c8fa3b53'] as const;
const VOCABULARY = [
  'vocab.json',
  '1ad860b9720c16cd48e666d664a556b2515c04f5a26a4b53c0372427913b1b8e',
] as const;

/** A piece of the unigram vocabulary and its log-probability. */
export type VocabularyEntry = readonly [piece: string, score: number];

interface ManifestEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
}

export interface UseLiteFiles {
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;
  readonly vocabulary: readonly VocabularyEntry[];
}

async function readVerified(directory: string, [file, sha256]: readonly [string, string]): Promise<Buffer> {
  const bytes = await readFile(join(directory, file));
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256)
    throw new InputError(`${PACKAGE}/dist/${file}`, found, `the file with SHA-256 ${sha256}`);
  return bytes;
}

/**
 * @returns the float32 tensors by their name in the graph; the int32 constants among them are skipped
 * @throws InputError when the package is missing or a file's hash differs
 */
export async function readUseLiteFiles(): Promise<UseLiteFiles> {
  const directory = join(peerDirectory(FIELD, PACKAGE, VERSION), 'dist');
  const [manifest, vocabulary, ...shards] = await Promise.all(
    [MANIFEST, VOCABULARY, ...SHARDS].map((file) => readVerified(directory, file)),
  );
  const entries: ManifestEntry[] = JSON.parse(manifest!.toString('utf8')).weightsManifest[0].weights;
  const bytes = Buffer.concat(shards);
  const tensors = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  let offset = 0;
  for (const { name, shape, dtype } of entries) {
    const length = shape.reduce((product, n) => product * n, 1);
    if (dtype === 'float32') {
      const values = new Float32Array(length);
      Buffer.from(values.buffer).set(bytes.subarray(offset, offset + 4 * length));
      tensors.set(name, { shape, values });
    }
    offset += 4 * length;
  }
  return { tensors, vocabulary: JSON.parse(vocabulary!.toString('utf8')) };
}
