/** Paths in a scenario count from the file they are written in, wherever the command was called. */
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { documentShape } from './document.js';
import { bare, notesOf, variantsOf } from './schema-tree.js';

type Schema = z.core.$ZodType;

/** Made once: it takes longer than reading a file by it. */
const SHAPE = documentShape();

/** The key of a group, whichever of its kinds has it. */
function keyOf(schema: Schema, key: string): Schema | undefined {
  const inner = bare(schema);
  const groups = inner instanceof z.ZodObject ? [inner] : (variantsOf(inner) ?? []);
  return groups.find(({ shape }) => Object.hasOwn(shape, key))?.shape[key];
}

const from = (folder: string, path: string) => (isAbsolute(path) ? path : join(folder, path));

/** A value with every path in it counted from a folder. */
function counted(schema: Schema | undefined, value: unknown, folder: string): unknown {
  if (!schema || value === '') return value; // A path that is empty is refused as such.
  if (typeof value === 'string') return notesOf(schema).isPath ? from(folder, value) : value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, counted(keyOf(schema, key), part, folder)]);
  return Object.fromEntries(parts);
}

/**
 * What is written at a path of a scenario, with the paths of files in it counted from the folder of the file it is
 * written in: relative ones stay relative to the working directory, so that a run has the same name on every machine.
 * @param file where it is written; a name without a folder stands for the working directory
 * @param at keys from the scenario's root
 */
export function withPathsFrom(file: string, at: readonly string[], written: unknown): unknown {
  const schema = at.reduce<Schema | undefined>((outer, key) => outer && keyOf(outer, key), SHAPE);
  return counted(schema, written, dirname(file));
}
