/** Refuses a scenario in which no round can be satisfied, before any time is spent on it. */

import { DriftloraError } from '../../core/errors.js';
import type { Scenario } from '../../scenario/scenario.js';
import { fitsInto, leastBandwidthAt } from '../../solvers/tools/fitting.js';
import type { Environment } from './environment.js';

/** No device can take part in any round: infeasible, not invalid. */
export class UnsatisfiableScenarioError extends DriftloraError {
  override readonly name = 'UnsatisfiableScenarioError';
  readonly code = 'infeasible';
}

/** @throws UnsatisfiableScenarioError naming the limit that stands in the way */
export function checkSatisfiable({ constraints, radio }: Scenario, { rounds }: Environment): void {
  const devices = rounds.flatMap((round) => round.observation.devices);
  if (devices.length === 0) {
    throw new UnsatisfiableScenarioError(
      'rounds: no device can be scheduled in any round, since none is there with a channel; accepted is a scenario ' +
        '(radio.channel, devices.availability) in which one is',
    );
  }
  const quickestS = devices.reduce(
    (least, device) => Math.min(least, device.fixedDelayS),
    Number.POSITIVE_INFINITY,
  );
  if (quickestS >= constraints.deadlineS) {
    throw new UnsatisfiableScenarioError(
      `constraints.deadline: got ${constraints.deadlineS} s, but compute and downlink alone take at least ` +
        `${quickestS.toPrecision(4)} s in every round; accepted is more than that`,
    );
  }
  const someFits = devices.some((device) =>
    fitsInto(radio.bandwidthHz, leastBandwidthAt(device, constraints.deadlineS, radio)),
  );
  if (!someFits) {
    throw new UnsatisfiableScenarioError(
      `constraints.deadline: got ${constraints.deadlineS} s, but no device can send its bits in that time in ` +
        `any round, even with all ${radio.bandwidthHz} Hz; accepted is a longer deadline or a wider radio.bandwidth`,
    );
  }
}
