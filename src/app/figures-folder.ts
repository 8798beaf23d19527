/** The folder of a run's figures: an out directory of its own, below the run's or where the user wants it. */
import { InputError } from '../core/errors.js';
import { OutDirectory, type OutFiles, type OutKind } from '../record/out-directory.js';
import { FIGURE_NAMES, PAIR_FIGURE_NAMES } from '../report/index.js';
import { tell } from './progress.js';

const FIGURES: OutKind = {
  command: 'report',
  mark: 'devices.svg',
  files: [...FIGURE_NAMES, ...PAIR_FIGURE_NAMES].flatMap((name) => [`${name}.svg`, `${name}.csv`]),
};

/**
 * Refuses a folder of somebody else's before any work is done.
 * @param option named where it is refused
 * @throws InputError
 */
export async function openFigures(path: string, option: string): Promise<OutDirectory> {
  return OutDirectory.open(path, FIGURES, { tell }).catch((error: unknown) => {
    throw error instanceof InputError ? new InputError(option, error.value, error.accepted) : error;
  });
}

/** The same for work that takes long: nothing is held, and nothing made, until `keepFigures`. */
export async function checkFigures(path: string, option: string): Promise<void> {
  (await openFigures(path, option)).close();
}

export async function keepFigures(path: string, option: string, files: OutFiles): Promise<void> {
  const out = await openFigures(path, option);
  try {
    await out.replace(files);
  } finally {
    out.close();
  }
}
