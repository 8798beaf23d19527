/** A complete scenario file with a comment above every key, made from the schema. */
import { stringify } from 'yaml';
import { z } from 'zod';
import { documentShape } from './document.js';
import { bare, defaultOf, kindOf, notesOf, variantsOf } from './schema-tree.js';

const COLUMNS = 100;
const STEP = '  ';

function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && indent.length + 3 + line.length + word.length > COLUMNS) {
      lines.push(line);
      line = '';
    }
    line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].map((part) => `${indent}# ${part}`);
}

/** One value on one line, quoted where YAML asks for it. */
const scalar = (value: unknown) => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();

/** What it is, what is accepted, where the default comes from: a line (or more) each. */
function comment(notes: z.GlobalMeta, indent: string): string[] {
  const parts = [notes.about ?? '', `accepted: ${notes.accepts}`, `default: ${notes.source}`];
  return parts.flatMap((part) => wrap(part, indent));
}

function leaf(key: string, schema: z.core.$ZodType, indent: string): string[] {
  const notes = notesOf(schema);
  const value = defaultOf(schema);
  const line =
    value === undefined ? `${indent}# ${key}: ${scalar(notes.example)}` : `${indent}${key}: ${scalar(value)}`;
  return [...comment(notes, indent), line];
}

/** A key of a kind that is not chosen, on a line of its own; a group of keys by its name alone. */
function shownKey(key: string, schema: z.core.$ZodType): string {
  if (bare(schema) instanceof z.ZodObject) return `${key} as above`;
  return `${key}: ${scalar(defaultOf(schema) ?? notesOf(schema).example)}`;
}

/** The other kinds of a group, as comments: what they are, and their keys. */
function otherKind(variant: z.ZodObject, indent: string): string[] {
  const keys = Object.entries(variant.shape).filter(([key]) => key !== 'kind');
  const shown = keys.map(([key, schema]) => shownKey(key, schema));
  const withKeys = shown.length > 0 ? ` Keys: ${shown.join('; ')}.` : '';
  return wrap(`kind: ${kindOf(variant)} - ${notesOf(variant).description}${withKeys}`, indent);
}

function kinds(variants: readonly z.ZodObject[], indent: string): string[] {
  const [chosen, ...others] = variants;
  const { kind: _, ...rest } = chosen!.shape;
  return [
    ...wrap(notesOf(chosen!).description ?? '', indent),
    `${indent}kind: ${kindOf(chosen!)}`,
    ...keysOf(rest, indent),
    ...wrap('Other kinds:', indent),
    ...others.flatMap((other) => otherKind(other, indent)),
  ];
}

function keysOf(shape: z.core.$ZodShape, indent: string): string[] {
  return Object.entries(shape).flatMap(([key, schema]) => {
    const inner = bare(schema);
    const variants = variantsOf(schema);
    if (!variants && !(inner instanceof z.ZodObject)) return leaf(key, schema, indent);
    const deeper = indent + STEP;
    const content = variants ? kinds(variants, deeper) : keysOf((inner as z.ZodObject).shape, deeper);
    return ['', ...wrap(notesOf(schema).description ?? '', indent), `${indent}${key}:`, ...content];
  });
}

/**
 * The default scenario, complete: reading it back gives the same as reading an empty file.
 * @param schema where an editor finds the schema, from the folder the text will stand in
 */
export function printDefaults(schema = 'scenario.schema.json'): string {
  const head = [
    `# yaml-language-server: $schema=${schema}`,
    '# A driftlora scenario with every key at its default. Any key, or group, may be left out.',
    '# Quantities carry their unit; what a unit may be stands with the key.',
    '',
  ];
  return `${[...head, ...keysOf(documentShape().shape, '')].join('\n')}\n`;
}
