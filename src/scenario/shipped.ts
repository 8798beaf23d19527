/** Files that the package ships, found by name: `default`, `tradeoff`. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest-name.js';

/** Folders of ready files in the package, and how their names end. */
const ENDINGS = { scenarios: '.yaml', sweeps: '.yaml', 'scenarios/studies': '.json' } as const;
export type ShippedFolder = keyof typeof ENDINGS;

// src/scenario and dist/scenario lie equally deep in the package.
const folderOf = (folder: ShippedFolder) => fileURLToPath(new URL(`../../${folder}/`, import.meta.url));

/** Names that can be given in place of a path. */
export function shippedNames(folder: ShippedFolder): readonly string[] {
  const ending = ENDINGS[folder];
  return readdirSync(folderOf(folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
}

/** The schema that editors check a scenario file with. */
export const shippedSchemaPath = () => `${folderOf('scenarios')}scenario.schema.json`;

const isPlainName = (text: string) => /^[\w-]+$/.test(text);

/**
 * The path of a file given by path or by name; what stands in the working directory comes first.
 * @param field the option or argument, for the message
 * @throws InputError for a name that is neither
 */
export function findShipped(given: string, folder: ShippedFolder, field: string): string {
  if (!isPlainName(given) || existsSync(given)) return given;
  const names = shippedNames(folder);
  if (names.includes(given)) return `${folderOf(folder)}${given}${ENDINGS[folder]}`;
  const near = nearestName(given, names);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  throw new InputError(field, given, `a file, or one of the package's own: ${names.join(', ')}${hint}`);
}
