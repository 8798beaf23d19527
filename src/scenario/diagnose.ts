/** From what zod found wrong to one line a user can act on. */
import type { z } from 'zod';
import { nearestName } from '../core/nearest-name.js';
import { notAccepted, ScenarioError } from './scenario-error.js';
import { allPaths, defaultOf, keysAt, kindOf, notesOf, schemaAt, variantsOf } from './schema-tree.js';
import type { Path, YamlSource } from './yaml-source.js';

const dotted = (path: Path) =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text ? `${text}.${step}` : step),
    '',
  );

const lastStep = (path: string) => path.slice(path.lastIndexOf('.') + 1);

/** Ways out of a wrong key: another kind of its group, the same word in another group, the nearest here. */
function hintFor(root: z.ZodType, source: YamlSource, group: Path, wrong: string): string {
  const kinds = variantsAt(root, group, source.content) ?? [];
  const owner = kinds.find((variant) => Object.hasOwn(variant.shape, wrong));
  if (owner) return `; "${wrong}" goes with kind: ${kindOf(owner)}`;
  const elsewhere = allPaths(root).find((path) => lastStep(path) === wrong);
  const suggestion = elsewhere ?? nearestName(wrong, keysAt(root, group, source.content));
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

/** The error to report: the first in the file. */
export function diagnose(
  root: z.ZodType,
  source: YamlSource,
  issues: readonly z.core.$ZodIssue[],
): ScenarioError {
  const errors = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey(root, source, issue.path as Path, key))
      : [wrongValue(root, source, issue)],
  );
  return errors.reduce((first, error) => (error.line < first.line ? error : first));
}
