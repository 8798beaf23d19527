/** The doors for scenarios: a text, a part of a larger document, a file. */

import { readTextFile } from '../core/text-file.js';
import { withDeviceFile } from './device-file.js';
import { withCountedDevices, withWholeDevices } from './devices-in-short.js';
import { diagnose } from './diagnose.js';
import type { KnownNames } from './document.js';
import { withPathsFrom } from './file-paths.js';
import { type Scenario, scenarioSchema } from './scenario.js';
import { findShipped } from './shipped.js';
import { readYaml, withContent, type YamlSource } from './yaml-source.js';

/**
 * Reads a scenario that is complete in its text: `devices.file` is for `readScenarioFile`.
 * @param text YAML; empty for the default scenario
 * @param sourceName shown in errors; the path of the file, from whose folder the paths in it count
 * @param known names of policies and solvers that may be used
 * @throws ScenarioError (an InputError): a line for each mistake, with source, line, key, value and what is accepted
 */
export function readScenario(text: string, sourceName: string, known: KnownNames): Scenario {
  return scenarioIn(scenarioSource(text, sourceName), known);
}

/** A scenario file before its keys are checked, its paths counted from its folder. */
export function scenarioSource(text: string, sourceName: string): YamlSource {
  const source = withWholeDevices(readYaml(text, sourceName));
  return withContent(source, withPathsFrom(sourceName, [], source.content));
}

/**
 * Reads a scenario file.
 * @param given its path, or the name of one that the package ships; nothing for the default scenario
 * @throws InputError for a file that cannot be read, ScenarioError as `readScenario`
 */
export async function readScenarioFile(given: string | undefined, known: KnownNames): Promise<Scenario> {
  if (given === undefined) return readScenario('', 'defaults', known);
  const path = findShipped(given, 'scenarios', 'scenario');
  const text = await readTextFile(path, { field: 'scenario', what: 'a scenario file' });
  return scenarioIn(await withDeviceFile(scenarioSource(text, path)), known);
}

/**
 * A scenario that stands in a larger document, or was made from one; its paths are those of the caller.
 * @param source its content, and where each part of it was written
 * @throws ScenarioError as `readScenario`
 */
export function scenarioIn(source: YamlSource, known: KnownNames): Scenario {
  const schema = scenarioSchema(known);
  const counted = withCountedDevices(source);
  const result = schema.safeParse(counted.content);
  if (!result.success) throw diagnose(schema, counted, result.error.issues);
  return result.data;
}
