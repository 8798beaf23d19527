/** The long-term balance of a run beside its clairvoyant bound, in words (theory 9.10). */
import { formatNumber, formatShare, listInWords } from '../core/quantities.js';
import type { RunSummary } from '../record/records.js';
import { keepsBudgets } from './comparison.js';
import { aboveInWords } from './findings.js';

/** What the best policy could have done of the long-term balance, which `balanced` minimises: who was heard over all rounds, and how much in each. */
export function balanceSentence({
  balance,
  policies,
  scenario,
}: RunSummary): { holds: boolean; sentence: string } | undefined {
  if (!balance) return undefined;
  const { beta, bound, schedule, certified } = balance;
  const near = policies.flatMap((policy) => {
    if (policy.balanceObjective === undefined) return [];
    const over = keepsBudgets(policy) ? '' : ' (over a budget, so not held to it)';
    return [`${policy.policy} ${aboveInWords(policy.balanceObjective, bound)}${over}`];
  });
  const found =
    schedule === null
      ? ''
      : ` A schedule made with the future known reaches ${formatNumber(schedule)}, ${aboveInWords(schedule, bound)}.`;
  const failures =
    scenario.devices.dropOutProbability > 0
      ? ' As the bound above, it counts everybody who is scheduled as heard.'
      : '';
  return {
    holds: certified,
    sentence: `The long-term balance, ${formatShare(beta)} of how far the devices heard over the whole run are from their shares of the data (0: everybody exactly by its share) and ${formatShare(1 - beta)} of what a round that hears few costs on average, is what balanced minimises. No policy within the budgets, not even one that knows every channel in advance, gets it below ${formatNumber(bound)}, by a certificate that was ${certified ? 'checked' : 'refused'}.${found} Of the policies: ${listInWords(near)}.${failures}`,
  };
}
