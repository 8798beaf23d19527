/** Turns finished policy runs into the summary that tables and the report read. */
import { type ControlRules, energyAllowanceJ, longTermBalance } from '../../control/index.js';
import { aboveBound } from '../../core/above-bound.js';
import { exceeds, ROUNDING } from '../../core/rounding.js';
import { VERSION } from '../../core/version.js';
import { penaltyValue } from '../../problem/round/penalty/penalty.js';
import {
  arrivedIn,
  type DeviceSummary,
  type PolicySummary,
  type RoundRecord,
  RUN_FORMAT,
  type RunSummary,
} from '../../record/records.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { PlacedDevice } from '../../system/cell.js';
import { labelEpsilon, PRIVACY_DELTA, type SplitTask } from '../../training/index.js';
import { geometry } from '../constants/probes.js';
import type { RunFindings } from '../observers/observer.js';
import type { PolicyRun } from '../policy-run.js';
import type { PreparedRun } from '../prepared-run.js';
import { queuePromise } from './queue-promise.js';

export interface SummaryMaterial {
  readonly scenario: Scenario;
  readonly task: SplitTask;
  readonly prepared: PreparedRun;
  readonly runs: readonly PolicyRun[];
  readonly completed: number;
  readonly findings: RunFindings;
  /** Whether what comes after the last round was left out. */
  readonly isCut: boolean;
}

function total<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

/** Theory 6, on this sample path: sum of (tau_t - allowance_t) <= Y(T) - Y(0). */
function delayPromise(run: PolicyRun, budgetS: number): PolicySummary['delayPromise'] {
  const { policy, records, progress } = run;
  const rounds = Math.max(records.length, 1);
  const excessS =
    total(records, (record) => record.delayS - (policy.delayAllowanceS?.(record.round) ?? budgetS)) / rounds;
  const allowedS = (progress.state.delayQueueS - (policy.initialDelayQueueS ?? 0)) / rounds;
  return { excessS, allowedS, held: excessS <= allowedS + ROUNDING };
}

function overspentDevices({ progress }: PolicyRun, rules: ControlRules): number {
  return Object.entries(progress.state.spentEnergyJ).filter(([id, joules]) => {
    const allowanceJ = energyAllowanceJ(rules, id);
    return allowanceJ !== undefined && exceeds(joules, rules.horizon * allowanceJ);
  }).length;
}

/** Of a trained model that is still a number. */
function driftOf({ progress }: PolicyRun, { scenario, task }: SummaryMaterial): Pick<PolicySummary, 'drift'> {
  if (!scenario.learning.train) return {};
  const scale = geometry(task.layout, scenario.learning.optimiser);
  const initial = task.initialTrainable(scenario.seed);
  let square = 0;
  initial.forEach((value, i) => {
    if (scale[i]! > 0) square += ((progress.trainable[i]! - value) / scale[i]!) ** 2;
  });
  return Number.isFinite(square) ? { drift: Math.sqrt(square) } : {};
}

/** Of the text that was in most mini-batches; a device that failed may have sent its own before. */
function privacyOf({ records }: PolicyRun, material: SummaryMaterial): Pick<PolicySummary, 'privacy'> {
  const { train, privacy } = material.scenario.learning;
  if (!train || !privacy) return {};
  const uses = new Map<number, number>();
  for (const { round, scheduled } of records) {
    const { batches } = material.prepared.environment.rounds[round]!;
    for (const row of scheduled.flatMap((id) => batches.get(id)!.flat()))
      uses.set(row, (uses.get(row) ?? 0) + 1);
  }
  const most = Math.max(0, ...uses.values());
  return {
    privacy: { epsilon: labelEpsilon(privacy.noiseMultiplier, most), delta: PRIVACY_DELTA, uses: most },
  };
}

/** The objective of the long-term balance, where the run has its bound. */
function balanceOf(
  { records }: PolicyRun,
  { prepared: { rules, environment }, findings: { balance } }: SummaryMaterial,
): Pick<PolicySummary, 'balanceObjective' | 'balanceGap'> {
  if (!balance) return {};
  const { beta, bound } = balance;
  const objective = longTermBalance(
    rules.penalty,
    { beta, devices: environment.devices },
    records.map(arrivedIn),
  );
  return { balanceObjective: objective, balanceGap: aboveBound(objective, bound) };
}

function summarisePolicy(run: PolicyRun, material: SummaryMaterial): PolicySummary {
  const { scenario, prepared, findings } = material;
  const { rules, environment } = prepared;
  const { initial, clairvoyant } = findings;
  const { policy, records, progress } = run;
  const rounds = Math.max(records.length, 1);
  const budgetS = scenario.constraints.averageDelayS;
  const totalDelayS = total(records, (record) => record.delayS);
  const heldOut = records.findLast((record) => record.heldOut !== null)?.heldOut ?? initial;
  const queues = queuePromise(run, rules, environment.devices.length);
  const phi = (record: RoundRecord) =>
    penaltyValue(rules.penalty, record.participation, arrivedIn(record).length);
  const weightedPenalty = total(records, (record) => record.weight * phi(record));
  return {
    policy: policy.name,
    title: policy.title,
    rounds: records.length,
    ...(heldOut ? { accuracy: heldOut.accuracy, heldOutLoss: heldOut.loss } : {}),
    gapBound: progress.gapBound,
    ...driftOf(run, material),
    ...privacyOf(run, material),
    averageDelayS: totalDelayS / rounds,
    delayBudgetS: budgetS,
    overspent: exceeds(totalDelayS, scenario.rounds * budgetS),
    delayPromise: delayPromise(run, budgetS),
    ...(queues && records.length > 0 ? { queuePromise: queues } : {}),
    totalDelayS,
    devicesPerRound: total(records, (record) => arrivedIn(record).length) / rounds,
    emptyRounds: records.filter((record) => arrivedIn(record).length === 0).length,
    totalEnergyJ: total(records, (record) => total(Object.values(record.energyJ), (joules) => joules)),
    uplinkBits: total(records, (record) => record.uplinkBits),
    downlinkBits: total(records, (record) => record.downlinkBits),
    weightedPenalty,
    clairvoyantGap: clairvoyant ? aboveBound(weightedPenalty, clairvoyant.bound) : null,
    ...balanceOf(run, material),
    overspentDevices: overspentDevices(run, rules),
    certifiedRounds: records.filter((record) => record.certificate.valid).length,
    optimalRounds: records.filter((record) => record.status === 'optimal').length,
  };
}

function summariseDevices({ prepared: { environment }, runs }: SummaryMaterial): DeviceSummary[] {
  const snrHz = new Map<string, number[]>(environment.devices.map(({ id }) => [id, []]));
  for (const { observation } of environment.rounds) {
    for (const device of observation.devices) snrHz.get(device.id)!.push(device.snrHz);
  }
  return environment.devices.map(({ id, rows, share, place }) => {
    const present = snrHz.get(id)!;
    return {
      id,
      rows: rows.length,
      share,
      ...(place ? { place: placeSummary(place) } : {}),
      presentRounds: present.length,
      meanSnrHz: present.length > 0 ? total(present, (hz) => hz) / present.length : null,
      scheduledRounds: Object.fromEntries(
        runs.map(({ policy, records }) => [
          policy.name,
          records.filter((record) => arrivedIn(record).includes(id)).length,
        ]),
      ),
    };
  });
}

function placeSummary({ groundDistanceM, lineOfSight, lossDb }: PlacedDevice) {
  return { groundDistanceM, lineOfSight, lossDb };
}

export function summarise(material: SummaryMaterial): RunSummary {
  const { scenario, task, prepared, runs, completed, findings, isCut } = material;
  const { initial, clairvoyant, balance } = findings;
  return {
    formatVersion: RUN_FORMAT,
    driftlora: VERSION,
    scenario,
    completedRounds: completed,
    stopped: completed < scenario.rounds || isCut,
    model: {
      trainable: task.layout.size,
      classNames: task.classNames,
      trainingRows: total(task.devices, (device) => device.rows.length),
      heldOutRows: task.heldOut.length,
      heterogeneity: task.heterogeneity.meanTotalVariation,
      ...(initial ? { initial } : {}),
    },
    ...(prepared.setting.constants ? { constants: prepared.setting.constants } : {}),
    devices: summariseDevices(material),
    ...(clairvoyant ? { clairvoyant } : {}),
    ...(balance ? { balance } : {}),
    policies: runs.map((run) => summarisePolicy(run, material)),
  };
}
