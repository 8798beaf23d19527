/** A task's errors name the keys of its own description; a user of a scenario wrote others. */
import { InputError } from '../core/errors.js';

/** Keys of SplitTaskSpec, and what a scenario calls them. */
const SCENARIO_KEYS: Readonly<Record<string, string>> = {
  model: 'learning.model',
  dataset: 'learning.data',
  partition: 'learning.partition',
  devices: 'learning.devices',
  namedDevices: 'devices.list',
  maxTokens: 'learning.maxTokens',
  lora: 'learning.lora',
};

/**
 * What a task was to be made for a scenario.
 * @throws InputError with the scenario's keys in place of the task's
 */
export async function inScenarioKeys<T>(making: Promise<T>): Promise<T> {
  return making.catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    const [, key, rest] = /^(\w+)(.*)$/s.exec(error.field) ?? [];
    const known = key !== undefined && Object.hasOwn(SCENARIO_KEYS, key);
    throw known ? new InputError(`${SCENARIO_KEYS[key]}${rest}`, error.value, error.accepted) : error;
  });
}
