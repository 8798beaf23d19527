/** Reading what `driftlora run` left behind: checked as far as the bound's evaluation reads it. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../core/errors.js';
import { parseJson, readLines, readWhole } from '../core/json-input.js';
import {
  ANY_FINITE,
  COUNT,
  type JsonObject,
  NON_NEGATIVE,
  POSITIVE,
  readArray,
  readNumber,
  readObject,
  readString,
} from '../core/read.js';
import type { RoundRecord, RunSummary } from './records.js';
import type { TrajectoryConstants } from './trajectory-constants.js';

export interface FinishedRun {
  readonly directory: string;
  readonly summary: RunSummary;
  /** All rounds of all policies, in the order of the file. */
  readonly records: readonly RoundRecord[];
  /** Of a run with --trajectory-constants. */
  readonly trajectory?: TrajectoryConstants;
}

const FORMAT_VERSION = 1;

function checkConstants(value: unknown, field: string): void {
  const constants = readObject(value, field);
  for (const key of ['smoothness', 'plConstant', 'stepSize', 'contraction']) {
    const range = key === 'contraction' ? NON_NEGATIVE : POSITIVE;
    readNumber(constants[key], `${field}.${key}`, range);
  }
  for (const key of ['heterogeneity', 'gradientNoise', 'initialGap']) {
    readNumber(constants[key], `${field}.${key}`, NON_NEGATIVE);
  }
  if (typeof constants.assumptionsHold !== 'boolean') {
    throw new InputError(`${field}.assumptionsHold`, constants.assumptionsHold, 'true or false');
  }
  readString(constants.method, `${field}.method`);
}

function checkPolicies(value: unknown, field: string): void {
  const names = readArray(value, field).map((item, i) => {
    const policy = readObject(item, `${field}[${i}]`);
    readNumber(policy.gapBound, `${field}[${i}].gapBound`, ANY_FINITE);
    readNumber(policy.heldOutLoss, `${field}[${i}].heldOutLoss`, ANY_FINITE);
    return readString(policy.policy, `${field}[${i}].policy`);
  });
  if (names.length === 0) throw new InputError(field, value, 'at least one policy');
  if (new Set(names).size < names.length) throw new InputError(field, names, 'each policy once');
}

function checkDevices(value: unknown, field: string): void {
  readArray(value, field).forEach((item, i) => {
    const device = readObject(item, `${field}[${i}]`);
    readString(device.id, `${field}[${i}].id`);
    readNumber(device.share, `${field}[${i}].share`, POSITIVE);
    readNumber(device.rows, `${field}[${i}].rows`, POSITIVE);
  });
}

/** @throws InputError naming the field that no summary of ours would have */
function checkedSummary(value: unknown, where: string): RunSummary {
  const at = (key: string) => `${where} ${key}`;
  const summary = readObject(value, where);
  if (summary.formatVersion !== FORMAT_VERSION) {
    throw new InputError(
      at('formatVersion'),
      summary.formatVersion,
      `${FORMAT_VERSION}, as "driftlora run" writes it`,
    );
  }
  const scenario = readObject(summary.scenario, at('scenario'));
  readString(scenario.name, at('scenario.name'));
  readNumber(scenario.seed, at('scenario.seed'), COUNT);
  const learning = readObject(scenario.learning, at('scenario.learning'));
  if (learning.train === false) {
    throw new InputError(
      at('scenario.learning.train'),
      false,
      'true: a bound is held against what was trained',
    );
  }
  readNumber(learning.batchSize, at('scenario.learning.batchSize'), POSITIVE);
  readNumber(summary.completedRounds, at('completedRounds'), POSITIVE);
  checkConstants(summary.constants, at('constants'));
  checkPolicies(summary.policies, at('policies'));
  checkDevices(summary.devices, at('devices'));
  return summary as unknown as RunSummary;
}

function checkedRecord(value: unknown, where: string, policies: readonly string[]): RoundRecord {
  const record: JsonObject = readObject(value, where);
  readNumber(record.round, `${where} round`, COUNT);
  const policy = readString(record.policy, `${where} policy`);
  if (!policies.includes(policy)) {
    throw new InputError(`${where} policy`, policy, `a policy of the run (${policies.join(', ')})`);
  }
  for (const key of record.lost === undefined ? ['scheduled'] : ['scheduled', 'lost']) {
    readArray(record[key], `${where} ${key}`).forEach((id, i) => {
      readString(id, `${where} ${key}[${i}]`);
    });
  }
  if (record.trainingLoss !== null) readNumber(record.trainingLoss, `${where} trainingLoss`, NON_NEGATIVE);
  return record as unknown as RoundRecord;
}

/** Every policy has rounds 0, 1, ..., in order and as many as the summary says. */
function checkComplete(
  { policies, completedRounds }: RunSummary,
  records: readonly RoundRecord[],
  where: string,
) {
  for (const { policy } of policies) {
    const rounds = records.filter((record) => record.policy === policy).map(({ round }) => round);
    if (rounds.length !== completedRounds || rounds.some((round, t) => round !== t)) {
      throw new InputError(
        where,
        `${rounds.length} rounds of ${policy}`,
        `rounds 0 to ${completedRounds - 1} of each policy, in order`,
      );
    }
  }
}

const ESTIMATES = ['curvature', 'gradientRatio', 'heterogeneity', 'gradientNoise', 'plConstant'] as const;

function checkedTrajectory(value: unknown, where: string): TrajectoryConstants {
  const trajectory = readObject(value, where);
  readString(trajectory.policy, `${where} policy`);
  readArray(trajectory.roundsDone, `${where} roundsDone`).forEach((round, i) => {
    readNumber(round, `${where} roundsDone[${i}]`, COUNT);
  });
  for (const key of ESTIMATES) {
    const estimate = readObject(trajectory[key], `${where} ${key}`);
    for (const figure of ['value', 'spread']) {
      readNumber(estimate[figure], `${where} ${key}.${figure}`, NON_NEGATIVE);
    }
    readNumber(estimate.sampleSize, `${where} ${key}.sampleSize`, COUNT);
    readString(estimate.method, `${where} ${key}.method`);
    const range = readArray(estimate.range, `${where} ${key}.range`);
    for (const end of [0, 1]) readNumber(range[end], `${where} ${key}.range[${end}]`, NON_NEGATIVE);
  }
  return trajectory as unknown as TrajectoryConstants;
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/**
 * Reads a run's directory.
 * @throws InputError in one line when it is none, or when a file in it is not as a run writes it
 */
export async function readRunDirectory(directory: string): Promise<FinishedRun> {
  const summaryPath = join(directory, 'summary.json');
  const recordsPath = join(directory, 'rounds.ndjson');
  for (const path of [summaryPath, recordsPath]) {
    if (!(await isFile(path))) {
      throw new InputError(
        'RUN_DIR',
        directory,
        `the --out directory of a finished run (${path} is missing)`,
      );
    }
  }
  const summary = checkedSummary(parseJson(await readWhole(summaryPath), summaryPath), summaryPath);
  const names = summary.policies.map(({ policy }) => policy);
  const records: RoundRecord[] = [];
  for await (const { text, where } of readLines(recordsPath)) {
    records.push(checkedRecord(parseJson(text, where), where, names));
  }
  checkComplete(summary, records, recordsPath);
  const trajectoryPath = join(directory, 'trajectory-constants.json');
  const trajectory = (await isFile(trajectoryPath))
    ? checkedTrajectory(parseJson(await readWhole(trajectoryPath), trajectoryPath), trajectoryPath)
    : undefined;
  return { directory, summary, records, ...(trajectory ? { trajectory } : {}) };
}
