/** The first part of a round: a policy decides, and what was decided meets what happens. */
import type { ControlDecision } from '../../control/index.js';
import { evaluateDecision, uplinkS } from '../../problem/round/evaluate.js';
import type { PolicyRun } from '../policy-run.js';
import type { RunSetting } from '../prepared-run.js';
import type { RoundConditions } from '../world/conditions.js';
import { type RoundCosts, type RoundOutcome, realise } from '../world/outcome.js';

/** A decided round with what will really happen in it, waiting for its devices to train. */
export interface DecidedRound {
  readonly decided: ControlDecision;
  readonly outcome: RoundOutcome;
  /** Of the devices that arrive. */
  readonly shares: readonly number[];
  /** x_t, of those that arrive. */
  readonly participation: number;
}

export function decideRound(
  { devices }: RunSetting,
  { controller, progress }: PolicyRun,
  { observation, failures }: RoundConditions,
): DecidedRound {
  const decided = controller.decide(progress.state, observation);
  const outcome = realise(decided.decision.scheduled, plannedCosts(decided), failures);
  const shares = outcome.arrived.map((id) => devices.get(id)!.share);
  return { decided, outcome, shares, participation: shares.reduce((sum, share) => sum + share, 0) };
}

/** What the round should cost: delays and energies of the decision, by the formulas of the contract. */
function plannedCosts({ decision, answer }: ControlDecision): RoundCosts {
  if (!answer) return { delayS: 0, energyJ: {}, deviceDelayS: {} };
  const { delayS, energyJ } = evaluateDecision(answer.problem, decision);
  const byId = new Map(answer.problem.devices.map((device) => [device.id, device]));
  const deviceDelayS = Object.fromEntries(
    decision.scheduled.map((id) => {
      const device = byId.get(id)!;
      return [id, device.fixedDelayS + uplinkS(device, decision.bandwidthHz[id]!, answer.problem)];
    }),
  );
  return { delayS, energyJ, deviceDelayS };
}
