/** From what zod found wrong to lines a user can act on, one for each mistake. */
import type { z } from 'zod';
import { editDistance, nearestName } from '../core/nearest-name.js';
import { notAccepted, ScenarioError, showKey } from './scenario-error.js';
import { allPaths, defaultOf, keysAt, kindOf, notesOf, schemaAt, variantsOf } from './schema-tree.js';
import type { Path, YamlSource } from './yaml-source.js';

/** Mistakes shown at once; a file with more of them is likely to be another kind of file. */
const MOST_SHOWN = 20;

const dotted = (path: Path) =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text ? `${text}.${showKey(step)}` : showKey(step);
  }, '');

const lastStep = (path: string) => path.slice(path.lastIndexOf('.') + 1);

/** Ways out of a wrong key: another kind of its group, the same word in another group, the nearest here. */
function hintFor(root: z.ZodType, source: YamlSource, group: Path, wrong: string): string {
  const kinds = variantsAt(root, group, source.content) ?? [];
  const owner = kinds.find((variant) => Object.hasOwn(variant.shape, wrong));
  if (owner) return `; "${wrong}" goes with kind: ${kindOf(owner)}`;
  const near = nearestName(wrong, keysAt(root, group, source.content));
  // One slip of a finger is likelier than a key put in the wrong group.
  const isSlip = near !== undefined && editDistance(near, wrong) <= 1;
  const elsewhere = allPaths(root).find((path) => lastStep(path) === wrong);
  const suggestion = isSlip ? near : (elsewhere ?? near);
  return suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
}

function unknownKey(root: z.ZodType, source: YamlSource, group: Path, key: string): ScenarioError {
  const path = [...group, key];
  const keys = keysAt(root, group, source.content);
  const place = {
    source: source.name,
    line: source.lineOfKey(path),
    field: dotted(path),
    value: source.valueAt(path),
  };
  const accepted = `accepted here are ${keys.join(', ')}`;
  return new ScenarioError(place, `unknown key, ${accepted}${hintFor(root, source, group, key)}`, accepted);
}

/** What is accepted at a path, by the schema's own notes. */
function acceptedAt(
  root: z.ZodType,
  path: Path,
  content: unknown,
): { text: string; names: readonly string[] } {
  const variants = path.at(-1) === 'kind' ? variantsAt(root, path.slice(0, -1), content) : undefined;
  const kinds = variants?.map(kindOf);
  if (kinds) return { text: `one of ${kinds.join(', ')}`, names: kinds };
  const schema = schemaAt(root, path, content);
  const notes = schema ? notesOf(schema) : {};
  const group = keysAt(root, path, content);
  const text = notes.accepts ?? `a group with the keys ${group.join(', ')}`;
  return { text, names: notes.choices ?? [] };
}

function variantsAt(root: z.ZodType, path: Path, content: unknown): readonly z.ZodObject[] | undefined {
  const schema = schemaAt(root, path, content);
  return schema && variantsOf(schema);
}

function wrongValue(root: z.ZodType, source: YamlSource, issue: z.core.$ZodIssue): ScenarioError {
  const path = issue.path as Path;
  const written = source.valueAt(path);
  const schema = schemaAt(root, path, source.content);
  // A check across keys may blame one that was left out: its default is what does not fit then.
  const value = written === undefined && schema ? defaultOf(schema) : written;
  const { text, names } = acceptedAt(root, path, source.content);
  const isOwnMessage = issue.code === 'custom';
  const accepted = isOwnMessage ? issue.message : text;
  const suggestion = typeof value === 'string' && !isOwnMessage ? nearestName(value, names) : undefined;
  const place = { source: source.name, line: source.lineOf(path), field: dotted(path) || 'scenario', value };
  return new ScenarioError(place, notAccepted(value, accepted, suggestion), accepted);
}

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether this is meant to be such a document at all: what is not is never quoted, since it may be anybody's secret. */
function isMeant(root: z.ZodType, content: unknown): boolean {
  if (!isGroup(content)) return false;
  const keys = Object.keys(content).slice(0, MOST_SHOWN);
  const known = keysAt(root, [], content);
  const words = allPaths(root).map(lastStep);
  return (
    keys.length === 0 ||
    keys.some((key) => known.includes(key) || words.includes(key) || nearestName(key, known) !== undefined)
  );
}

function notMeant(root: z.ZodType, source: YamlSource): ScenarioError {
  const place = { source: source.name, line: 1, field: 'scenario', value: undefined };
  const accepted = `a group with the keys ${keysAt(root, [], source.content).join(', ')}`;
  return new ScenarioError(place, `this file is something else, accepted is ${accepted}`, accepted);
}

type Tell = (root: z.ZodType, source: YamlSource) => ScenarioError;

/** Keys that nobody knows: of a group, or of the group that a word or a group may be. */
function unknownKeysIn(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys;
  if (issue.code !== 'invalid_union') return [];
  const inside = issue.errors.map((option) =>
    option.flatMap((one) => (one.code === 'unrecognized_keys' && one.path.length === 0 ? one.keys : [])),
  );
  return inside
    .filter((keys) => keys.length > 0)
    .reduce((a, b) => (a.length > 0 && a.length <= b.length ? a : b), []);
}

function tellings(issue: z.core.$ZodIssue): readonly Tell[] {
  const unknown = unknownKeysIn(issue);
  return unknown.length > 0
    ? unknown.map(
        (key): Tell =>
          (root, source) =>
            unknownKey(root, source, issue.path as Path, key),
      )
    : [(root, source) => wrongValue(root, source, issue)];
}

/** The first mistakes in the file, as one error. */
export function diagnose(
  root: z.ZodType,
  source: YamlSource,
  issues: readonly z.core.$ZodIssue[],
): ScenarioError {
  if (!isMeant(root, source.content)) return notMeant(root, source);
  // However many there are, only so many are looked at: 20,000 wrong keys are told as quickly as 20.
  const found = issues.flatMap((issue) => tellings(issue).slice(0, MOST_SHOWN));
  const shown = found.slice(0, 4 * MOST_SHOWN).map((tell) => tell(root, source));
  const [first, ...others] = shown.sort((a, b) => a.line - b.line).slice(0, MOST_SHOWN);
  const total = issues.reduce((sum, issue) => sum + tellings(issue).length, 0);
  const more = total - 1 - others.length;
  const rest = more > 0 ? [`${source.name}: and ${more} more of the kind`] : [];
  return first!.with([...others.map(({ message }) => message), ...rest]);
}
