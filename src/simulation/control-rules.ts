/** The rules that every policy of a run plays by, from the scenario. */
import { roundWeights } from '../bounds/index.js';
import { type ControlRules, effectiveRules } from '../control/index.js';
import { scenarioPenalty } from '../problem/round/penalty/penalty.js';
import type { BoundConstants } from '../record/records.js';
import { energyBudgetsJ } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import { radioOf } from '../system/radio.js';
import type { Environment } from './world/environment.js';

export function controlRules(
  scenario: Scenario,
  environment: Environment,
  constants: BoundConstants | undefined,
): ControlRules {
  const { constraints, control, radio, rounds } = scenario;
  const averageEnergyJ = energyBudgetsJ(scenario);
  return effectiveRules({
    horizon: rounds,
    bandwidthHz: radio.bandwidthHz,
    ...radioOf(radio),
    delayKind: constraints.delayKind,
    averageDelayS: constraints.averageDelayS,
    ...(averageEnergyJ === undefined ? {} : { averageEnergyJ }),
    deadlineS: constraints.deadlineS,
    ...(constraints.maxScheduled === undefined ? {} : { maxScheduled: constraints.maxScheduled }),
    penalty: scenarioPenalty(
      control.penalty,
      environment.devices.map((device) => device.share),
    ),
    weights: roundWeights(rounds, control.roundWeights === 'gap' ? (constants?.contraction ?? 1) : 1),
  });
}
