/** Every solver by name. Those with heavy or optional dependencies are loaded when first asked for. */
import { InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest-name.js';
import { bandwidth } from './bandwidth.js';
import { enumeration } from './enumeration.js';
import { exact } from './exact.js';

import type { Capabilities, RoundSolver } from './solver.js';

export interface SolverEntry {
  readonly name: string;
  readonly title: string;
  readonly capabilities: Capabilities;
  load(): Promise<RoundSolver>;
}

export const DEFAULT_SOLVER = 'exact';

export const solverRegistry: readonly SolverEntry[] = [exact, bandwidth, enumeration].map(entryOf);

function entryOf(solver: RoundSolver): SolverEntry {
  const { name, title, capabilities } = solver;
  return { name, title, capabilities, load: async () => solver };
}

/** @throws InputError for a name nobody has */
export async function loadSolver(name: string): Promise<RoundSolver> {
  const entry = solverRegistry.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry.load();
  const names = solverRegistry.map((candidate) => candidate.name);
  const nearest = nearestName(name, names);
  throw new InputError(
    'solver',
    name,
    `one of ${names.join(', ')}${nearest ? ` (did you mean ${nearest}?)` : ''}`,
  );
}
