/** Data sets a task can name. */
import { InputError } from '../../core/errors.js';
import type { Dataset } from './dataset.js';
import { loadSpamAssassin, type SpamAssassinOptions } from './spam-assassin.js';
import { loadUserFile, type UserFileOptions } from './user-file.js';
import { loadWordnet, type WordnetOptions } from './wordnet.js';

export type DatasetSpec =
  | ({ readonly kind: 'wordnet' } & WordnetOptions)
  | ({ readonly kind: 'spam-assassin' } & SpamAssassinOptions)
  | ({ readonly kind: 'file' } & UserFileOptions);

/** @throws InputError when the kind is unknown, a package is missing or more rows are asked for than there are */
export async function loadDataset(spec: DatasetSpec): Promise<Dataset> {
  switch (spec.kind) {
    case 'wordnet':
      return loadWordnet(spec);
    case 'spam-assassin':
      return loadSpamAssassin(spec);
    case 'file':
      return loadUserFile(spec);
    default:
      throw new InputError(
        'dataset.kind',
        (spec as { kind: unknown }).kind,
        'wordnet, spam-assassin or file',
      );
  }
}
