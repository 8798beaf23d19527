/** The door for sweep files: from YAML to the plan, every scenario of the grid validated before anything runs. */

import type { PolicyPluginRef } from '../../control/index.js';
import { withDeviceFile } from '../../scenario/device-file.js';
import { isGroup, wholeDevices } from '../../scenario/devices-in-short.js';
import { diagnose } from '../../scenario/diagnose.js';
import type { KnownNames } from '../../scenario/document.js';
import { withPathsFrom } from '../../scenario/file-paths.js';
import {
  namesWith,
  overrideScenario,
  quickScenario,
  ScenarioError,
  scenarioIn,
  withPlugins,
} from '../../scenario/index.js';
import { type Path, readYaml, withContent, type YamlSource } from '../../scenario/yaml-source.js';
import type { Scenario } from '../../simulation/index.js';
import {
  type CellOrigin,
  Fingerprints,
  type GridPoint,
  gridPoints,
  type SweepCell,
  type SweepPlan,
} from '../index.js';
import { baseSource } from './base-scenario.js';
import { sweepSchema } from './document.js';
import { figureOf } from './figure.js';
import { measuredMetrics } from './measured.js';
import { type VariedKey, variedKeys, variedSeeds } from './vary.js';

/** Cells of a sweep, at most: every one is validated before the first runs. */
const MOST_CELLS = 100_000;

export interface ReadOptions {
  readonly known: KnownNames;
  /** Policies beside those of the scenario. */
  readonly plugins?: readonly PolicyPluginRef[];
  /** A small version: short runs, the first seed, the ends of every axis. */
  readonly quick?: boolean;
}

function withValue(content: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  const group = isGroup(content) ? content : {};
  return { ...group, [step]: withValue(group[step], rest, value) };
}

const DEVICES = 'devices';

/** A list of devices that is varied takes the place of the scenario's own, in whichever of the two forms that is. */
function withoutOther(document: unknown, key: string): unknown {
  const isOfList = key === `${DEVICES}.list` || key === `${DEVICES}.file`;
  if (!isOfList || !isGroup(document) || !isGroup(document[DEVICES])) return document;
  const { list: _, file: __, ...others } = document[DEVICES];
  return { ...document, [DEVICES]: others };
}

/** The document of a grid point; what is wrong in it is blamed on the varied value, by its line in the sweep file. */
function pointSource(
  sweep: YamlSource,
  base: YamlSource,
  keys: readonly VariedKey[],
  point: GridPoint,
): YamlSource {
  const content = keys.reduce<unknown>((document, { key, path, values }, a) => {
    const written = values[point[a]!];
    const value = withPathsFrom(sweep.name, path, key === DEVICES ? wholeDevices(written) : written);
    return withValue(withoutOther(document, key), path, value);
  }, base.content);
  const blamed = (path: Path): Path => {
    const a = keys.findIndex((key) => key.path.every((step, i) => path[i] === step));
    return a < 0 ? ['vary'] : ['vary', keys[a]!.key, point[a]!];
  };
  const lineOf = (path: Path) => sweep.lineOf(blamed(path));
  return withContent({ ...sweep, lineOf, lineOfKey: lineOf }, content);
}

/** The first and the last value of a key. */
function endsOf(key: VariedKey): VariedKey {
  const ends = [...new Set([0, key.values.length - 1])];
  const pick = <T>(items: readonly T[]) => ends.map((i) => items[i]!);
  const numbers = key.numbers ? { numbers: pick(key.numbers) } : {};
  return { ...key, values: pick(key.values), labels: pick(key.labels), ...numbers };
}

/** One after another: what each of a hundred thousand cells opens is closed before the next one begins. */
async function cellsOf(
  scenarios: readonly { readonly scenario: Scenario; readonly origin: CellOrigin }[],
  seeds: readonly number[],
  known: KnownNames,
): Promise<SweepCell[]> {
  const fingerprints = new Fingerprints();
  const cells: SweepCell[] = [];
  for (const seed of seeds) {
    for (const [point, { scenario, origin }] of scenarios.entries()) {
      const seeded = overrideScenario(scenario, { seed }, known);
      cells.push({ point, seed, scenario: seeded, fingerprint: await fingerprints.of(seeded), origin });
    }
  }
  return cells;
}

function checkSize(source: YamlSource, cells: number): void {
  if (cells <= MOST_CELLS) return;
  const place = { source: source.name, line: source.lineOfKey(['vary']), field: 'vary', value: cells };
  throw new ScenarioError(place, `the grid has ${cells} cells, accepted are at most ${MOST_CELLS}`);
}

/**
 * @param text YAML of a sweep file
 * @param sourceName its path: a scenario path in it counts from its folder
 * @throws ScenarioError (an InputError): one line with file, line, key, value and what is accepted
 */
export async function readSweep(
  text: string,
  sourceName: string,
  { known: names, plugins = [], quick = false }: ReadOptions,
): Promise<SweepPlan> {
  const source = readYaml(text, sourceName);
  const known = namesWith(names, plugins);
  const base = await withDeviceFile(await baseSource(source, known));
  const scenario = withPlugins(scenarioIn(base, known), plugins);
  const written = variedKeys(source);
  const seeds = variedSeeds(source, scenario.seed).slice(0, quick ? 1 : undefined);
  const schema = sweepSchema(
    scenario.policies,
    written.map(({ key }) => key),
  );
  const result = schema.safeParse(source.content);
  if (!result.success) throw diagnose(schema, source, result.error.issues);

  const keys = quick ? written.map(endsOf) : written;
  checkSize(
    source,
    keys.reduce((cells, { values }) => cells * values.length, seeds.length),
  );
  const points = gridPoints(keys);
  const atPoints: { readonly scenario: Scenario; readonly origin: CellOrigin }[] = [];
  for (const point of points) {
    const place = await withDeviceFile(pointSource(source, base, keys, point));
    const one = withPlugins(scenarioIn(place, known), plugins);
    const origin: CellOrigin = { document: place.content, quick };
    atPoints.push({ scenario: quick ? quickScenario(one) : one, origin });
  }
  const scenarios = atPoints.map((one) => one.scenario);
  const { name, description, metrics, figure } = result.data;
  return {
    name,
    description,
    axes: keys.map(({ key, labels, numbers, unit }) => ({ key, labels, unit, ...(numbers && { numbers }) })),
    seeds,
    policies: scenario.policies,
    points,
    cells: await cellsOf(atPoints, seeds, known),
    metrics: measuredMetrics(source, scenarios, metrics, figure?.y ?? []),
    figures: figure ? [figureOf(figure, source, scenario.policies, written)] : [],
  };
}
