/** Policies by name. */
import { InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest-name.js';
import { POLICY_TABLE } from './policies/table.js';
import type { Policy } from './policy.js';
import type { PolicyEntry, PolicyMaterial } from './policy-entry.js';
import { effectiveRules } from './rules.js';

/** Every policy with its facts and options. */
export const policyRegistry: readonly PolicyEntry[] = POLICY_TABLE;

/** Names that a scenario may use. */
export const POLICY_NAMES: readonly string[] = policyRegistry.map(({ name }) => name);

/** @throws InputError for a name nobody has */
function policyNamed(name: string): PolicyEntry {
  const entry = policyRegistry.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const nearest = nearestName(name, POLICY_NAMES);
  const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
  throw new InputError('policy', name, `one of ${POLICY_NAMES.join(', ')}${hint}`);
}

/**
 * A policy by name.
 * @param material the rules, and rounds of the past if there are any ('queue-drift-plus-penalty' and 'static' need some)
 * @param options of the policy; each that is absent has the default of its entry
 * @throws InputError for an unknown name or option, or a value out of range
 */
export function createPolicy(
  name: string,
  material: Pick<PolicyMaterial, 'rules'> & Partial<PolicyMaterial>,
  options: Readonly<Record<string, unknown>> = {},
): Policy {
  return policyNamed(name).make({ history: [], ...material, rules: effectiveRules(material.rules) }, options);
}

/**
 * A policy by name where a file of settings serves several policies at once: it takes those settings that are options
 * of its own, and passes over the rest.
 */
export function createPolicyFrom(
  settings: Readonly<Record<string, unknown>>,
  name: string,
  material: PolicyMaterial,
): Policy {
  const entry = policyNamed(name);
  const own = Object.entries(settings).filter(([key]) => Object.hasOwn(entry.options, key));
  return entry.make(material, Object.fromEntries(own));
}
