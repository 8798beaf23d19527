/**
 * Theorem 2 on a finished run of the real model: the bound round by round beside the measured loss, and in words what
 * it is worth. Its constants are estimates from the start of the run, so this is an estimate and may fail.
 */
import {
  gapSensitivity,
  type Horizon,
  type Interpretation,
  interpretGap,
  type ScheduledRound,
  smoothPlConstants,
} from '../bounds/index.js';
import { InputError } from '../core/errors.js';
import { formatNumber } from '../core/quantities.js';
import { arrivedIn, boundConstantsOf, type RoundRecord, type RunSummary } from '../record/records.js';
import { type RankAgreement, rankAgreement } from './rank-correlation.js';

export interface PolicyAssessment extends Interpretation {
  readonly policy: string;
  /**
   * Training loss before each round, T + 1 values: the mean over the mini-batches that arrived with F* put at 0, so an
   * upper estimate of the gap; NaN after an empty round and after the last.
   */
  readonly measured: readonly number[];
}

function horizonOf(summary: RunSummary): Horizon {
  const found = boundConstantsOf(summary);
  const { smoothness: L, plConstant: mu, heterogeneity: delta2, gradientNoise: sigma2, stepSize } = found;
  return { constants: smoothPlConstants({ L, mu, delta2, sigma2 }), eta: stepSize };
}

/** The run's schedule as the theorems read it, with the mini-batches the run drew. */
export function roundsOf(
  { devices, scenario }: RunSummary,
  records: readonly RoundRecord[],
): ScheduledRound[] {
  const byId = new Map(devices.map((device) => [device.id, device]));
  return records.map((record) => ({
    participants: arrivedIn(record).map((id) => {
      const device = byId.get(id);
      if (!device)
        throw new InputError(`rounds[${record.round}].scheduled`, id, 'the id of a device of the run');
      return { share: device.share, batchSize: Math.min(scenario.learning.batchSize, device.rows) };
    }),
  }));
}

/** Where one more per cent of the data would lower the final bound most, and by how much. */
function sensitivityInWords(rounds: readonly ScheduledRound[], horizon: Horizon): string[] {
  const { participation } = gapSensitivity(rounds, horizon);
  const t = participation.reduce((least, slope, i) => (slope < participation[least]! ? i : least), 0);
  if (!(participation[t]! < 0)) return [];
  return [
    `The final bound is most sensitive to who takes part in round ${t + 1}: one more per cent of the data there would lower it by ` +
      `${formatNumber(-participation[t]! / 100)}, the same in round 1 by ${formatNumber(-participation[0]! / 100)}.`,
  ];
}

/** Caveats that come from how the run was trained rather than from the bound. */
function caveats(summary: RunSummary): string[] {
  const constants = boundConstantsOf(summary);
  const estimate = `L, mu, delta^2 and sigma^2 are estimates (${constants.method}); the bound is one, too.`;
  if (constants.assumptionsHold) return [estimate];
  const { optimiser: used, privacy, localSteps = 1 } = summary.scenario.learning;
  const limit = formatNumber(constants.stepSize);
  if (localSteps > 1) {
    const local =
      `Devices took ${localSteps} local steps a round, and the theorems speak of one: the bound is that of a run with one, ` +
      `at the step size ${limit}, and no guarantee for this one.`;
    return [estimate, local];
  }
  if (
    used.kind === 'sgd' &&
    typeof used.stepSize === 'number' &&
    used.stepSize > constants.stepSize &&
    !privacy
  ) {
    const steps =
      `The run's steps, ${formatNumber(used.stepSize)}, were above 1/L = ${limit}, up to which the theorems hold: the bound speaks of steps of ` +
      `${limit}, not of those that were taken (learning.optimiser.stepSize: auto keeps to L along the run, and learns more slowly).`;
    return [estimate, steps];
  }
  const optimiser =
    'The run was not trained by plain gradient steps of at most 1/L, as the theorems assume: the bound speaks of ' +
    `the step size ${limit}, not of the optimiser that was used.`;
  return [estimate, optimiser];
}

/**
 * One assessment a policy, in the order of the summary.
 * @param records all rounds of all policies, each policy's in order
 */
export function assessRun(summary: RunSummary, records: readonly RoundRecord[]): PolicyAssessment[] {
  const horizon = horizonOf(summary);
  return summary.policies.map(({ policy }) => {
    const own = records.filter((record) => record.policy === policy);
    const measured = [...own.map(({ trainingLoss }) => trainingLoss ?? Number.NaN), Number.NaN];
    const rounds = roundsOf(summary, own);
    const found = interpretGap(boundConstantsOf(summary).initialGap, rounds, horizon, measured);
    return {
      ...found,
      policy,
      measured,
      words: [...found.words, ...sensitivityInWords(rounds, horizon), ...caveats(summary)],
    };
  });
}

/** Does the bound order the policies as the held-out losses do? One run a seed, the same policies in each. */
export function policyOrderAgreement(runs: readonly RunSummary[]): RankAgreement {
  const outcomes = runs.map(({ policies }) => {
    const scored = policies.flatMap(({ gapBound, heldOutLoss }) =>
      heldOutLoss == null || gapBound === null ? [] : [{ gapBound, heldOutLoss }],
    );
    return {
      predicted: scored.map(({ gapBound }) => gapBound),
      measured: scored.map(({ heldOutLoss }) => heldOutLoss),
    };
  });
  return rankAgreement(outcomes);
}

/**
 * Does what a bound predicts order the policies as the held-out losses do?
 * @param runs one a seed, the same policies in each; a prediction a policy, undefined where the bound says nothing of the run
 * @returns undefined where it says nothing of one of them
 */
export function heldOutAgreement(
  runs: readonly { readonly summary: RunSummary; readonly predicted: readonly number[] | undefined }[],
): RankAgreement | undefined {
  const outcomes = runs.flatMap(({ summary, predicted }) =>
    predicted ? [{ predicted, measured: summary.policies.map(({ heldOutLoss }) => heldOutLoss!) }] : [],
  );
  return outcomes.length === runs.length ? rankAgreement(outcomes) : undefined;
}
