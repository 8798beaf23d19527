/** What the records show, as sentences: computed from the data, never assumed. */
import { isVacuous } from '../bounds/index.js';
import {
  formatNumber,
  formatSeconds,
  formatShare,
  formatUnit,
  listInWords,
  plural,
} from '../core/quantities.js';
import type { PolicySummary, RoundRecord, RunSummary } from '../record/records.js';
import { budgetInWords, formatGap, keepsBudgets } from './comparison.js';

/** By accuracy, or by the objective where nothing was trained. */
function isAhead(a: PolicySummary, b: PolicySummary): boolean {
  if (a.accuracy === undefined || b.accuracy === undefined) return a.weightedPenalty < b.weightedPenalty;
  return a.accuracy > b.accuracy;
}

const figure = ({ accuracy, weightedPenalty }: PolicySummary) =>
  accuracy === undefined ? formatNumber(weightedPenalty) : formatShare(accuracy);

/** The outcome in two or three sentences, for the top of the page. */
export function outcome(summary: RunSummary): string[] {
  const { policies, model, stopped, completedRounds, scenario } = summary;
  const keeping = policies.filter(keepsBudgets);
  const budget = scenario.constraints.averageEnergyJ === undefined ? 'the delay budget' : 'every budget';
  const over = policies.filter((policy) => policy.overspent);
  const trained = scenario.learning.train;
  const rivals = keeping.length > 0 ? keeping : policies;
  const best = rivals.reduce((a, b) => (isAhead(b, a) ? b : a));
  const among =
    keeping.length > 0 ? `Of the policies that kept ${budget}` : `No policy kept ${budget}; of all`;
  const started = model.initial ? ` (the model started at ${formatShare(model.initial.accuracy)})` : '';
  const sentences = [
    `${among}, ${best.policy} ended with ${trained ? 'the highest held-out accuracy' : 'the lowest long-term objective'}, ${figure(best)}${started}, hearing from ${formatNumber(best.devicesPerRound)} devices a round.`,
  ];
  if (over.length > 0 && keeping.length > 0) {
    sentences.push(
      `Not within the budget: ${listInWords(over.map((policy) => `${policy.policy} (${budgetInWords(policy)}, ${trained ? 'accuracy' : 'objective'} ${figure(policy)})`))}.`,
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

/** Pairs of policies that two figures put in the same order, of the pairs that differ in both. */
function agreement(policies: readonly PolicySummary[]): { same: number; pairs: number } {
  let same = 0;
  let pairs = 0;
  policies.forEach((a, i) => {
    for (const b of policies.slice(i + 1)) {
      if (a.heldOutLoss === undefined || b.heldOutLoss === undefined) continue;
      const product = (a.gapBound - b.gapBound) * (a.heldOutLoss - b.heldOutLoss);
      if (!(Math.abs(product) > 0)) continue;
      pairs += 1;
      if (product > 0) same += 1;
    }
  });
  return { same, pairs };
}

/** How far the bound may be trusted on this run. */
export function boundLimitations(summary: RunSummary): string[] {
  const { constants, policies, model } = summary;
  const sentences = [
    `The bound is an estimate: its constants were measured on this model and data, not known (${constants.method.replace(/\.$/, '')}).`,
    constants.assumptionsHold
      ? 'The optimiser is plain gradient descent with a step size within 1/L of the measured L, as the theorem asks; that the loss obeys the Polyak-Lojasiewicz inequality with the measured mu is assumed.'
      : 'The optimiser is outside what the theorem covers (plain gradient descent with a step size of at most 1/L), so the bound is a yardstick for comparing schedules and no guarantee.',
  ];
  const vacuous = policies.filter((policy) => isVacuous(policy.gapBound, constants.initialGap));
  if (vacuous.length > 0) {
    const list = listInWords(vacuous.map((policy) => `${policy.policy} (${formatNumber(policy.gapBound)})`));
    sentences.push(
      `For ${list} the final bound is not below the initial gap of ${formatNumber(constants.initialGap)}: there it is vacuous, it allows a model no better than the initial one. The reason is that its last terms, the price of partial participation and mini-batch noise, outweigh the progress it can prove.`,
    );
  } else {
    sentences.push(
      `For every policy the final bound is below the initial gap of ${formatNumber(constants.initialGap)}, so it says more than nothing.`,
    );
  }
  const chance = Math.log(Math.max(2, model.classNames.length));
  const loose = policies.filter((policy) => policy.gapBound > chance && !vacuous.includes(policy));
  if (loose.length > 0) {
    sentences.push(
      `For ${listInWords(loose.map((policy) => policy.policy))} it is above ${formatNumber(chance)}, the loss of guessing every class alike: true, but of little use as a level.`,
    );
  }
  const { same, pairs } = agreement(policies);
  if (pairs > 0) {
    sentences.push(
      `Its order is what the scheduler uses: it puts ${same} of ${plural(pairs, 'pair')} of policies in the same order as the measured held-out loss. With one seed, small differences of the loss are chance.`,
    );
  }
  return sentences;
}

/** Whose average energy is above its budget, by policy; undefined when energy is not limited. */
export function energyFinding(summary: RunSummary): { holds: boolean; sentence: string } | undefined {
  const budgetJ = summary.scenario.constraints.averageEnergyJ;
  if (budgetJ === undefined) return undefined;
  const of = plural(summary.devices.length, 'device');
  const over = summary.policies.flatMap(({ policy, overspentDevices }) =>
    overspentDevices > 0 ? [`${policy} (${overspentDevices} of ${of})`] : [],
  );
  const budget = `the energy budget of ${formatUnit(budgetJ, 'J')} a round on average`;
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

/** What the best policy could have done with the future known, and how near each came; undefined without a bound. */
export function clairvoyantSentence({
  clairvoyant,
  policies,
}: RunSummary): { holds: boolean; sentence: string } | undefined {
  if (!clairvoyant) return undefined;
  const { bound, schedule, scheduleGap, certified } = clairvoyant;
  const found =
    schedule === null || scheduleGap === null
      ? ''
      : `; a schedule made with the future known reaches ${formatNumber(schedule)}, ${formatShare(scheduleGap)} above`;
  const near = policies.flatMap(({ policy, clairvoyantGap, overspent, overspentDevices }) =>
    clairvoyantGap === null
      ? []
      : [
          `${policy} ${formatGap(clairvoyantGap)}${overspent || overspentDevices > 0 ? ' (over a budget, so not held to it)' : ''}`,
        ],
  );
  return {
    holds: certified,
    sentence: `No policy within the budgets, not even one that knows every channel in advance, gets the long-term objective, the weighted sum of the rounds' penalties, below ${formatNumber(bound)}, by a certificate that was checked${found}. Above that bound: ${listInWords(near)}.`,
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
