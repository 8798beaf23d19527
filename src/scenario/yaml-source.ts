/** A scenario's text as YAML, with the line of everything in it. */
import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { ScenarioError } from './scenario-error.js';

export type Path = readonly (string | number)[];

export interface YamlSource {
  /** Shown before the line, usually the file's path. */
  readonly name: string;
  /** The content as plain values. */
  readonly content: unknown;
  /** What stands at a path. */
  valueAt(path: Path): unknown;
  /** Line, from 1, of the value at a path; of its nearest parent where there is none. */
  lineOf(path: Path): number;
  /** Line, from 1, of a key. */
  lineOfKey(path: Path): number;
}

const keyText = (pair: Pair) => String(isScalar(pair.key) ? pair.key.value : pair.key);

function pairOf(map: YAMLMap, key: string | number): Pair | undefined {
  return map.items.find((pair) => keyText(pair) === String(key));
}

/**
 * @throws ScenarioError with the line, for what is not YAML, has a key twice, or is not a group of keys
 */
export function readYaml(text: string, name: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    const line = lineAt(problem.pos[0]);
    const twice = problem.code === 'DUPLICATE_KEY';
    const field = twice ? /^[^:\s,}]*/.exec(text.slice(problem.pos[0]))![0] : 'yaml';
    const [firstLine] = twice ? ['this key stands twice in its group'] : problem.message.split('\n');
    throw new ScenarioError({ source: name, line, field, value: undefined }, `${firstLine}`);
  }

  const resolve = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  const child = (node: unknown, step: string | number): Pair | Node | undefined => {
    const parent = resolve(node);
    if (isMap(parent)) return pairOf(parent, step);
    if (isSeq(parent)) return parent.items[Number(step)] as Node | undefined;
    return undefined;
  };
  const offsetOf = (path: Path, ofKey: boolean): number => {
    let node: unknown = document.contents;
    let offset = document.contents?.range?.[0] ?? 0;
    path.forEach((step, depth) => {
      const next = child(node, step);
      const key = isPair(next) ? (next.key as Node) : undefined;
      const value = isPair(next) ? (next.value as Node | null) : next;
      const keyIsAsked = ofKey && depth === path.length - 1;
      // A key without a value has no node for it: its own line is right then.
      offset = (keyIsAsked ? key : (value ?? key))?.range?.[0] ?? offset;
      node = value;
    });
    return offset;
  };

  const content: unknown = document.contents === null ? {} : contentOf(() => document.toJS(), name);
  return {
    name,
    content,
    valueAt: (path) =>
      path.reduce<unknown>((value, step) => (value as Record<string, unknown> | null)?.[step], content),
    lineOf: (path) => lineAt(offsetOf(path, false)),
    lineOfKey: (path) => lineAt(offsetOf(path, true)),
  };
}

/** Aliases that would unfold without end, or that contain themselves, show only here. */
function contentOf(toJs: () => unknown, source: string): unknown {
  try {
    const content = toJs();
    JSON.stringify(content);
    return content;
  } catch {
    const place = { source, line: 1, field: 'yaml', value: undefined };
    throw new ScenarioError(place, 'an alias contains itself, or there are too many of them');
  }
}
