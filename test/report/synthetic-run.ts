/** A made-up run: enough of everything for the report, no simulation behind it. */

import { randomStream } from '../../src/core/random.js';
import type { DeviceSummary, PolicySummary, RoundRecord, RunSummary } from '../../src/record/records.js';
import { overrideScenario, readScenario } from '../../src/scenario/index.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { KNOWN } from '../scenario/known.js';

export interface SyntheticOptions {
  readonly rounds?: number;
  readonly devices?: number;
  readonly policies?: readonly string[];
  readonly name?: string;
  /** Devices without a place, the first of them never there. */
  readonly measured?: boolean;
  /** Nothing trained and scored. */
  readonly untrained?: boolean;
  /** Prices of the first policy, with those of energy. */
  readonly priced?: boolean;
  /** E_bar of every device; each device of a round spends 0.05 J. Absent: energy is not limited. */
  readonly averageEnergyJ?: number;
  /** Factor on the bound. */
  readonly boundScale?: number;
}

function syntheticDevices(count: number, options: SyntheticOptions): DeviceSummary[] {
  return Array.from({ length: count }, (_, k) => ({
    id: `d${k}`,
    rows: 180,
    share: 1 / count,
    ...(options.measured
      ? {}
      : { place: { groundDistanceM: 35 + ((k * 97) % 215), lineOfSight: k % 3 === 0, lossDb: 90 + k } }),
    presentRounds: options.measured ? k : (options.rounds ?? 24),
    meanSnrHz: options.measured && k === 0 ? null : 1e8 / (k + 1),
    scheduledRounds: {},
  }));
}

function syntheticRecord(
  policy: string,
  rank: number,
  round: number,
  devices: readonly DeviceSummary[],
  options: SyntheticOptions,
): RoundRecord {
  const random = randomStream(5, policy, round);
  const scheduled = devices.filter(() => random.uniform() < 0.2 + 0.1 * rank).map(({ id }) => id);
  const each = <T>(value: (id: string) => T) => Object.fromEntries(scheduled.map((id) => [id, value(id)]));
  const delayS = scheduled.length === 0 ? 0 : 0.3 + 0.03 * rank + 0.3 * random.uniform();
  const progress = 1 - Math.exp(-(round + 1) * 0.03 * (rank + 1));
  return {
    round,
    policy,
    scheduled,
    bandwidthHz: each(() => 2e6 / scheduled.length),
    deviceDelayS: each(() => delayS),
    delayS,
    energyJ: each(() => 0.05),
    uplinkBits: 1.3e6 * scheduled.length,
    downlinkBits: 0.7e6 * scheduled.length,
    messageBits: {
      features: 1.2e6 * scheduled.length,
      outputGradients: 0.1e6 * scheduled.length,
      outputs: 0.7e6 * scheduled.length,
    },
    delayQueueS: Math.max(0, Math.sin(round / 5) + 1) * (1 + rank),
    energyQueueJ: 0,
    weight: 1,
    participation: scheduled.length / devices.length,
    objective: 1,
    bound: rank === 0 ? 1 : 0.98,
    gap: rank === 0 ? 0 : 0.02,
    status: rank === 0 ? 'optimal' : 'feasible',
    solver: 'exact',
    certificate: { valid: true, reasons: [] },
    gapBound: (options.boundScale ?? 1) * (2.4 - progress + 0.1 * rank),
    ...(options.priced && rank === 0
      ? {
          prices: {
            perS: 2 + Math.sin(round),
            perJ: Object.fromEntries(devices.map(({ id }, k) => [id, k])),
          },
        }
      : {}),
    trainingLoss: scheduled.length > 0 && !options.untrained ? 2.4 - 1.4 * progress : null,
    heldOut:
      round % 4 === 3 && !options.untrained
        ? { loss: 2.48 - 1.5 * progress, accuracy: 0.1 + 0.6 * progress }
        : null,
  };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

function summarise(
  policy: string,
  records: readonly RoundRecord[],
  { averageDelayS: budgetS, averageEnergyJ = Number.POSITIVE_INFINITY }: Scenario['constraints'],
  untrained: boolean,
): PolicySummary {
  const last = records.at(-1)!;
  const spentJ = new Map<string, number>();
  for (const [id, joules] of records.flatMap(({ energyJ }) => Object.entries(energyJ))) {
    spentJ.set(id, (spentJ.get(id) ?? 0) + joules);
  }
  const totalDelayS = sum(records.map((record) => record.delayS));
  const heldOut = records.findLast((record) => record.heldOut !== null)?.heldOut;
  return {
    policy,
    title: `The policy named ${policy}`,
    rounds: records.length,
    ...(untrained ? {} : { accuracy: heldOut?.accuracy ?? 0.1, heldOutLoss: heldOut?.loss ?? 2.48 }),
    gapBound: last.gapBound,
    averageDelayS: totalDelayS / records.length,
    delayBudgetS: budgetS,
    overspent: totalDelayS > budgetS * records.length,
    delayPromise: { excessS: 0.01, allowedS: 0.02, held: true },
    totalDelayS,
    devicesPerRound: sum(records.map((record) => record.scheduled.length)) / records.length,
    emptyRounds: records.filter((record) => record.scheduled.length === 0).length,
    totalEnergyJ: sum(records.flatMap((record) => Object.values(record.energyJ))),
    uplinkBits: sum(records.map((record) => record.uplinkBits)),
    downlinkBits: sum(records.map((record) => record.downlinkBits)),
    weightedPenalty: 3,
    clairvoyantGap: 0.02,
    overspentDevices: [...spentJ.values()].filter((joules) => joules > averageEnergyJ * records.length)
      .length,
    certifiedRounds: records.filter((record) => record.certificate.valid).length,
    optimalRounds: records.filter((record) => record.status === 'optimal').length,
  };
}

export interface SyntheticRun {
  readonly summary: RunSummary;
  readonly records: readonly RoundRecord[];
}

export function syntheticRun(options: SyntheticOptions = {}): SyntheticRun {
  const {
    rounds = 24,
    devices: count = 20,
    policies = ['drift-plus-penalty', 'myopic', 'random', 'best-channel', 'full-equal'],
  } = options;
  const defaults = readScenario('constraints: { averageDelay: 0.5 s }', 'defaults', KNOWN);
  const untrained = options.untrained ?? false;
  const learning = { ...defaults.learning, train: !untrained };
  const { averageEnergyJ } = options;
  const constraints = {
    ...defaults.constraints,
    ...(averageEnergyJ === undefined ? {} : { averageEnergyJ }),
  };
  const named = { ...defaults, learning, constraints, name: options.name ?? 'A made-up run' };
  const scenario = overrideScenario(named, { rounds, policies }, KNOWN);
  const bare = syntheticDevices(count, options);
  const records = policies.flatMap((policy, rank) =>
    Array.from({ length: rounds }, (_, t) => syntheticRecord(policy, rank, t, bare, options)),
  );
  const of = (policy: string) => records.filter((record) => record.policy === policy);
  const timesScheduled = (id: string, policy: string) =>
    of(policy).filter((record) => record.scheduled.includes(id)).length;
  const summary: RunSummary = {
    formatVersion: 1,
    driftlora: '0.0.0-test',
    scenario,
    completedRounds: rounds,
    stopped: false,
    model: {
      trainable: 123_456,
      classNames: Array.from({ length: 12 }, (_, i) => `class ${i}`),
      trainingRows: 3600,
      heldOutRows: 360,
      heterogeneity: 0.41,
      ...(untrained ? {} : { initial: { loss: 2.48, accuracy: 0.1 } }),
    },
    constants: {
      smoothness: 3.1,
      plConstant: 0.04,
      heterogeneity: 0.5,
      gradientNoise: 1.7,
      initialGap: 2.48,
      stepSize: 0.3,
      assumptionsHold: true,
      contraction: 0.988,
      method: 'L by power iteration; the others from per-device gradients.',
    },
    devices: bare.map((device) => ({
      ...device,
      scheduledRounds: Object.fromEntries(policies.map((p) => [p, timesScheduled(device.id, p)])),
    })),
    policies: policies.map((policy) => summarise(policy, of(policy), scenario.constraints, untrained)),
  };
  return { summary, records };
}
