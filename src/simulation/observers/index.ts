/** The questions that the command asks of every run, as far as the scenario wants them answered. */
import type { Scenario } from '../../scenario/scenario.js';
import type { SplitTask } from '../../training/index.js';
import type { DevicePool } from '../pools/device-pool.js';
import { audit } from './audit.js';
import { BALANCED_POLICY, balancedBound } from './balanced-bound.js';
import { clairvoyantBound } from './clairvoyant.js';
import { heldOutScores } from './held-out.js';
import type { RecordFinding, RunFindings, RunObserver } from './observer.js';
import { trajectoryConstants } from './trajectory.js';

export type * from './observer.js';
export { type ProofLines, proofs } from './proofs.js';

export interface Asked {
  readonly scenario: Scenario;
  readonly task: SplitTask;
  readonly pool: DevicePool;
  readonly horizonWorkers: number;
  readonly trajectoryPoints: number | undefined;
  readonly audited: boolean;
  /** The caller's own. */
  readonly more: readonly RunObserver[];
}

export function observersOf(asked: Asked): RunObserver[] {
  const { scenario, task, pool, horizonWorkers, trajectoryPoints, audited, more } = asked;
  const { train, evaluateEvery } = scenario.learning;
  return [
    ...(train ? [heldOutScores(pool, task.heldOut, evaluateEvery)] : []),
    ...(trajectoryPoints ? [trajectoryConstants(scenario.rounds, trajectoryPoints)] : []),
    ...(audited ? [audit(scenario, task, pool)] : []),
    ...(scenario.control.clairvoyantBound ? [clairvoyantBound(horizonWorkers)] : []),
    ...(scenario.control.balanceBound && scenario.policies.includes(BALANCED_POLICY)
      ? [balancedBound(horizonWorkers)]
      : []),
    ...more,
  ];
}

/** What all observers found, as one. */
export function merged(findings: readonly RunFindings[]): RunFindings {
  return Object.assign({}, ...findings);
}

/** What they add to the record of one policy. */
export function findingOf(
  findings: readonly (readonly RecordFinding[] | undefined)[],
  policy: number,
): RecordFinding {
  return Object.assign({}, ...findings.map((of) => of?.[policy]));
}
