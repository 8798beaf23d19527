/** The names that a scenario may use for policies and solvers, for every door that reads one. */
import { POLICY_NAMES } from '../control/index.js';
import { solverRegistry } from '../solvers/index.js';
import type { KnownNames } from './document.js';

export const KNOWN_NAMES: KnownNames = {
  policies: POLICY_NAMES,
  solvers: solverRegistry.map(({ name }) => name),
};
