/** The bound's page: what the theorem says of a finished run, where it says nothing, and how it was validated. */
import { isVacuous } from '../bounds/index.js';
import { formatAligned, formatNumber, listInWords, plural } from '../core/quantities.js';
import {
  boundConstantsOf,
  type RoundRecord,
  type RunSummary,
  type TrajectoryConstants,
} from '../record/records.js';
import {
  type DebtGapAssessment,
  LEAST_SEEDS,
  type MeanIterateAssessment,
  type PolicyAssessment,
  type RankAgreement,
  type ValidationFigures,
} from '../validation/index.js';
import { boundFigure, kernelFigure, partsFigure, ranksFigure } from './bound-figures.js';
import { runFormulas } from './bound-formulas.js';
import { debtGapSentence, debtGapTable, meanIterateSentence, meanIterateTable } from './debt-bounds.js';
import type { Figure } from './figure.js';
import { pageHead } from './head.js';
import { type Html, html } from './html.js';
import { constantsTable, figureHtml } from './page.js';
import { renderSvg } from './svg.js';

/** A run and what the bound says of each of its policies. */
export interface AssessedRun {
  readonly summary: RunSummary;
  /** All rounds of all policies, each policy's in order. */
  readonly records: readonly RoundRecord[];
  readonly assessments: readonly PolicyAssessment[];
  /** T4, first of all bounds, since it is the one made to rank; undefined where it says nothing of the run. */
  readonly meanIterate?: readonly MeanIterateAssessment[] | undefined;
  /** T2, for the last iterate; undefined where it says nothing of the run. */
  readonly debtGap?: readonly DebtGapAssessment[] | undefined;
  readonly trajectory?: TrajectoryConstants;
}

export interface BoundMaterial {
  /** Runs of one scenario, a seed each; none for the validation alone. The first is drawn. */
  readonly runs: readonly AssessedRun[];
  /** Over the seeds of two runs or more. */
  readonly agreement?: RankAgreement;
  /** The same of T4. */
  readonly meanIterateAgreement?: RankAgreement | undefined;
  /** The same of T2. */
  readonly debtGapAgreement?: RankAgreement | undefined;
  readonly validation?: ValidationFigures;
}

async function drawn(figure: Figure): Promise<Html> {
  return figureHtml({ ...figure, svg: await renderSvg(figure.spec) });
}

/** Whether the bound says nothing of the model a policy ends with. */
export function isVacuousAtEnd({ bounds }: PolicyAssessment): boolean {
  return isVacuous(bounds.at(-1)!, bounds[0]!);
}

/** One sentence: for which policies the final bound is worth something. */
export function vacuitySentence(assessments: readonly PolicyAssessment[]): string {
  const vacuous = assessments.filter(isVacuousAtEnd).map(({ policy }) => policy);
  if (vacuous.length === 0) return 'The final bound is below the initial gap for every policy.';
  const useful = assessments.length - vacuous.length;
  const rest = useful === 0 ? '' : ` It says something for the other ${useful === 1 ? 'one' : useful}.`;
  return `The final bound is vacuous for ${listInWords(vacuous)}.${rest}`;
}

/** The sentences of each policy, those that hold for all of them once, at the end. */
export function wordsByPolicy(assessments: readonly PolicyAssessment[]) {
  const isShared = (sentence: string) =>
    assessments.length > 1 && assessments.every(({ words }) => words.includes(sentence));
  return {
    own: assessments.map(({ policy, words }) => ({
      policy,
      words: words.filter((sentence) => !isShared(sentence)).join(' '),
    })),
    shared: assessments[0]!.words.filter(isShared).join(' '),
  };
}

/** The interval, and what it says; without one that nothing is shown. */
function intervalInWords({ interval, level }: RankAgreement): string {
  if (!interval) {
    return `no interval for fewer than ${LEAST_SEEDS} seeds: this shows no order, whatever it is`;
  }
  const [low, high] = interval;
  const verdict =
    low > 0
      ? 'the interval is above 0: on average it orders them the right way'
      : high < 0
        ? 'the interval is below 0: the bound orders them the wrong way round'
        : 'the interval contains 0: not shown to order them, the right way or the wrong';
  return `${100 * level} % interval ${low.toFixed(2)} to ${high.toFixed(2)}; ${verdict}`;
}

/** The agreement as a sentence, whatever it is. */
export function agreementSentence(agreement: RankAgreement): string {
  const { mean, seeds } = agreement;
  return (
    `Rank correlation between the final bounds and the held-out losses of the policies, ${plural(seeds, 'seed')}: ` +
    `${mean.toFixed(2)} (${intervalInWords(agreement)}).`
  );
}

function partsTable(assessments: readonly PolicyAssessment[]): Html {
  const rows = assessments.map(({ policy, bounds, parts, measured, vacuousRounds }) => {
    const last = measured.findLast((value) => Number.isFinite(value)) ?? Number.NaN;
    const cells = [bounds.at(-1)!, parts.start, parts.participation, parts.noise, last].map(formatAligned);
    return html`<tr><td>${policy}</td>${cells.map((text) => html`<td>${text}</td>`)}<td>${vacuousRounds.length} of ${bounds.length - 1}</td></tr>
`;
  });
  return html`<div class="table"><table><thead><tr><th>Policy</th><th>Final bound (nat)</th><th>left of the start</th><th>partial participation</th><th>mini-batch noise</th><th>Last training loss (nat)</th><th>Vacuous after</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}

/** Whether the step the bound was computed with is within 1/L all along the run, as far as looked at. */
export function stepSentence(stepSize: number, { curvature, policy }: TrajectoryConstants): string {
  const limit = `1/L = ${formatNumber(1 / curvature.value)}, L as large as along the run of ${policy}`;
  return stepSize <= 1 / curvature.value
    ? `The step size of the bound, ${formatNumber(stepSize)}, stays within ${limit}.`
    : `The step size of the bound, ${formatNumber(stepSize)}, is above ${limit}: the theorems do not cover all of that run.`;
}

function trajectoryTable(stepSize: number, trajectory: TrajectoryConstants): Html {
  const { policy, roundsDone, curvature, gradientRatio, heterogeneity, gradientNoise, plConstant } =
    trajectory;
  const rows = (
    [
      ['L by curvature', curvature],
      ['L by gradient change', gradientRatio],
      ['δ²', heterogeneity],
      ['σ²', gradientNoise],
      ['μ (F* put at 0)', plConstant],
    ] as const
  ).map(
    ([name, { value, sampleSize, spread, range, method }]) =>
      html`<tr><td>${name}</td><td>${formatNumber(value)}</td><td>${sampleSize}</td><td>${formatNumber(spread)}</td><td>${formatNumber(range[0])} to ${formatNumber(range[1])}</td><td class="words">${method}</td></tr>
`,
  );
  return html`<h3>The same along the run of ${policy}</h3>
<p>Measured after ${listInWords(roundsDone.map(String))} rounds. ${stepSentence(stepSize, trajectory)}</p>
<div class="table"><table><thead><tr><th>Constant</th><th>Value</th><th>Numbers</th><th>Standard deviation</th><th>Range</th><th class="words">Method</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}

/** The theorems with the numbers of the first policy, which is the one that a run is about. */
async function formulasSection({ summary, records, assessments }: AssessedRun): Promise<Html> {
  const [first] = assessments;
  const own = records.filter(({ policy }) => policy === first!.policy);
  const found = await runFormulas(summary, own, first!);
  if (!found)
    return html`<p>Nobody ever took part under ${first!.policy}: there is no round to put numbers into.</p>`;
  const rows = found.lines.map(({ name, latex, numbers, value, slopes }) => {
    const by = slopes.map((slope) => `d/d${slope.by} = ${formatNumber(slope.value)}`).join(', ');
    return html`<tr><td class="words">${name}<small>${latex}</small></td><td class="words formula">${numbers}</td><td>${formatNumber(value)}</td><td class="words">${by}</td></tr>
`;
  });
  return html`<h2>The theorems, with this run's numbers</h2>
<p>Of ${found.policy}: Lemma 1 and Theorem 2 at round ${found.round}, its last with somebody. x is the share of the data heard, nu the mini-batch factor; the slopes say what a little more of each would change.</p>
<div class="table"><table><thead><tr><th class="words">Statement</th><th class="words">Right side, in numbers</th><th>Value</th><th class="words">Slopes</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}

async function runSection(run: AssessedRun): Promise<Html> {
  const { summary, assessments, meanIterate, debtGap, trajectory } = run;
  const { own, shared } = wordsByPolicy(assessments);
  const words = own.map(
    ({ policy, words: sentences }) => html`<h3>${policy}</h3><p>${sentences}</p>
`,
  );
  return html`<h2>The run with seed ${summary.scenario.seed}</h2>
<h3>T4: the mean of the iterates</h3>
<p>${meanIterateSentence(meanIterate, summary)}</p>
${meanIterate ? meanIterateTable(meanIterate) : ''}
<h3>T2: the last iterate, with debts</h3>
<p>${debtGapSentence(debtGap, summary)}</p>
${debtGap ? debtGapTable(debtGap) : ''}
<h3>Theorem 2: the last iterate, round by round</h3>
<p>${vacuitySentence(assessments)}</p>
<div class="figures">
${await drawn(boundFigure(boundConstantsOf(summary).initialGap, assessments))}${await drawn(partsFigure(assessments))}</div>
${partsTable(assessments)}
${words}
${shared === '' ? '' : html`<h3>All policies</h3><p>${shared}</p>`}
${await formulasSection(run)}
<h2>The constants it was computed with</h2>
<p>Measured ${boundConstantsOf(summary).method}.</p>
${constantsTable(summary)}
${trajectory ? trajectoryTable(boundConstantsOf(summary).stepSize, trajectory) : ''}`;
}

async function ranksSection(
  runs: readonly AssessedRun[],
  agreement: RankAgreement,
  first?: RankAgreement,
  second?: RankAgreement,
): Promise<Html> {
  const seeds = runs.map(({ summary }) => summary.scenario.seed);
  const vacuous = runs[0]!.summary.policies.map(({ policy }) => {
    const count = runs.filter(({ assessments }) =>
      assessments.some((one) => one.policy === policy && isVacuousAtEnd(one)),
    ).length;
    return html`<tr><td>${policy}</td><td>${count} of ${runs.length}</td></tr>`;
  });
  return html`<h2>The order of the policies, over seeds</h2>
<p>${first ? `T4. ${agreementSentence(first)}` : meanIterateSentence(undefined, runs[0]!.summary)}</p>
${first ? await drawn({ ...ranksFigure(seeds, first), id: 'ranks-mean-iterate', title: 'Does T4 order the policies as their held-out losses do?' }) : ''}
${second ? html`<p>T2. ${agreementSentence(second)}</p>` : ''}
<p>Theorem 2. ${agreementSentence(agreement)}</p>
<div class="figures">
${await drawn(ranksFigure(seeds, agreement))}</div>
<p class="note">Seeds ${seeds.join(', ')}.</p>
<table><thead><tr><th>Policy</th><th>Final bound vacuous</th></tr></thead><tbody>${vacuous}</tbody></table>`;
}

function tightnessRows({ tightness }: ValidationFigures): Html[] {
  return tightness.map(
    ({ theorem, instance, measured, bound, slack }) =>
      html`<tr><td>${theorem}</td><td class="words">${instance}</td><td>${formatNumber(measured)}</td><td>${formatNumber(bound)}</td><td>${formatNumber(slack)}</td></tr>
`,
  );
}

async function validationSection(validation: ValidationFigures): Promise<Html> {
  const { constants, curves, classical, ranks } = validation;
  const agreement = ranks.map(
    ({ ridge, agreement: { mean, interval, seeds } }) =>
      html`<tr><td>${ridge}</td><td>${seeds}</td><td>${mean.toFixed(2)}</td><td>${interval ? `${interval[0].toFixed(2)} to ${interval[1].toFixed(2)}` : '-'}</td></tr>`,
  );
  const against = classical.map(
    ({ participation, ours, classical: theirs, ratio }) =>
      html`<tr><td>${participation}</td><td>${formatNumber(ours)}</td><td>${formatNumber(theirs)}</td><td>${formatNumber(ratio)}</td></tr>`,
  );
  return html`<h2>Validation on the convex kernel</h2>
<p>Split LoRA with A and the head fixed is convex: L = ${formatNumber(constants.L)}, mu = ${formatNumber(constants.mu)} and F* are exact, step size ${formatNumber(constants.stepSize)}, and expectations over mini-batches are computed, not sampled.</p>
<div class="figures">
${await drawn(kernelFigure(curves))}</div>
<h3>Tightness: an instance on which each bound is an equality</h3>
<div class="table"><table><thead><tr><th>Theorem</th><th class="words">Instance</th><th>Measured</th><th>Bound</th><th>Slack</th></tr></thead><tbody>
${tightnessRows(validation)}</tbody></table></div>
<h3>Squared participation error at share x, every device bounded: ours and the classical (2 (1 - x))²</h3>
<table><thead><tr><th>x</th><th>ours</th><th>classical</th><th>classical / ours</th></tr></thead><tbody>${against}</tbody></table>
<h3>Order of eight schedules by the bound against their exact order (rank correlation)</h3>
<table><thead><tr><th>Ridge</th><th>Kernels</th><th>Mean</th><th>95 % interval</th></tr></thead><tbody>${agreement}</tbody></table>`;
}

/** One HTML file without scripts or outside references. */
export async function renderBoundReport({
  runs,
  agreement,
  meanIterateAgreement,
  debtGapAgreement,
  validation,
}: BoundMaterial): Promise<string> {
  const [first] = runs;
  const title = first ? `The bound on “${first.summary.scenario.name}”` : 'Validation of the bounds';
  const lead = first
    ? 'What Theorem 2 says of this run, round by round, beside what was measured. Its constants are estimates from the start of the run: where the bound and the measurement disagree, believe the measurement.'
    : 'The theorems, held against exact expectations and against instances on which they are equalities.';
  return html`<!doctype html>
<html lang="en">
${pageHead('driftlora bound')}
<body>
<h1>${title}</h1>
<p class="lead">${lead}</p>
${agreement ? await ranksSection(runs, agreement, meanIterateAgreement, debtGapAgreement) : ''}
${first ? await runSection(first) : ''}
${validation ? await validationSection(validation) : ''}
</body>
</html>
`.html;
}
