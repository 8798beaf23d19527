/** A scenario's text as YAML, with the line of everything in it. */
import {
  type Document,
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

/** Groups in groups, at most; no document of ours has more than six. */
const MOST_LEVELS = 60;
const TOO_DEEP = `groups stand in groups more than ${MOST_LEVELS} deep`;

interface Parsed {
  readonly document: Document.Parsed;
  readonly lineAt: (offset: number) => number;
}

/** Messages that end in what they quote, without a colon before it. */
const QUOTING =
  /^(Invalid escape sequence|Unknown directive|Unsupported YAML version|Could not resolve tag) .*$/;

/** Messages of the parser without what they quote from the file. */
function inOurWords(message: string): string {
  const [firstLine] = message.split('\n');
  return firstLine!.replace(/(?<=\S): .*$/, '').replace(QUOTING, '$1');
}

function parse(text: string, source: string): Parsed {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const refuse = (line: number, problem: string): never => {
    throw new ScenarioError({ source, line, field: 'yaml', value: undefined }, problem);
  };
  let document: Document.Parsed;
  try {
    // Keys that stand twice are looked for below: the parser compares each with every other.
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return refuse(1, TOO_DEEP);
    throw error;
  }
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem?.code === 'RESOURCE_EXHAUSTION') return refuse(1, TOO_DEEP);
  if (problem) refuse(lineAt(problem.pos[0]), inOurWords(problem.message));
  return { document, lineAt };
}

/** @throws ScenarioError for the first key that stands twice in its group, and for groups in groups without end */
function checkNodes({ document, lineAt }: Parsed, source: string): void {
  const check = (node: unknown, depth: number): void => {
    if (!isMap(node) && !isSeq(node)) return;
    const line = lineAt(node.range?.[0] ?? 0);
    if (depth > MOST_LEVELS) {
      throw new ScenarioError({ source, line, field: 'yaml', value: undefined }, TOO_DEEP);
    }
    const seen = new Set<string>();
    for (const item of node.items) {
      if (isMap(node)) checkKey(item as Pair, seen);
      check(isPair(item) ? item.value : item, depth + 1);
    }
  };
  const checkKey = (pair: Pair, seen: Set<string>) => {
    if (!isScalar(pair.key)) {
      const place = { source, line: lineAt((pair.key as Node | null)?.range?.[0] ?? 0), field: 'yaml' };
      throw new ScenarioError(
        { ...place, value: undefined },
        'a key is a word, not a list, a group or an alias',
      );
    }
    const key = keyText(pair);
    if (seen.size !== seen.add(key).size) return;
    const line = lineAt(pair.key.range?.[0] ?? 0);
    // A word is a key of ours or near to one; anything else may be a part of somebody's secret.
    const field = /^[A-Za-z_]\w{0,40}$/.test(key) ? key : 'yaml';
    throw new ScenarioError({ source, line, field, value: undefined }, 'this key stands twice in its group');
  };
  check(document.contents, 1);
}

/**
 * @throws ScenarioError with the line, for what is not YAML, has a key twice, is nested without end; it never quotes
 *   what stands there
 */
export function readYaml(text: string, name: string): YamlSource {
  const parsed = parse(text, name);
  checkNodes(parsed, name);
  const { document, lineAt } = parsed;
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

/** The same place with other content, e.g. completed from elsewhere. */
export function withContent(source: YamlSource, content: unknown): YamlSource {
  const valueAt = (path: Path) =>
    path.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], content);
  return { ...source, content, valueAt };
}
