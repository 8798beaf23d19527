/** The last part of a round: bound and queues move on, and what happened becomes a record. */
import { gapBoundStep, smoothPlConstants } from '../../bounds/index.js';
import { numberOrNull, type RoundRecord } from '../../record/records.js';
import type { PolicyProgress, PolicyRun } from '../policy-run.js';
import type { RunSetting } from '../prepared-run.js';
import type { RoundConditions } from '../world/conditions.js';
import { keptAfter } from '../world/kept-rows.js';
import { claimOf, pricesOf } from './claim.js';
import type { DecidedRound } from './decide.js';
import type { WatchedRound } from './trained-round.js';

/** One policy's round, played: everything of its record but what observers find out. */
export interface PlayedRound {
  readonly progress: PolicyProgress;
  readonly facts: Omit<RoundRecord, 'heldOut'>;
}

export function accountRound(
  setting: RunSetting,
  { policy, controller, progress }: PolicyRun,
  conditions: RoundConditions,
  round: DecidedRound,
  { trained: { trainingLoss, losses = {}, ...model }, state: step, facts }: WatchedRound,
): PlayedRound {
  const { decided, outcome, participation } = round;
  const { scheduled, bandwidthHz } = decided.decision;
  const { arrived, lost, ...costs } = outcome;
  const { state } = progress;
  const weight = setting.weights[state.round]!;
  const prices = pricesOf(decided, policy, setting.limitsEnergy);
  const gapBound = nextGapBound(setting, progress.gapBound, round, conditions);
  return {
    progress: {
      state: controller.observe(decided.state, { ...costs, heard: arrived, loss: losses }),
      ...model,
      step,
      gapBound,
      ...(progress.kept ? { kept: keptAfter(progress.kept, arrived, conditions) } : {}),
    },
    facts: {
      round: state.round,
      policy: policy.name,
      scheduled,
      ...(lost.length > 0 ? { lost } : {}),
      bandwidthHz,
      ...costs,
      uplinkBits: sum(arrived.map((id) => conditions.uplinkBits.get(id)!)),
      downlinkBits: sum(arrived.map((id) => conditions.downlinkBits.get(id)!)),
      messageBits: bitsByMessage(arrived, conditions),
      delayQueueS: state.delayQueueS,
      energyQueueJ: sum(Object.values(state.energyQueueJ)),
      weight,
      participation,
      ...claimOf(decided, setting.penalty, weight),
      ...(prices ? { prices } : {}),
      certificate: { valid: decided.verdict.valid, reasons: decided.verdict.reasons },
      gapBound,
      trainingLoss: trainingLoss === null ? null : numberOrNull(trainingLoss),
      ...facts,
    },
  };
}

/** Theorem 2, one round on. */
function nextGapBound(
  { constants }: RunSetting,
  bound: number | null,
  { outcome, shares }: DecidedRound,
  { batches }: RoundConditions,
): number | null {
  if (constants === undefined || bound === null) return null;
  const { smoothness: L, plConstant: mu, heterogeneity, gradientNoise, stepSize } = constants;
  return gapBoundStep(bound, {
    constants: smoothPlConstants({ L, mu, delta2: heterogeneity, sigma2: gradientNoise }),
    eta: stepSize,
    participants: outcome.arrived.map((id, i) => ({
      share: shares[i]!,
      batchSize: batches.get(id)![0]!.length,
    })),
  });
}

/** Bits of those who arrived, by message. */
function bitsByMessage(arrived: readonly string[], { messages }: RoundConditions): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const { name, bits } of arrived.flatMap((id) => messages.get(id)!)) {
    totals[name] = (totals[name] ?? 0) + bits;
  }
  return totals;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
