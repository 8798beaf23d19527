/** The trained models of a run: adapters.safetensors, a tensor a policy and block, so that they can leave it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../core/errors.js';
import {
  type Layout,
  matricesOf,
  type NamedMatrix,
  parseSafetensors,
  writeSafetensors,
} from '../training/index.js';
import { RUN_FILES } from './run-files.js';
import type { RunSummary } from './run-summary.js';

const tensorName = (policy: string, block: string) => `${policy}/${block}`;

/** @param models at least one */
export function adaptersFile(
  layout: Layout,
  models: readonly { readonly policy: string; readonly served: Float32Array }[],
): Uint8Array {
  return writeSafetensors(
    models.flatMap(({ policy, served }) =>
      matricesOf(layout, served).map((matrix) => ({ ...matrix, name: tensorName(policy, matrix.name) })),
    ),
  );
}

/**
 * One policy's model, block after block.
 * @throws InputError where the run kept none, or what is there is not this run's, or the training diverged
 */
export async function readAdapterOf(
  directory: string,
  { model }: RunSummary,
  policy: string,
): Promise<NamedMatrix[]> {
  const path = join(directory, RUN_FILES.adapters);
  const bytes = await readFile(path).catch(() => {
    throw new InputError(
      'RUN_DIR',
      directory,
      `a run that trained and kept its models (${path} cannot be read; run it again with this version)`,
    );
  });
  const before = tensorName(policy, '');
  const matrices = [...parseSafetensors(path, bytes)]
    .filter(([name]) => name.startsWith(before))
    .map(([name, { shape, values }]) => ({ name: name.slice(before.length), shape, values }));
  const numbers = matrices.reduce((sum, { values }) => sum + values.length, 0);
  if (numbers !== model.trainable) {
    throw new InputError(
      `${path}, ${before}`,
      `${numbers} numbers`,
      `${model.trainable}, as the summary says`,
    );
  }
  return matrices;
}
