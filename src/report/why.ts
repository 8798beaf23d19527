/**
 * What sets the policy that ended best apart from those clearly behind it, as far as a run's records say: whom it heard, and how evenly.
 * Computed, never assumed; where nothing recorded explains the order, that is said.
 */
import { formatNumber, formatShare, listInWords, plural } from '../core/quantities.js';
import type { PolicySummary, RoundRecord, RunSummary } from '../record/records.js';
import { participationOfRun, type RunParticipation } from '../validation/index.js';
import { leaders } from './leaders.js';
import { byPolicy } from './series.js';

/** A difference in the data never heard that is worth a word: of all data. */
const WORTH_HEARING = 0.02;
/** Imbalance is told apart from this difference and factor on; 1 is what never hearing half of all data alone would leave. */
const UNEVEN = { by: 0.1, times: 2 };
/** Devices a round are told apart from this factor on. */
const FEWER = 1.1;

interface Heard extends RunParticipation {
  readonly summary: PolicySummary;
}

/** What a rival did worse, after its name; undefined where nothing recorded of who was heard speaks against it. */
function shortcoming(best: Heard, rival: Heard): string | undefined {
  if (rival.unheardShare - best.unheardShare >= WORTH_HEARING) {
    return `never heard ${plural(rival.neverHeard, 'device')} with ${formatShare(rival.unheardShare)} of the data`;
  }
  if (rival.imbalance > UNEVEN.times * best.imbalance && rival.imbalance - best.imbalance > UNEVEN.by) {
    return `heard devices out of proportion to their data (imbalance ${formatNumber(rival.imbalance)})`;
  }
  if (best.summary.devicesPerRound > FEWER * rival.summary.devicesPerRound) {
    return `heard fewer devices a round (${formatNumber(rival.summary.devicesPerRound)})`;
  }
  return undefined;
}

function merit({ neverHeard, unheardShare, imbalance, summary: { devicesPerRound } }: Heard): string {
  const whom =
    neverHeard === 0
      ? 'heard every device'
      : `left out ${plural(neverHeard, 'device')} with ${formatShare(unheardShare)} of the data`;
  return `${whom}, ${formatNumber(devicesPerRound)} a round, with an imbalance of ${formatNumber(imbalance)} between what was heard over the rounds and the data`;
}

/**
 * One sentence; undefined where nothing was trained, or no policy within the budgets is clearly behind the best.
 * @param records of all policies
 */
export function whySentence(summary: RunSummary, records: readonly RoundRecord[]): string | undefined {
  const { best, tied, rivals } = leaders(summary);
  const behind = rivals.filter((one) => one !== best && !tied.includes(one));
  if (!summary.scenario.learning.train || behind.length === 0) return undefined;
  const own = byPolicy(summary, records);
  const heardBy = (policy: PolicySummary): Heard => ({
    summary: policy,
    ...participationOfRun(summary, own.get(policy.policy)!),
  });
  const first = heardBy(best);
  const found = behind.map((policy) => ({
    policy: policy.policy,
    what: shortcoming(first, heardBy(policy)),
  }));
  const explained = found.flatMap(({ policy, what }) => (what === undefined ? [] : [`${policy} ${what}`]));
  const open = found.flatMap(({ policy, what }) => (what === undefined ? [policy] : []));
  if (explained.length === 0) {
    return `Who was heard does not say why ${best.policy} is ahead: ${listInWords(open)} left out no more of the data, heard it as evenly and as many devices a round.`;
  }
  const rest =
    open.length === 0 ? '' : `; of ${listInWords(open)} nothing recorded of who was heard says why`;
  return `What sets ${best.policy} apart: it ${merit(first)}; ${listInWords(explained)}, and what nobody sends no model learns${rest}.`;
}
