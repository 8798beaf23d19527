/** Reading what `driftlora run` left behind, by the schemas it was written with. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../core/errors.js';
import { parseJson, readLines, readWhole } from '../core/json-input.js';
import {
  auditSchema,
  type RoundRecord,
  type RunAudit,
  type RunSummary,
  type RunTiming,
  roundRecordSchema,
  runSummarySchema,
  runTimingSchema,
  type TrajectoryConstants,
  trajectorySchema,
} from './records.js';
import { RUN_FILES } from './run-files.js';
import { readAs } from './schema.js';
import { readStudy, type Study } from './study.js';

export interface FinishedRun {
  readonly directory: string;
  readonly summary: RunSummary;
  /** All rounds of all policies, in the order of the file. */
  readonly records: readonly RoundRecord[];
  /** Of a run with --trajectory-constants. */
  readonly trajectory?: TrajectoryConstants;
  /** Of a run with --audit. */
  readonly audit?: RunAudit;
  /** Of a run with --study. */
  readonly study?: Study;
}

function readRecord(value: unknown, where: string, policies: readonly string[]): RoundRecord {
  const record = readAs(roundRecordSchema, value, where);
  if (!policies.includes(record.policy)) {
    throw new InputError(`${where} policy`, record.policy, `a policy of the run (${policies.join(', ')})`);
  }
  return record;
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
  const [summaryPath, recordsPath, trajectoryPath] = [
    RUN_FILES.summary,
    RUN_FILES.rounds,
    RUN_FILES.trajectory,
  ].map((name) => join(directory, name)) as [string, string, string];
  for (const path of [summaryPath, recordsPath]) {
    if (!(await isFile(path))) {
      throw new InputError(
        'RUN_DIR',
        directory,
        `the --out directory of a finished run (${path} is missing)`,
      );
    }
  }
  const read = async (path: string) => parseJson(await readWhole(path), path);
  const summary = readAs(runSummarySchema, await read(summaryPath), summaryPath) as RunSummary;
  const policies = summary.policies.map(({ policy }) => policy);
  const records: RoundRecord[] = [];
  for await (const { text, where } of readLines(recordsPath)) {
    records.push(readRecord(parseJson(text, where), where, policies));
  }
  checkComplete(summary, records, recordsPath);
  const auditPath = join(directory, RUN_FILES.audit);
  const studyPath = join(directory, RUN_FILES.study);
  const [trajectory, audit, study] = await Promise.all([
    (await isFile(trajectoryPath)) ? read(trajectoryPath) : undefined,
    (await isFile(auditPath)) ? read(auditPath) : undefined,
    (await isFile(studyPath)) ? readStudy(studyPath) : undefined,
  ]);
  return {
    ...{ directory, summary, records },
    ...(trajectory === undefined ? {} : { trajectory: readAs(trajectorySchema, trajectory, trajectoryPath) }),
    ...(audit === undefined ? {} : { audit: readAs(auditSchema, audit, auditPath) }),
    ...(study === undefined ? {} : { study }),
  };
}

/**
 * The problems that a run posed and what was answered, a parsed line each; whether they are problems is the reader's to check.
 * @returns undefined where they are not kept
 */
export async function readProofs(
  directory: string,
): Promise<{ readonly problems: readonly unknown[]; readonly solutions: readonly unknown[] } | undefined> {
  const [problems, solutions] = [RUN_FILES.problems, RUN_FILES.solutions].map((name) =>
    join(directory, name),
  ) as [string, string];
  if (!(await isFile(problems))) return undefined;
  return {
    problems: await parsedLines(problems),
    solutions: (await isFile(solutions)) ? await parsedLines(solutions) : [],
  };
}

async function parsedLines(path: string): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const { text, where } of readLines(path)) values.push(parseJson(text, where));
  return values;
}

/**
 * The wall-clock figures of a run, which nothing else of it depends on.
 * @returns undefined where they are not kept
 * @throws InputError when the file is not as a run writes it
 */
export async function readTiming(directory: string): Promise<RunTiming | undefined> {
  const path = join(directory, RUN_FILES.timing);
  if (!(await isFile(path))) return undefined;
  return readAs(runTimingSchema, parseJson(await readWhole(path), path), path);
}
