/** The door for scenario files. */

import { diagnose } from './diagnose.js';
import type { KnownNames } from './document.js';
import { type Scenario, scenarioSchema } from './scenario.js';
import { readYaml, type YamlSource } from './yaml-source.js';

/**
 * Reads a scenario.
 * @param text YAML; empty for the default scenario
 * @param sourceName shown in errors, usually the path
 * @param known names of policies and solvers that may be used
 * @throws ScenarioError (an InputError): one line with source, line, key, value and what is accepted
 */
export function readScenario(text: string, sourceName: string, known: KnownNames): Scenario {
  return scenarioIn(readYaml(text, sourceName), known);
}

/**
 * A scenario that stands in a larger document, or was made from one.
 * @param source its content, and where each part of it was written
 * @throws ScenarioError as `readScenario`
 */
export function scenarioIn(source: YamlSource, known: KnownNames): Scenario {
  const schema = scenarioSchema(known);
  const result = schema.safeParse(source.content);
  if (!result.success) throw diagnose(schema, source, result.error.issues);
  return result.data;
}
