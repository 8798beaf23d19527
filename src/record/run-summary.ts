/** What a run found, as a whole: summary.json. No wall-clock figure is in it: the same bytes for the same seed. */
import { z } from 'zod';
import { InputError } from '../core/errors.js';
import type { Scenario } from '../scenario/scenario.js';
import { scoreSchema } from './round-record.js';
import {
  byName,
  count,
  fields,
  finite,
  flag,
  fraction,
  name,
  names,
  nonNegative,
  positive,
  type Recorded,
  text,
} from './schema.js';

/** Of summary.json and rounds.ndjson; raised where an older reader would misunderstand a newer file. */
export const RUN_FORMAT = 1;

/** How constants are known that a scenario gives. */
export const GIVEN_METHOD = 'given in the scenario (learning.constants)';

/** Constants of the bound, measured on the real model at the start of the run (an estimate), or given. */
const constantsSchema = fields({
  smoothness: positive,
  plConstant: positive,
  /** delta^2 */
  heterogeneity: nonNegative,
  /** sigma^2 */
  gradientNoise: nonNegative,
  /** F(theta_0) - F*, with F* >= 0 put at 0. */
  initialGap: nonNegative,
  /** eta of the theorem: the optimiser's step size, capped at 1/L. */
  stepSize: positive,
  /** Whether the optimiser is plain SGD with a step size of at most 1/L, as the theorems assume. */
  assumptionsHold: flag,
  /** rho = 1 - eta mu */
  contraction: nonNegative,
  /** G_kl = <v_k, v_l> in the order of `devices`, unbiased, where the constants were measured; absent above 64 devices. */
  gram: z.array(z.array(finite, { error: 'a list' }), { error: 'a list' }).exactOptional(),
  /** How each was measured, in words for the report. */
  method: name,
});

const policySchema = fields({
  policy: name,
  title: text,
  rounds: count,
  /** Held-out figures of the last model; absent where nothing was trained. A loss that is no number any more is null. */
  accuracy: fraction.exactOptional(),
  heldOutLoss: nonNegative.nullable().exactOptional(),
  /** Null where the constants were left out. */
  gapBound: nonNegative.nullable(),
  /** ||phi_T - phi_0||, how far the training went in the coordinates of the theorems; absent where nothing was trained. */
  drift: nonNegative.exactOptional(),
  /** What clipping and noise promise of any one text's label after its mini-batches; absent without them. */
  privacy: fields({ epsilon: nonNegative, delta: positive, uses: count }).exactOptional(),
  /** (1/T) sum tau_t, against its budget. */
  averageDelayS: nonNegative,
  delayBudgetS: positive,
  overspent: flag,
  /**
   * The sample-path promise of theory 6, for any decisions: the average delay exceeds the average allowance
   * by at most (Y(T) - Y(0))/T. `held` is checked on this run.
   */
  delayPromise: fields({ excessS: finite, allowedS: finite, held: flag }),
  /**
   * The deterministic queue bound on this run: the largest Y(t) against its bound, s, and the largest ratio of an
   * energy queue to its bound (0 without any). Absent for policies that minimise no drift plus penalty.
   */
  queuePromise: fields({
    largestS: nonNegative,
    boundS: nonNegative,
    largestEnergyRatio: nonNegative,
    held: flag,
  }).exactOptional(),
  totalDelayS: nonNegative,
  /** Devices that arrived, on average, and rounds in which none did. */
  devicesPerRound: nonNegative,
  emptyRounds: count,
  totalEnergyJ: nonNegative,
  uplinkBits: nonNegative,
  downlinkBits: nonNegative,
  /** sum_t w_t phi(S_t): the objective of the long-term problem. */
  weightedPenalty: finite,
  /** (weightedPenalty - clairvoyant bound) / |bound|; null without a bound (stopped, or not asked for), and at 0. */
  clairvoyantGap: finite.nullable(),
  /**
   * beta chi_T/T + (1 - beta)(1/T) sum psi, the objective of the long-term balance, and (it - bound)/bound, null at a bound of 0; both absent
   * where the run has no bound on it.
   */
  balanceObjective: nonNegative.exactOptional(),
  balanceGap: finite.nullable().exactOptional(),
  /** Devices that spent more than their energy budget. */
  overspentDevices: count,
  certifiedRounds: count,
  optimalRounds: count,
});

/** A clairvoyant bound: no policy within the budgets does better. */
const boundFields = {
  bound: finite,
  /** The objective of a schedule within all budgets, made with the future known; null where none was found. */
  schedule: finite.nullable(),
  /** (schedule - bound) / |bound|; null without a schedule, and at a bound of 0. */
  scheduleGap: finite.nullable(),
  /** How far better prices could raise the bound, relatively. */
  modelGap: finite,
  /** Rounds solved for it, in horizons. */
  evaluations: nonNegative,
  /** Verdict of the independent checker. */
  certified: flag,
};

/** On sum_t w_t phi(S_t). */
const clairvoyantSchema = fields(boundFields);

/** On the long-term balance (theory 9.10), of runs that ask for it. */
const balanceSchema = fields({
  /** Weight of chi_T/T; 1 - beta that of the mean of psi. */
  beta: fraction,
  ...boundFields,
});

const deviceSchema = fields({
  id: name,
  rows: positive,
  share: positive,
  /** Where it stands; absent where channels were measured. */
  place: fields({ groundDistanceM: nonNegative, lineOfSight: flag, lossDb: finite }).exactOptional(),
  /** Rounds of the run in which it could have been scheduled. */
  presentRounds: count,
  /** Of the uplink over those rounds, Hz; null without any. */
  meanSnrHz: nonNegative.nullable(),
  /** Rounds in which each policy scheduled this device and it arrived. */
  scheduledRounds: byName(count),
});

/** What readers of a run look at in its scenario. */
const seenSchema = fields({
  name,
  seed: count,
  rounds: positive,
  learning: fields({
    batchSize: positive,
    train: flag,
    task: fields({
      model: fields({ kind: name }),
      lora: fields({ rank: positive, alpha: positive }),
      maxTokens: positive,
    }),
  }),
  constraints: fields({ averageDelayS: positive }),
  policies: names,
});

/** Checked as far as it is looked at, and kept as it is: a report shows it key for key. */
const scenarioSchema = z.unknown().transform((value, context) => {
  for (const { path, message } of seenSchema.safeParse(value).error?.issues ?? []) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
  return value as Scenario;
});

export const runSummarySchema = fields({
  formatVersion: z.literal(RUN_FORMAT, { error: `${RUN_FORMAT}, as "driftlora run" writes it` }),
  driftlora: name,
  scenario: scenarioSchema,
  /** Rounds finished by every policy; less than scenario.rounds when the run was stopped. */
  completedRounds: positive,
  stopped: flag,
  model: fields({
    trainable: count,
    classNames: names,
    trainingRows: count,
    heldOutRows: count,
    heterogeneity: nonNegative,
    /** Held-out figures of the initial model; absent where nothing was trained. */
    initial: scoreSchema.exactOptional(),
  }),
  /** Absent where they were left out. */
  constants: constantsSchema.exactOptional(),
  devices: z.array(deviceSchema, { error: 'a list' }),
  /** Absent when the run was stopped, or the scenario does not ask for it. */
  clairvoyant: clairvoyantSchema.exactOptional(),
  /** The same, of runs with `control.balanceBound` and the policy `balanced` alone. */
  balance: balanceSchema.exactOptional(),
  policies: z
    .array(policySchema, { error: 'a list' })
    .min(1, { error: 'at least one policy' })
    .refine((all) => new Set(all.map(({ policy }) => policy)).size === all.length, {
      error: 'each policy once',
    }),
});

export interface BoundConstants extends Recorded<typeof constantsSchema> {}
export interface PolicySummary extends Recorded<typeof policySchema> {}
export interface BalanceSummary extends Recorded<typeof balanceSchema> {}
export interface ClairvoyantSummary extends Recorded<typeof clairvoyantSchema> {}
export interface DeviceSummary extends Recorded<typeof deviceSchema> {}
/** @throws InputError where a run left them out */
export function boundConstantsOf({ constants }: RunSummary): BoundConstants {
  if (constants) return constants;
  throw new InputError('constants', constants, 'a run with the constants of the bound (learning.constants)');
}

export interface RunSummary extends Omit<Recorded<typeof runSummarySchema>, 'scenario'> {
  readonly scenario: Scenario;
}
