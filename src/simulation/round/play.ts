/** One round for every policy: decide, train, account, and let the observers see it before it is written down. */
import { findingOf, type RecordFinding, type RunObserver } from '../observers/index.js';
import type { PolicyProgress, PolicyRun } from '../policy-run.js';
import type { DevicePool } from '../pools/device-pool.js';
import type { PreparedRun, RunSetting } from '../prepared-run.js';
import type { Stopwatch } from '../stopwatch.js';
import { conditionsFor } from '../world/kept-rows.js';
import { accountRound } from './account.js';
import { decideRound } from './decide.js';
import { watchStep } from './step.js';
import { trainRound } from './train.js';
import type { TrainedRound, WatchedRound } from './trained-round.js';

/** What a round is played with. */
export interface Game {
  readonly prepared: PreparedRun;
  /** Where devices train; absent where nothing is trained. */
  readonly pool: DevicePool | undefined;
  readonly observers: readonly RunObserver[];
  readonly watch: Stopwatch;
  /** Whether no other round follows round t. */
  readonly isLast: (round: number) => boolean;
}

/** @returns the runs one round on, each with one record more */
export async function playRound(
  { prepared, pool, observers, watch, isLast }: Game,
  runs: readonly PolicyRun[],
  round: number,
): Promise<PolicyRun[]> {
  const { setting, environment } = prepared;
  const met = runs.map(({ progress }) => conditionsFor(environment, round, progress));
  const decided = runs.map((run, i) =>
    watch.lap(`decide ${run.policy.name}`, run.policy.name, () => decideRound(setting, run, met[i]!)),
  );
  const trained = await Promise.all(
    runs.map(({ progress }, i) => trainRound(pool, setting, progress, decided[i]!, met[i]!)),
  );
  const watched = await Promise.all(
    runs.map(({ progress }, i) => watchRound(setting, progress, trained[i]!, round)),
  );
  const played = runs.map((run, i) => accountRound(setting, run, met[i]!, decided[i]!, watched[i]!));
  const seen = {
    round,
    prepared,
    last: isLast(round),
    policies: played.map(({ facts }, i) => ({
      policy: facts.policy,
      ...{
        decided: decided[i]!.decided,
        trainable: watched[i]!.trained.trainable,
        served: watched[i]!.trained.served,
        facts,
      },
    })),
  };
  const findings: (readonly RecordFinding[] | undefined)[] = [];
  for (const observer of observers) findings.push((await observer.played?.(seen)) ?? undefined);
  return runs.map((run, i) => {
    const { facts, progress } = played[i]!;
    const record = { ...facts, heldOut: null, ...findingOf(findings, i) };
    return { ...run, progress, records: [...run.records, record] };
  });
}

async function watchRound(
  { stepWatch }: RunSetting,
  { step }: PolicyProgress,
  trained: TrainedRound,
  round: number,
): Promise<WatchedRound> {
  return stepWatch ? watchStep(stepWatch, step, trained, round) : { trained, state: step, facts: {} };
}
