/** The group `vary` of a sweep file: which scenario keys take which values, on which seeds. */
import { stringify } from 'yaml';
import { nearestName } from '../../core/nearest-name.js';
import { isGroup } from '../../scenario/devices-in-short.js';
import { documentShape } from '../../scenario/document.js';
import { notAccepted, ScenarioError } from '../../scenario/scenario-error.js';
import { allPaths } from '../../scenario/schema-tree.js';
import type { Path, YamlSource } from '../../scenario/yaml-source.js';
import { splitQuantity } from '../../system/units.js';
import type { SweepAxis } from '../index.js';

/** A varied key with its values as they will stand in the scenario. */
export interface VariedKey extends SweepAxis {
  readonly path: readonly string[];
  readonly values: readonly unknown[];
}

const SEEDS = 'seeds';
const DEFAULT_SEEDS = 5;
const MOST_SEEDS = 10_000;
/** What a grid point cannot change, and why. */
const NOT_VARIED: Readonly<Record<string, string>> = {
  name: 'it decides nothing',
  description: 'it decides nothing',
  seed: `"${SEEDS}" does, for all grid points alike`,
  policies: 'all are compared at every grid point',
};

const lastStep = (key: string) => key.slice(key.lastIndexOf('.') + 1);

function refuse(source: YamlSource, path: Path, problem: string, accepted = problem): never {
  const [, key, index] = path;
  const field = ['vary', key].filter((step) => step !== undefined).join('.');
  throw new ScenarioError(
    {
      source: source.name,
      line: path.length === 2 ? source.lineOfKey(path) : source.lineOf(path),
      field: index === undefined ? field : `${field}[${index}]`,
      value: source.valueAt(path),
    },
    problem,
    accepted,
  );
}

function checkKey(source: YamlSource, key: string, known: readonly string[]): void {
  const reason = NOT_VARIED[key];
  if (reason) refuse(source, ['vary', key], `cannot be varied: ${reason}`);
  if (known.includes(key)) return;
  const hint = known.find((path) => lastStep(path) === lastStep(key)) ?? nearestName(key, known);
  const accepted = 'accepted are the keys of a scenario by their dotted path, e.g. "radio.bandwidth"';
  const suggestion = hint === undefined ? '' : `; did you mean "${hint}"?`;
  refuse(source, ['vary', key], `unknown key, ${accepted}${suggestion}`, accepted);
}

function valuesOf(source: YamlSource, key: string): readonly unknown[] {
  const path = ['vary', key];
  const values = source.valueAt(path);
  if (!Array.isArray(values) || values.length === 0) {
    return refuse(source, path, notAccepted(values, 'a list of at least one value'));
  }
  const texts = values.map((value) => JSON.stringify(value));
  const again = texts.findIndex((text, i) => texts.indexOf(text) < i);
  if (again >= 0) refuse(source, [...path, again], notAccepted(values[again], 'each value once'));
  return values;
}

/** "10 MHz", "0.1"; of a group "rank 1, alpha 2". */
function labelOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isGroup(value))
    return Object.entries(value)
      .map(([key, part]) => `${key} ${labelOf(part)}`)
      .join(', ');
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

/** Values as numbers of one unit, where they are that. */
function numbersOf(values: readonly unknown[]): Pick<SweepAxis, 'numbers' | 'unit'> {
  if (values.every((value) => typeof value === 'number')) return { numbers: values as number[], unit: '' };
  const quantities = values.map((value) => (typeof value === 'string' ? splitQuantity(value) : undefined));
  const unit = quantities[0]?.unit ?? '';
  const isOneUnit = quantities.every((quantity) => quantity?.unit === unit);
  return isOneUnit ? { numbers: quantities.map((quantity) => quantity!.value), unit } : { unit: '' };
}

/** @throws ScenarioError with the line of what is wrong */
export function variedKeys(source: YamlSource): readonly VariedKey[] {
  const vary = source.valueAt(['vary']) ?? {};
  if (typeof vary !== 'object' || Array.isArray(vary)) {
    refuse(
      source,
      ['vary'],
      notAccepted(vary, 'a group of dotted scenario keys, each with a list of values'),
    );
  }
  const keys = Object.keys(vary).filter((key) => key !== SEEDS);
  const known = allPaths(documentShape());
  for (const key of keys) {
    checkKey(source, key, known);
    const outer = keys.find((other) => key.startsWith(`${other}.`));
    if (outer) refuse(source, ['vary', key], `is a part of "${outer}", which is varied too`);
  }
  return keys.map((key) => {
    const values = valuesOf(source, key);
    return { key, path: key.split('.'), values, labels: values.map(labelOf), ...numbersOf(values) };
  });
}

/**
 * `seeds: 5` counts on from the scenario's own seed; a list is taken as it is.
 * @throws ScenarioError with the line of what is wrong
 */
export function variedSeeds(source: YamlSource, firstSeed: number): readonly number[] {
  const path = ['vary', SEEDS];
  const seeds = source.valueAt(path) ?? DEFAULT_SEEDS;
  const accepted = `a whole number from 1 to ${MOST_SEEDS}, or a list of different seeds`;
  if (Array.isArray(seeds)) {
    const wrong = seeds.findIndex(
      (seed, i) => !Number.isSafeInteger(seed) || seed < 0 || seeds.indexOf(seed) < i,
    );
    if (wrong >= 0) {
      refuse(source, [...path, wrong], notAccepted(seeds[wrong], 'a whole number of at least 0, each once'));
    }
    if (seeds.length > 0) return seeds;
  } else if (Number.isSafeInteger(seeds) && (seeds as number) >= 1 && (seeds as number) <= MOST_SEEDS) {
    return Array.from({ length: seeds as number }, (_, i) => firstSeed + i);
  }
  return refuse(source, path, notAccepted(seeds, accepted));
}
