/** The group `scenario` of a sweep file: what is varied, before it is. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { withDeviceFile } from '../../scenario/device-file.js';
import { isGroup, withWholeDevices } from '../../scenario/devices-in-short.js';
import type { KnownNames } from '../../scenario/document.js';
import { withPathsFrom } from '../../scenario/file-paths.js';
import { ScenarioError, scenarioIn } from '../../scenario/index.js';
import { scenarioSource } from '../../scenario/read-scenario.js';
import { notAccepted } from '../../scenario/scenario-error.js';
import { type Path, withContent, type YamlSource } from '../../scenario/yaml-source.js';

const SCENARIO = 'scenario';
/** Key of the scenario group that names a file to start from. */
const FROM = 'from';

/** The scenario in a sweep file as a document of its own; lines stay those of the file, paths count from its folder. */
function partOf(source: YamlSource, at: Path): YamlSource {
  const part = withWholeDevices({
    ...withContent(source, source.valueAt(at) ?? {}),
    lineOf: (path) => source.lineOf([...at, ...path]),
    lineOfKey: (path) => source.lineOfKey([...at, ...path]),
  });
  return withContent(part, withPathsFrom(source.name, [], part.content));
}

async function readScenarioFile(source: YamlSource, at: Path): Promise<YamlSource> {
  const written = source.valueAt(at);
  const path = typeof written === 'string' ? resolve(dirname(source.name), written) : '';
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const accepted = "the path of a scenario file, from the sweep file's folder, or a group of scenario keys";
    throw new ScenarioError(
      { source: source.name, line: source.lineOf(at), field: at.join('.'), value: written },
      notAccepted(written, `${accepted} (${error.code})`),
      accepted,
    );
  });
  return scenarioSource(text, path);
}

/** The scenario that is varied: a file, keys in the sweep file, or both with `from`, where the keys win. */
export async function baseSource(source: YamlSource, known: KnownNames): Promise<YamlSource> {
  const written = source.valueAt([SCENARIO]) ?? {};
  if (!isGroup(written)) return readScenarioFile(source, [SCENARIO]);
  const own = partOf(source, [SCENARIO]);
  if (!Object.hasOwn(written, FROM)) return own;
  const file = await readScenarioFile(source, [SCENARIO, FROM]);
  scenarioIn(await withDeviceFile(file), known); // What is wrong in the file is told with the file's own lines.
  const { [FROM]: _, ...changes } = written;
  return withContent(own, merged(file.content, changes));
}

function merged(base: unknown, changes: unknown): unknown {
  if (!isGroup(base) || !isGroup(changes)) return changes;
  const parts = Object.entries(changes).map(([key, value]) => [key, merged(base[key], value)]);
  return { ...base, ...Object.fromEntries(parts) };
}
