/** Benchmarks and examples run on the built package: what they import from it is there, and exported. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { filesBelow, ROOT, textOf } from './pages.js';

const SCRIPTS = ['benchmarks', 'examples'].flatMap((folder) => filesBelow(folder, /\.mjs$/));

/** Names and file of each import from dist. */
function builtImports(script: string): { readonly names: readonly string[]; readonly file: string }[] {
  const found = textOf(script).matchAll(/import \{([^}]*)\} from '([./]+\/dist\/[^']+)'/g);
  return [...found].map(([, names, path]) => ({
    names: names!
      .split(',')
      .map((name) => name.trim().split(' as ')[0]!)
      .filter((name) => name !== ''),
    file: join(ROOT, dirname(script), path!),
  }));
}

async function faultsOf(imports: ReturnType<typeof builtImports>): Promise<string[]> {
  const faults = imports.map(async ({ names, file }) => {
    if (!existsSync(file)) return [`no file ${file}`];
    const exported: Record<string, unknown> = await import(pathToFileURL(file).href);
    return names.filter((name) => !(name in exported)).map((name) => `${file} exports no ${name}`);
  });
  return (await Promise.all(faults)).flat();
}

describe('imports from the built package', () => {
  const using = SCRIPTS.filter((script) => builtImports(script).length > 0);

  it('are found in many scripts', () => {
    expect(using.length).toBeGreaterThan(10);
  });

  it.each(using)('of %s are there', async (script) => {
    expect(await faultsOf(builtImports(script))).toEqual([]);
  });

  it('that are not there would be found', async () => {
    const [one] = builtImports(using[0]!);
    expect(
      await faultsOf([
        { ...one!, names: ['noSuchName'] },
        { names: [], file: '/no/such/file.js' },
      ]),
    ).toHaveLength(2);
  });
});
