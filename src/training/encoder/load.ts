/** Models a task can name. */
import { InputError } from '../../core/errors.js';
import type { Backend } from '../tensor/backend.js';
import { createUnigramTokenizer } from '../text/unigram.js';
import { loadBert } from './bert.js';
import type { SafetensorsModelSpec } from './checkpoint-files.js';
import type { LoadedModel } from './loaded-model.js';
import { useLiteSizes } from './sizes-only.js';
import { randomUseLite, useLiteModel } from './use-lite.js';
import { readUseLiteFiles } from './use-lite-files.js';

export type ModelSpec =
  /** Universal Sentence Encoder Lite, pre-trained. */
  | { readonly kind: 'use-lite' }
  /** The same shape with random weights: what pre-training is worth. */
  | { readonly kind: 'random-use-lite'; readonly seed: number }
  /** A user's own BERT-style encoder, mean of its tokens. */
  | SafetensorsModelSpec;

/** Whether a model is in the package with Universal Sentence Encoder Lite. */
export const needsUseLite = ({ kind }: ModelSpec) => kind === 'use-lite' || kind === 'random-use-lite';

/**
 * @param isSizesOnly whether the package with the weights may be missing: see sizes-only.ts. A checkpoint of the user's
 * own is read all the same
 * @throws InputError when the kind is unknown or the package with the weights is missing
 */
export async function loadModel(
  spec: ModelSpec,
  backend: Backend,
  isSizesOnly = false,
): Promise<LoadedModel> {
  if (needsUseLite(spec) && isSizesOnly) return useLiteSizes(backend);
  switch (spec.kind) {
    case 'use-lite': {
      const files = await readUseLiteFiles();
      return { ...useLiteModel(backend, files), tokenizer: createUnigramTokenizer(files.vocabulary) };
    }
    case 'random-use-lite': {
      const files = await readUseLiteFiles();
      const model = randomUseLite(backend, files, spec.seed);
      return { ...model, tokenizer: createUnigramTokenizer(files.vocabulary) };
    }
    case 'safetensors':
      return loadBert(spec, backend);
    default:
      throw new InputError(
        'model.kind',
        (spec as { kind: unknown }).kind,
        'use-lite, random-use-lite or safetensors',
      );
  }
}
