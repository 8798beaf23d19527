/** Every solver by name. Those with heavy or optional dependencies are loaded when first asked for. */
import { InputError } from '../core/errors.js';
import { nearestName } from '../core/nearest-name.js';
import { bandwidth } from './bandwidth.js';
import { bestChannel, randomSubset, roundRobin } from './baselines/fixed-size.js';
import { equalBandwidth, greedy, penaltyOnly } from './baselines/priced.js';
import { enumeration } from './enumeration.js';
import { exact } from './exact.js';
import { HIGHS_CAPABILITIES, HIGHS_NAME, HIGHS_TITLE, loadHighs } from './piecewise/highs.js';
import { relaxed } from './relaxed.js';

import { type Capabilities, EVERYTHING, type RoundSolver } from './solver.js';

export interface SolverEntry {
  readonly name: string;
  readonly title: string;
  readonly capabilities: Capabilities;
  load(): Promise<RoundSolver>;
}

export const DEFAULT_SOLVER = 'exact';

/** `lp` pulls in javascript-lp-solver: only when asked for. Its entry repeats what the module declares. */
const LP_ENTRY: SolverEntry = {
  name: 'lp',
  title: 'Piecewise-linear model relaxed, by javascript-lp-solver, rounded (at most 200 devices)',
  capabilities: { ...EVERYTHING, maxDevices: 200 },
  load: async () => (await import('./piecewise/lp.js')).lp,
};

const HIGHS_ENTRY: SolverEntry = {
  name: HIGHS_NAME,
  title: HIGHS_TITLE,
  capabilities: HIGHS_CAPABILITIES,
  load: loadHighs,
};

export const solverRegistry: readonly SolverEntry[] = [
  ...[exact, relaxed, bandwidth, enumeration].map(entryOf),
  LP_ENTRY,
  HIGHS_ENTRY,
  ...[greedy, bestChannel, randomSubset, roundRobin, equalBandwidth, penaltyOnly].map(entryOf),
];

function entryOf(solver: RoundSolver): SolverEntry {
  const { name, title, capabilities } = solver;
  return { name, title, capabilities, load: async () => solver };
}

/** Names that solvers had before, and what they are called now. */
const FORMER_NAMES: ReadonlyMap<string, string> = new Map([['myopic', 'penalty-only']]);

/** @throws InputError for a name nobody has */
export async function loadSolver(name: string): Promise<RoundSolver> {
  const entry = solverRegistry.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry.load();
  const names = solverRegistry.map((candidate) => candidate.name);
  const former = FORMER_NAMES.get(name);
  const nearest = nearestName(name, names);
  const advice = former
    ? ` (the solver ${name} is called ${former} now; ${name} is a policy)`
    : nearest
      ? ` (did you mean ${nearest}?)`
      : '';
  throw new InputError('solver', name, `one of ${names.join(', ')}${advice}`);
}
