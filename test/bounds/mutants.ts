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

/** What a source imports from other files of ours at run time, as paths from src/. */
const importsOf = (name: string, text: string): string[] =>
  [...transpile(text).matchAll(/from '(\.[^']*)\.js'/g)].map(
    ([, path]) => `${join(dirname(name), path!)}.ts`,
  );

/** src/bounds and all that it imports: compiled once, mutated many times. */
function boundSources(): ReadonlyMap<string, string> {
  const names = readdirSync(join(SOURCES, 'bounds'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('bounds', name));
  const found = new Map<string, string>();
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    if (found.has(name)) continue;
    const text = readFileSync(join(SOURCES, name), 'utf8');
    found.set(name, text);
    names.push(...importsOf(name, text));
  }
  return found;
}

const sources = boundSources();
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
