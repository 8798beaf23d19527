/** Where the loss went: the rounds' parts of an audited run, added up, and in words what the theorems said of it. */
import type { TopLevelSpec } from 'vega-lite';
import { formatNumber, listInWords } from '../core/quantities.js';
import type { RunAudit } from '../record/records.js';
import type { Figure } from './figure.js';
import { panels } from './panel-figures.js';

const PARTS = [
  ['progress', 'progress along the gradient', '#009E73'],
  ['participation', 'who was heard', '#D55E00'],
  ['noise', 'mini-batches', '#999999'],
  ['curvature', 'curvature', '#56B4E9'],
] as const;

const PANEL_HEIGHT = 150;

export function auditFigure(audit: RunAudit): Figure {
  const values = audit.policies.flatMap(({ policy, rounds }) => {
    const sums = { progress: 0, participation: 0, noise: 0, curvature: 0 };
    return rounds.flatMap((round) =>
      PARTS.map(([part, title], order) => {
        sums[part] += round[part];
        return { policy, round: round.round + 1, part: title, order, change: sums[part] };
      }),
    );
  });
  return {
    id: 'audit',
    title: 'Where the loss went',
    caption:
      "Since the start, on the audit's rows, in nats: below zero what lowered the loss, above what raised it; their sum is the change of the loss. " +
      'Progress is the step along the gradient, who was heard and mini-batches what turned the step away from it, curvature what a straight line does not say.',
    wide: true,
    spec: panels(
      audit.policies.map(({ policy }) => policy),
      values,
      {
        height: PANEL_HEIGHT,
        mark: { type: 'area' },
        encoding: {
          x: {
            field: 'round',
            type: 'quantitative',
            axis: { title: 'round', tickMinStep: 1, grid: false, format: 'd' },
          },
          y: {
            field: 'change',
            type: 'quantitative',
            stack: 'zero',
            axis: { title: 'change of the loss (nat)' },
          },
          color: {
            field: 'part',
            type: 'nominal',
            scale: { domain: PARTS.map(([, title]) => title), range: PARTS.map(([, , colour]) => colour) },
            legend: { title: null, orient: 'top' },
          },
          order: { field: 'order', type: 'quantitative' },
        },
      },
    ) as TopLevelSpec,
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** One sentence a policy; the first says whether what cannot fail held. */
export function auditSentences({ policies, rowsPerDevice }: RunAudit): string[] {
  const rounds = policies.flatMap((policy) => policy.rounds);
  const failed = rounds.filter(({ errorHeld }) => !errorHeld).length;
  const lemma =
    failed === 0
      ? `Lemma 1 held in all ${rounds.length} audited rounds, as it must (F on at most ${rowsPerDevice} rows of each device).`
      : `Lemma 1 failed in ${failed} of ${rounds.length} audited rounds: please report it, since it cannot.`;
  return [lemma, ...policies.flatMap(policySentence)];
}

function policySentence({ policy, rounds, meanIterate: mean }: RunAudit['policies'][number]): string[] {
  if (rounds.length === 0 || !mean) return [];
  const ratio = sum(rounds.map(({ errorBound }) => errorBound)) / sum(rounds.map(({ error2 }) => error2));
  const allowed = rounds.flatMap(({ change, changeBound }) =>
    changeBound === null ? [] : [{ change, changeBound }],
  );
  const kept = allowed.filter(({ change, changeBound }) => change <= changeBound).length;
  const silent = rounds.length - allowed.length;
  const terms = (['drift', 'imbalance', 'mismatch', 'noise'] as const).map(
    (term) => `${term} ${formatNumber(mean[term])}`,
  );
  return [
    `${policy}: delta^2 psi is ${formatNumber(ratio)} times the squared error of the schedules it bounds; Theorem 1, true on average over mini-batches, allowed the change in ${kept} of ${allowed.length} rounds${silent > 0 ? ` and said nothing of ${silent}, in which eta L > 1` : ''}; T4 allows a mean gradient of ${formatNumber(mean.bound)} (${listInWords(terms)}) where ${formatNumber(mean.measured)} was measured.`,
  ];
}
