/** Optional packages that carry weights and data: found where the user installed them, never downloaded. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '../../core/errors.js';

/**
 * Directory of an installed package, seen from this package or from the working directory.
 * @param field the option that asked for it, named in the error
 * @throws InputError with the line that installs it
 */
export function peerDirectory(field: string, name: string, version: string): string {
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return dirname(createRequire(from).resolve(`${name}/package.json`));
    } catch {
      // Not visible from here; the other place may see it.
    }
  }
  throw new InputError(field, `a missing package`, `this option after \`npm install ${name}@${version}\``);
}
