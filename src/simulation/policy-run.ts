/** One policy on its way through a run: its controller, its model, its bound, and the records so far. */
import { gapBoundStep, smoothPlConstants } from '../bounds/index.js';
import type { ControlDecision, Controller, ControllerState, Policy } from '../control/index.js';
import { evaluateDecision, uplinkS } from '../problem/round/evaluate.js';
import { penaltyValue } from '../problem/round/penalty/penalty.js';
import type { Penalty } from '../problem/round/problem.js';
import { hasPoint } from '../problem/round/solution.js';
import type { BoundConstants, RoundPriceRecord, RoundRecord } from '../record/records.js';
import type { Aggregation, DeviceGradient, Optimiser, OptimiserState } from '../training/index.js';
import type { RoundConditions, SimulatedDevice } from './world/environment.js';
import { type RoundCosts, type RoundOutcome, realise } from './world/outcome.js';

/** What stays the same for every round and policy. */
export interface RunSetting {
  readonly devices: ReadonlyMap<string, SimulatedDevice>;
  readonly constants: BoundConstants;
  readonly optimiser: Optimiser;
  readonly weights: ArrayLike<number>;
  readonly penalty: Penalty;
  /** Whether the energy of devices is limited. */
  readonly limitsEnergy: boolean;
}

/** What a policy carries from round to round. */
export interface PolicyProgress {
  readonly state: ControllerState;
  readonly trainable: Float32Array;
  readonly optimiserState: OptimiserState;
  readonly aggregation: Aggregation;
  readonly gapBound: number;
}

export interface PolicyRun {
  readonly policy: Policy;
  readonly controller: Controller;
  progress: PolicyProgress;
  readonly records: RoundRecord[];
}

/** A decided round with what will really happen in it, waiting for its devices to train. */
export interface PendingRound {
  readonly decided: ControlDecision;
  readonly outcome: RoundOutcome;
  /** Of the devices that arrive. */
  readonly shares: readonly number[];
  /** x_t, of those that arrive. */
  readonly participation: number;
}

export function pendingRound(
  setting: RunSetting,
  decided: ControlDecision,
  { failures }: RoundConditions,
): PendingRound {
  const outcome = realise(decided.decision.scheduled, plannedCosts(decided), failures);
  const shares = outcome.arrived.map((id) => setting.devices.get(id)!.share);
  return { decided, outcome, shares, participation: shares.reduce((sum, share) => sum + share, 0) };
}

/** Theorem 2, one round on. */
function nextGapBound(
  setting: RunSetting,
  bound: number,
  pending: PendingRound,
  conditions: RoundConditions,
): number {
  const { smoothness: L, plConstant: mu, heterogeneity, gradientNoise, stepSize } = setting.constants;
  return gapBoundStep(bound, {
    constants: smoothPlConstants({ L, mu, delta2: heterogeneity, sigma2: gradientNoise }),
    eta: stepSize,
    participants: pending.outcome.arrived.map((id, i) => ({
      share: pending.shares[i]!,
      batchSize: conditions.batches.get(id)!.length,
    })),
  });
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

/** The solver's claim in numbers; an empty decision without a problem costs the penalty of nobody. */
function claim(setting: RunSetting, run: PolicyRun, pending: PendingRound) {
  const { answer } = pending.decided;
  const weight = setting.weights[run.progress.state.round]!;
  if (answer && hasPoint(answer.solution)) {
    const { status, objective, bound, gap, stats } = answer.solution;
    return { status, objective, bound, gap, solver: stats.solver };
  }
  const objective = weight * penaltyValue(setting.penalty, 0, 0);
  return { status: 'optimal' as const, objective, bound: objective, gap: 0, solver: 'none' };
}

const sum = (values: Iterable<number>) => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** The prices that the round's problem charges, per unit of the objective. */
function pricesOf(
  { limitsEnergy }: RunSetting,
  { policy }: PolicyRun,
  { answer }: ControlDecision,
): RoundPriceRecord | undefined {
  if (!answer || !policy.hasPrices) return undefined;
  const { delayPrice, devices } = answer.problem;
  const V = policy.tradeOff ?? 1;
  const perJ = () => Object.fromEntries(devices.map(({ id, energyPrice }) => [id, (energyPrice ?? 0) / V]));
  return { perS: delayPrice / V, ...(limitsEnergy ? { perJ: perJ() } : {}) };
}

/** The model after a round, and the loss it was trained on; without gradients it stays as it is. */
function trained(
  { optimiser }: RunSetting,
  { progress: { trainable, optimiserState, aggregation } }: PolicyRun,
  { outcome, shares, participation }: PendingRound,
  gradients: readonly DeviceGradient[],
) {
  if (gradients.length === 0) return { trainable, optimiserState, aggregation, trainingLoss: null };
  const { gradient, next } = aggregation.step(
    gradients.map((result, i) => ({
      id: outcome.arrived[i]!,
      share: shares[i]!,
      gradient: result.gradient,
    })),
  );
  const stepped = optimiser.step(optimiserState, trainable, gradient);
  return {
    trainable: stepped.trainable,
    optimiserState: stepped.state,
    aggregation: next,
    // Of the devices heard, by their data, however their gradients are put together.
    trainingLoss: sum(gradients.map(({ loss }, i) => (shares[i]! / participation) * loss)),
  };
}

/**
 * Ends a round for one policy: updates model, bound and queues, and appends the record (held-out figures later).
 * @param gradients of the devices that arrived, in their order; none where nothing is trained
 */
export function finishRound(
  setting: RunSetting,
  run: PolicyRun,
  pending: PendingRound,
  conditions: RoundConditions,
  gradients: readonly DeviceGradient[],
): void {
  const { state, gapBound } = run.progress;
  const { scheduled, bandwidthHz } = pending.decided.decision;
  const { arrived, lost, ...costs } = pending.outcome;
  const { trainingLoss, ...model } = trained(setting, run, pending, gradients);
  const prices = pricesOf(setting, run, pending.decided);
  const bound = nextGapBound(setting, gapBound, pending, conditions);
  run.records.push({
    round: state.round,
    policy: run.policy.name,
    scheduled,
    ...(lost.length > 0 ? { lost } : {}),
    bandwidthHz,
    ...costs,
    uplinkBits: sum(arrived.map((id) => conditions.uplinkBits.get(id)!)),
    downlinkBits: sum(arrived.map((id) => conditions.downlinkBits.get(id)!)),
    delayQueueS: state.delayQueueS,
    energyQueueJ: sum(Object.values(state.energyQueueJ)),
    weight: setting.weights[state.round]!,
    participation: pending.participation,
    ...claim(setting, run, pending),
    ...(prices ? { prices } : {}),
    certificate: { valid: pending.decided.verdict.valid, reasons: pending.decided.verdict.reasons },
    gapBound: bound,
    trainingLoss,
    heldOut: null,
  });
  run.progress = {
    state: run.controller.observe(pending.decided.state, costs),
    ...model,
    gapBound: bound,
  };
}
