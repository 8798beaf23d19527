/**
 * Broken copies of src/bounds: the real sources with one formula changed, compiled once and run in memory. A
 * mutation names text that must occur in its file, so it cannot go stale silently.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import type { Theorems } from '../../src/validation/theorems.js';

export interface Mutation {
  /** File without its ending, by its path from src/bounds. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));

function transpile(source: string): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

/** What a source imports from other files of ours at run time, as paths from src/. */
const importsOf = (name: string, text: string): string[] =>
  [...transpile(text).matchAll(/require\("(\.[^"]*)\.js"\)/g)].map(
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

/** A module's code as a function of what it exports into and how it requires. */
type Factory = (exports: object, require: (name: string) => unknown) => void;

const factoryOf = (name: string, text: string): Factory =>
  compileFunction(transpile(text), ['exports', 'require'], {
    filename: name,
  }) as Factory;

const factories = new Map([...sources].map(([name, text]) => [name, factoryOf(name, text)]));
const fromPackages = createRequire(import.meta.url);

/** Runs the modules from `entry` on, each once, with one of them replaced. */
function load(entry: string, changed: string, replacement: Factory): object {
  const loaded = new Map<string, object>();
  const at = (name: string): object => {
    const known = loaded.get(name);
    if (known) return known;
    const exports = {};
    loaded.set(name, exports);
    const factory = name === changed ? replacement : factories.get(name)!;
    factory(exports, (path) =>
      path.startsWith('.') ? at(`${join(dirname(name), path.replace(/\.js$/, ''))}.ts`) : fromPackages(path),
    );
    return exports;
  };
  return at(entry);
}

/** The theorems with one formula broken: a copy of all modules of their own, in memory. */
export function mutant({ file, find, replace }: Mutation): Theorems {
  const name = join('bounds', `${file}.ts`);
  const source = sources.get(name);
  if (source === undefined || source.split(find).length !== 2) {
    throw new Error(`'${find}' must occur exactly once in ${name}`);
  }
  const broken = factoryOf(name, source.replace(find, replace));
  return load('bounds/index.ts', name, broken) as Theorems;
}
