/** Copies of src/system with one token changed: every operator, number and function that a table of swaps knows, each in turn. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));

export function transpile(source: string): string {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

const sourceOf = (path: string) => readFileSync(join(SOURCES, path), 'utf8');

/** src/system without its readers of traces, and what it imports; by path. */
export function compiledSources(): ReadonlyMap<string, string> {
  const inRoom = (room: string) =>
    readdirSync(join(SOURCES, room))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${room}/${name}`);
  return new Map(
    [...inRoom('system'), ...inRoom('core'), 'problem/round/rate.ts'].map((path) => [
      path,
      transpile(sourceOf(path)),
    ]),
  );
}

/** Token in, token out. */
const SWAPS: readonly (readonly [RegExp, string])[] = [
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/ \* /g, ' / '],
  [/ \/ /g, ' * '],
  [/ \*\* 2\b/g, ''],
  [/ < /g, ' >= '],
  [/ > /g, ' <= '],
  [/ <= /g, ' < '],
  [/ >= /g, ' > '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/ !== /g, ' === '],
  [/ === /g, ' !== '],
  [/Math\.min\(/g, 'Math.max('],
  [/Math\.max\(/g, 'Math.min('],
  [/Math\.cos\(/g, 'Math.sin('],
  [/Math\.sin\(/g, 'Math.cos('],
  [/Math\.log10\(/g, 'Math.log2('],
  [/Math\.sqrt\(/g, 'Math.cbrt('],
  [/\.normal\(\)/g, '.uniform()'],
];

/** A number a third larger: what is right only roughly is not right. */
const NUMBER = /(?<![\w.'])\d[\d_]*(?:\.\d+)?(?:e\d+)?(?![\w.'])/g;

export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** The line before and after. */
  readonly was: string;
  readonly is: string;
  readonly source: string;
}

const isCode = (line: string) => !/^\s*(\/\*|\*|\/\/|import |export interface|readonly |\} from)/.test(line);

/** All mutants of a file. */
export function mutantsOf(file: string): Mutant[] {
  const lines = sourceOf(`system/${file}.ts`).split('\n');
  return lines.flatMap((line, i) => {
    if (!isCode(line)) return [];
    const code = line.replace(/\/\/.*$/, '');
    const changed = (index: number, length: number, text: string): Mutant => {
      const is = code.slice(0, index) + text + code.slice(index + length);
      const source = [...lines.slice(0, i), is, ...lines.slice(i + 1)].join('\n');
      return { file, line: i + 1, was: line.trim(), is: is.trim(), source };
    };
    const swapped = SWAPS.flatMap(([from, to]) =>
      [...code.matchAll(from)].map(({ index, 0: token }) => changed(index, token.length, to)),
    );
    const numbers = [...code.matchAll(NUMBER)].map(({ index, 0: token }) => {
      const value = Number(token.replaceAll('_', ''));
      return changed(
        index,
        token.length,
        String(Number.isInteger(value) ? value + Math.max(1, Math.round(value / 3)) : value * 1.33),
      );
    });
    return [...swapped, ...numbers];
  });
}
