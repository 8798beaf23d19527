/** Whom a finished run heard, and how evenly: what tells apart policies that hear equally many devices (theory 9). */
import { arrivedIn, type RoundRecord, type RunSummary } from '../record/records.js';

/** pi_k of all devices, in the order of the summary; they sum to 1. */
export function sharesOf({ devices }: RunSummary): number[] {
  const total = devices.reduce((sum, { share }) => sum + share, 0);
  return devices.map(({ share }) => share / total);
}

/** a_k = pi_k/x of whoever arrived in a round, 0 of the others, in the order of the summary. */
export function weightsOf({ devices }: RunSummary, shares: readonly number[], record: RoundRecord): number[] {
  const heard = new Set(arrivedIn(record));
  const participation = devices.reduce((sum, { id }, k) => sum + (heard.has(id) ? shares[k]! : 0), 0);
  return devices.map(({ id }, k) => (heard.has(id) ? shares[k]! / participation : 0));
}

export interface RunParticipation {
  /** Devices that arrived in no round. */
  readonly neverHeard: number;
  /** Their part of all data, 0..1. */
  readonly unheardShare: number;
  /** sum_k (abar_k - pi_k)^2/pi_k, abar the mean of a over the rounds with somebody: 0 where data was heard in proportion; NaN without such a round. */
  readonly imbalance: number;
}

/** @param records of one policy */
export function participationOfRun(summary: RunSummary, records: readonly RoundRecord[]): RunParticipation {
  const shares = sharesOf(summary);
  const rounds = records.filter((record) => arrivedIn(record).length > 0);
  const totals = shares.map(() => 0);
  for (const record of rounds) {
    for (const [k, weight] of weightsOf(summary, shares, record).entries()) totals[k]! += weight;
  }
  const unheard = shares.filter((_, k) => totals[k] === 0);
  return {
    neverHeard: unheard.length,
    unheardShare: unheard.reduce((sum, share) => sum + share, 0),
    imbalance: shares.reduce((sum, share, k) => sum + (totals[k]! / rounds.length - share) ** 2 / share, 0),
  };
}
