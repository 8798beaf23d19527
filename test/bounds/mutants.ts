/**
 * Broken copies of src/bounds: the real sources with one formula changed, compiled into a folder of their own. A
 * mutation names text that must occur in its file, so it cannot go stale silently.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import type { Theorems } from '../../src/validation/theorems.js';

export interface Mutation {
  /** File in src/bounds, without its ending. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));

function transpile(source: string): string {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

/** src/bounds and what it imports, as JavaScript by path; compiled once, mutated many times. */
function compiledSources(): ReadonlyMap<string, string> {
  const files = readdirSync(join(SOURCES, 'bounds'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('bounds', name));
  const all = [...files, 'core/errors.ts', 'core/student.ts', 'problem/round/rate.ts'];
  return new Map(all.map((name) => [name, readFileSync(join(SOURCES, name), 'utf8')]));
}

const sources = compiledSources();
const compiled = new Map([...sources].map(([name, text]) => [name, transpile(text)]));

/**
 * Loads the theorems with one formula broken.
 * @param folder an empty folder, this mutant's own (modules are cached by path)
 */
export async function mutant({ file, find, replace }: Mutation, folder: string): Promise<Theorems> {
  const name = `bounds/${file}.ts`;
  const source = sources.get(name);
  if (source === undefined || source.split(find).length !== 2) {
    throw new Error(`'${find}' must occur exactly once in ${name}`);
  }
  for (const [path, text] of compiled) {
    const target = join(folder, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, path === name ? transpile(source.replace(find, replace)) : text);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return await import(/* @vite-ignore */ pathToFileURL(join(folder, 'bounds/index.js')).href);
}
