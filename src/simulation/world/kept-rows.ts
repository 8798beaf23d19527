/**
 * Rows whose features the server keeps (`learning.featureCache`): those of every mini-batch that arrived. Nobody owns a row but its
 * device, so one set is enough for all of them.
 */
import type { Observation } from '../../control/index.js';
import type { CachedRows } from '../../training/index.js';
import type { RoundConditions } from './conditions.js';
import type { Environment } from './environment.js';

/** After a round in which these devices were heard; what a device sent that failed half-way is not counted. */
export function keptAfter(
  kept: CachedRows,
  arrived: readonly string[],
  { batches }: Pick<RoundConditions, 'batches'>,
): CachedRows {
  return new Set([...kept, ...arrived.flatMap((id) => batches.get(id)!.flat())]);
}

/** The round as a policy meets it whose uploads were kept. */
export function conditionsFor(
  { rounds, withKept }: Environment,
  round: number,
  { kept }: { readonly kept?: CachedRows },
): RoundConditions {
  return withKept && kept ? withKept(round, kept) : rounds[round]!;
}

/**
 * What each round costs at the least, whoever decides: as every policy sees it, or, where features are kept, with those of every
 * mini-batch that could have been sent before. No policy's round is cheaper in any part.
 */
export function cheapestObservations(environment: Environment): readonly Observation[] {
  let kept: CachedRows = new Set();
  return environment.rounds.map((conditions, round) => {
    const { observation } = conditionsFor(environment, round, { kept });
    kept = keptAfter(kept, [...conditions.batches.keys()], conditions);
    return observation;
  });
}
