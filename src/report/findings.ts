/** What the records show, as sentences: computed from the data, never assumed. */
import { aboveBound, isAtBound } from '../core/above-bound.js';
import {
  formatCount,
  formatNumber,
  formatPoints,
  formatSeconds,
  formatShare,
  listInWords,
  plural,
} from '../core/quantities.js';
import type { PolicySummary, RoundRecord, RunSummary } from '../record/records.js';
import { accuracyError, budgetInWords, formatGap, keepsBudgets } from './comparison.js';
import { divergedSentence } from './diverged.js';
import { energyBudgetInWords } from './energy-budget.js';
import { leaders } from './leaders.js';
import { whySentence } from './why.js';

const figure = ({ accuracy, weightedPenalty }: PolicySummary) =>
  accuracy === undefined ? formatNumber(weightedPenalty) : formatShare(accuracy);

/** "57.3 % (standard error 5.0 points over 96 texts; the model started at 10.0 %)". */
function figureWithError(policy: PolicySummary, summary: RunSummary): string {
  const { accuracy } = policy;
  if (accuracy === undefined) return figure(policy);
  const { heldOutRows, initial } = summary.model;
  const started = initial ? `; the model started at ${formatShare(initial.accuracy)}` : '';
  return `${figure(policy)} (standard error ${formatPoints(accuracyError(accuracy, summary))} points over ${formatCount(heldOutRows)} texts${started})`;
}

/** Among whom the best is looked for, in words. */
function fieldInWords({ policies, scenario }: RunSummary): string {
  const kept = policies.filter(keepsBudgets);
  const budget = energyBudgetInWords(scenario) === undefined ? 'the delay budget' : 'every budget';
  const [only] = policies;
  if (policies.length === 1) {
    return kept.length === 1
      ? `${only!.policy} kept ${budget}`
      : `No policy kept ${budget}: ${only!.policy}, the only one, did not`;
  }
  if (kept.length === 0) return `No policy kept ${budget}; of all`;
  if (kept.length === 1) return `Only ${kept[0]!.policy} kept ${budget}`;
  return `Of the ${kept.length} policies that kept ${budget}`;
}

/** The first sentence, which says itself that one seed shows no winner, and who is not told apart. */
function headline(summary: RunSummary): string[] {
  const lead = fieldInWords(summary);
  const { rivals, best, tied } = leaders(summary);
  const { train } = summary.scenario.learning;
  const what = train ? 'held-out accuracy' : 'long-term objective';
  const empty = best.emptyRounds > 0 ? `, from nobody in ${plural(best.emptyRounds, 'round')}` : '';
  const heard = `hearing from ${formatNumber(best.devicesPerRound)} devices a round${empty}`;
  const value = figureWithError(best, summary);
  if (rivals.length === 1) return [`${lead}; its ${what} ended at ${value}, ${heard}.`];
  const first = `${lead}, this one run with one seed names no winner: ${best.policy} ended with the ${train ? 'highest' : 'lowest'} ${what}, ${value}, ${heard}.`;
  const apart =
    tied.length === 0
      ? ''
      : train
        ? `Not told apart from it by these texts: ${listInWords(tied.map((one) => `${one.policy} (${figure(one)})`))}. `
        : `The same has ${listInWords(tied.map(({ policy }) => policy))}. `;
  return [first, `${apart}With other seeds the order may be another.`];
}

/** The outcome in a few sentences, for the top of the page: what this run shows, and no more. */
export function outcome(summary: RunSummary, records: readonly RoundRecord[]): string[] {
  const { policies, stopped, completedRounds, scenario } = summary;
  const late = policies.filter((policy) => policy.overspent);
  const isSomebodyIn = policies.some(keepsBudgets);
  const diverged = divergedSentence(summary);
  const why = whySentence(summary, records);
  const sentences = [...(diverged ? [diverged] : []), ...headline(summary), ...(why ? [why] : [])];
  if (late.length > 0 && isSomebodyIn) {
    const what = scenario.learning.train ? 'accuracy' : 'objective';
    sentences.push(
      `Not within the delay budget: ${listInWords(late.map((policy) => `${policy.policy} (${budgetInWords(policy)}, ${what} ${figure(policy)})`))}.`,
    );
  }
  const energy = energyFinding(summary);
  if (energy && !energy.holds) sentences.push(energy.sentence);
  if (stopped) {
    sentences.push(
      `The run was stopped after ${completedRounds} of ${plural(scenario.rounds, 'round')}; budgets are those of the whole run.`,
    );
  }
  return sentences;
}

/** What stands behind the decisions. */
export interface CertificateFinding {
  readonly holds: boolean;
  readonly sentence: string;
  /** Rounds whose claim was refused, at most a few, and why. */
  readonly refused: readonly string[];
}

const SHOWN_REFUSALS = 5;

export function certificateFinding(records: readonly RoundRecord[]): CertificateFinding {
  const refused = records.filter((record) => !record.certificate.valid);
  const optimal = records.filter((record) => record.status === 'optimal').length;
  const holds = refused.length === 0;
  const checked = `All ${records.length} decisions were re-checked from the problem's own data by a checker that trusts no solver`;
  const verdict = holds ? 'and every claim held' : `and ${plural(refused.length, 'claim')} did not hold`;
  const rest = records.length - optimal;
  const kinds =
    rest === 0
      ? 'each was proven optimal for the problem its policy posed'
      : `${optimal} were proven optimal for the problem their policy posed; the other ${rest} are feasible, with a proven bound on what a better answer could gain`;
  return {
    holds,
    sentence: `${checked}, ${verdict}: ${kinds}.`,
    refused: refused
      .slice(0, SHOWN_REFUSALS)
      .map(
        ({ policy, round, certificate }) =>
          `${policy}, round ${round + 1}: ${certificate.reasons.join('; ')}`,
      ),
  };
}

/** Largest proven gap of a policy's rounds that are not proven optimal; undefined when all are. */
export function largestGap(policy: string, records: readonly RoundRecord[]): number | undefined {
  const gaps = records.flatMap((r) => (r.policy === policy && r.status !== 'optimal' ? [r.gap] : []));
  return gaps.length > 0 ? gaps.reduce((a, b) => Math.max(a, b)) : undefined;
}

/** Whose average energy is above its budget, by policy; undefined when energy is not limited. */
export function energyFinding(summary: RunSummary): { holds: boolean; sentence: string } | undefined {
  const words = energyBudgetInWords(summary.scenario);
  if (words === undefined) return undefined;
  const of = plural(summary.devices.length, 'device');
  const over = summary.policies.flatMap(({ policy, overspentDevices }) =>
    overspentDevices > 0 ? [`${policy} (${overspentDevices} of ${of})`] : [],
  );
  const budget = `the energy budget of ${words} a round on average`;
  if (over.length === 0)
    return { holds: true, sentence: `No device of any policy spent more than ${budget}.` };
  return { holds: false, sentence: `Devices spent more than ${budget} under ${listInWords(over)}.` };
}

/** The deterministic queue bound on this run, of the policies that have one. */
export function queueSentence(
  policies: readonly PolicySummary[],
): { holds: boolean; sentence: string } | undefined {
  const promised = policies.flatMap(({ policy, queuePromise }) =>
    queuePromise ? [{ policy, ...queuePromise }] : [],
  );
  if (promised.length === 0) return undefined;
  const list = promised.map(({ policy, largestS, boundS, largestEnergyRatio }) => {
    const energy =
      largestEnergyRatio > 0 ? `, energy at most ${formatNumber(largestEnergyRatio)} of its bound` : '';
    return `${policy} (delay queue at most ${formatSeconds(largestS)} against ${formatSeconds(boundS)}${energy})`;
  });
  return {
    holds: promised.every(({ held }) => held),
    sentence: `Decisions that minimise drift plus penalty keep every queue below a bound on any sample path: ${listInWords(list)}. The other policies make no such promise.`,
  };
}

/** The best schedule known that keeps every budget: the one made with the future known, or a finished run's. */
export function bestKnown({
  clairvoyant,
  policies,
  stopped,
}: RunSummary): { by: string; objective: number } | undefined {
  const runs = stopped ? [] : policies.filter(keepsBudgets);
  const known = [
    ...(clairvoyant?.schedule == null
      ? []
      : [{ by: 'a schedule made with the future known', objective: clairvoyant.schedule }]),
    ...runs.map(({ policy, weightedPenalty }) => ({ by: `that of ${policy}`, objective: weightedPenalty })),
  ];
  return known.length === 0 ? undefined : known.reduce((a, b) => (b.objective < a.objective ? b : a));
}

/** "8.3 % above it"; at a bound of 0 the difference, which no share of it can express. */
export function aboveInWords(objective: number, bound: number): string {
  const gap = aboveBound(objective, bound);
  if (gap !== null) return `${formatGap(gap)} above it`;
  return isAtBound(objective, bound) ? 'at it' : `${formatNumber(objective - bound)} above it`;
}

/** What the best policy could have done with the future known, and how near each came; undefined without a bound. */
export function clairvoyantSentence(summary: RunSummary): { holds: boolean; sentence: string } | undefined {
  const { clairvoyant, policies, scenario } = summary;
  if (!clairvoyant) return undefined;
  const { bound, certified } = clairvoyant;
  const best = bestKnown(summary);
  const found = best
    ? ` The best schedule known within the budgets is ${best.by}: ${formatNumber(best.objective)}, ${aboveInWords(best.objective, bound)}.`
    : ' No schedule within the budgets is known.';
  const near = policies.map((policy) => {
    const over = keepsBudgets(policy) ? '' : ' (over a budget, so not held to it)';
    return `${policy.policy} ${aboveInWords(policy.weightedPenalty, bound)}${over}`;
  });
  const kept = scenario.learning.featureCache
    ? ' It counts the features of a text as kept by the server from the first round on in which they could have been sent: no policy gets that much.'
    : '';
  const failures =
    scenario.devices.dropOutProbability > 0
      ? ' Bound and schedule know nothing of devices that fail: they count everybody who is scheduled as heard, so with the failures of this run nobody could reach them.'
      : '';
  return {
    holds: certified,
    sentence: `No policy within the budgets, not even one that knows every channel in advance, gets the long-term objective, the weighted sum of the rounds' penalties, below ${formatNumber(bound)}, by a certificate that was ${certified ? 'checked' : 'refused'}.${found} ${aboveBound(bound, bound) === null ? 'At a bound of 0 a percentage means nothing; in its unit' : 'In per cent of that bound'}: ${listInWords(near)}.${kept}${failures}`,
  };
}

/** Theory 6 on this run: the excess over the allowance is at most the growth of the queue. */
export function promiseSentence(policies: readonly PolicySummary[]): { holds: boolean; sentence: string } {
  const broken = policies.filter((policy) => !policy.delayPromise.held);
  const promise =
    "On any sample path the average delay exceeds the average allowance by at most the queue's growth over the number of rounds";
  if (broken.length === 0) return { holds: true, sentence: `${promise}; that held for every policy.` };
  const list = broken.map(
    ({ policy, delayPromise }) =>
      `${policy} (${formatSeconds(delayPromise.excessS)} against ${formatSeconds(delayPromise.allowedS)})`,
  );
  return { holds: false, sentence: `${promise}; that did not hold for ${listInWords(list)}.` };
}
