/** Scenarios made from scenarios: the command line's options. */
import type { PolicyPluginRef } from '../control/index.js';
import { InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest-name.js';
import type { NamedDevice, SplitTaskSpec } from '../training/index.js';
import type { KnownNames } from './document.js';
import { type Scenario, withSeed } from './scenario.js';
import { notAccepted } from './scenario-error.js';

/** Sizes of a quick run: small enough for 20 s on two cores with the real encoder. */
const QUICK = { rounds: 5, rows: 720, heldOutRows: 96, historyRounds: 16, evaluateEvery: 3 } as const;

/** The same scenario, small: fewer rounds and rows, the same devices, radio and policies. */
export function quickScenario(scenario: Scenario): Scenario {
  const { learning, control } = scenario;
  const { task } = learning;
  const dataset =
    task.dataset.kind === 'file' // a user's rows are few, and all of them are wanted
      ? task.dataset
      : {
          ...task.dataset,
          rows: Math.min(task.dataset.rows, Math.max(QUICK.rows, task.devices)),
          heldOutRows: Math.min(task.dataset.heldOutRows, QUICK.heldOutRows),
        };
  return {
    ...scenario,
    rounds: Math.min(scenario.rounds, QUICK.rounds),
    learning: {
      ...learning,
      task: quickTask(task, dataset),
      evaluateEvery: Math.min(learning.evaluateEvery, QUICK.evaluateEvery),
    },
    control: { ...control, historyRounds: Math.min(control.historyRounds, QUICK.historyRounds) },
  };
}

/** Numbers of rows that devices name shrink with all rows, to at least one. */
function quickTask(task: SplitTaskSpec, dataset: SplitTaskSpec['dataset']): SplitTaskSpec {
  const { namedDevices } = task;
  if (!namedDevices || dataset.kind === 'file' || task.dataset.kind === 'file') return { ...task, dataset };
  const part = dataset.rows / task.dataset.rows;
  const quick: NamedDevice[] = namedDevices.map(({ rows, ...device }) =>
    rows === undefined ? device : { ...device, rows: Math.max(1, Math.floor(rows * part)) },
  );
  const least = quick.reduce((sum, { rows = 0 }) => sum + rows, 0) + quick.filter(({ rows }) => !rows).length;
  return { ...task, dataset: { ...dataset, rows: Math.max(dataset.rows, least) }, namedDevices: quick };
}

export interface Overrides {
  readonly seed?: number;
  readonly rounds?: number;
  readonly policies?: readonly string[];
  /** Folder of measured channels. */
  readonly traces?: string;
}

const isWholeFrom = (least: number, value: number) => Number.isSafeInteger(value) && value >= least;

function checkPolicies(policies: readonly string[], known: readonly string[]): void {
  if (policies.length === 0) throw new InputError('policies', policies, 'at least one policy');
  policies.forEach((policy, index) => {
    if (!known.includes(policy)) {
      const accepted = notAccepted(policy, `one of ${known.join(', ')}`, nearestName(policy, known));
      throw new InputError(`policies[${index}]`, policy, accepted.slice(accepted.indexOf('one of')));
    }
    if (policies.indexOf(policy) < index) {
      throw new InputError(`policies[${index}]`, policy, 'each name once');
    }
  });
}

function withTraces(scenario: Scenario, folder: string): Scenario {
  const { radio } = scenario;
  if (radio.channel.kind !== 'traces') {
    throw new InputError('traces', folder, 'a scenario whose radio.channel is of kind traces');
  }
  return { ...scenario, radio: { ...radio, channel: { ...radio.channel, folder } } };
}

/** The names that a scenario may use where plug-ins were given beside it. @throws InputError for two of one name */
export function namesWith(known: KnownNames, plugins: readonly PolicyPluginRef[]): KnownNames {
  const names = plugins.map(({ policy }) => policy);
  const again = plugins.find(({ policy }, i) => names.indexOf(policy) < i);
  if (again !== undefined)
    throw new InputError('--plugin', again.file, `a policy of another name than ${again.policy}`);
  return plugins.length === 0 ? known : { ...known, policies: [...known.policies, ...names] };
}

/** The scenario with plug-ins beside its policies; those it names itself stay where they are. */
export function withPlugins(scenario: Scenario, plugins: readonly PolicyPluginRef[]): Scenario {
  if (plugins.length === 0) return scenario;
  const { policies } = scenario;
  const more = plugins.map(({ policy }) => policy).filter((name) => !policies.includes(name));
  return { ...scenario, policies: [...policies, ...more], plugins };
}

/**
 * Applies what was given on the command line.
 * @throws InputError naming the field
 */
export function overrideScenario(scenario: Scenario, overrides: Overrides, known: KnownNames): Scenario {
  const { seed, rounds = scenario.rounds, policies = scenario.policies, traces } = overrides;
  if (!isWholeFrom(1, rounds)) throw new InputError('rounds', rounds, 'a whole number of at least 1');
  checkPolicies(policies, known.policies);
  const adjusted = { ...(traces === undefined ? scenario : withTraces(scenario, traces)), rounds, policies };
  if (seed === undefined) return adjusted;
  if (!isWholeFrom(0, seed)) throw new InputError('seed', seed, 'a whole number of at least 0');
  return withSeed(adjusted, seed);
}
