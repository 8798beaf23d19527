/** What the bounds that look at debts say of a finished run: T4, the mean of the iterates, and T2, the last one. */
import { isVacuous } from '../bounds/index.js';
import { formatAligned, formatNumber, listInWords } from '../core/quantities.js';
import type { RunSummary } from '../record/records.js';
import type { DebtGapAssessment, MeanIterateAssessment } from '../validation/index.js';
import { type Html, html } from './html.js';

/** What T4 says of a run, and of what it is silent. */
export function meanIterateSentence(
  found: readonly MeanIterateAssessment[] | undefined,
  { constants }: RunSummary,
): string {
  if (!found || !constants) {
    return 'T4 (mean of the iterates) says nothing here: it needs plain gradient steps of one size without added noise, the mean weighed by data, at most 64 devices, and a run of this version.';
  }
  const order = [...found].sort((a, b) => a.gradient - b.gradient);
  const list = order.map(({ policy, gradient }) => `${policy} ${formatNumber(gradient)}`);
  const below = found.filter(({ gap }) => gap < constants.initialGap).map(({ policy }) => policy);
  const level =
    below.length === 0
      ? `with the measured mu it bounds F - F* by no less than the initial gap of ${formatNumber(constants.initialGap)}: as a level it is vacuous`
      : `with the measured mu it is below the initial gap for ${listInWords(below)}`;
  const missing = found.every(({ isWhole }) => isWhole)
    ? ''
    : " Not in it: how the devices' differences moved along the run (mismatch), which run --audit measures, and what a Hessian that changes adds.";
  return `T4 (mean of the iterates) allows a mean gradient of at most, best first: ${listInWords(list)}; ${level}.${missing}`;
}

export function meanIterateTable(found: readonly MeanIterateAssessment[]): Html {
  const rows = found.map(({ policy, isWhole, ...terms }) => {
    const cells = [
      terms.gradient,
      terms.drift,
      terms.imbalance,
      isWhole ? terms.mismatch : Number.NaN,
      terms.noise,
      terms.gap,
    ];
    return html`<tr><td>${policy}</td>${cells.map((value) => html`<td>${formatAligned(value)}</td>`)}</tr>
`;
  });
  return html`<div class="table"><table><thead><tr><th>Policy</th><th>Bound on the mean gradient</th><th>drift</th><th>imbalance</th><th>mismatch</th><th>noise</th><th>Bound on F - F* (nat)</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}

/** What T2 says of a run, and of what it is silent. */
export function debtGapSentence(
  found: readonly DebtGapAssessment[] | undefined,
  { constants }: RunSummary,
): string {
  if (!found || !constants) return 'T2 (debts, last iterate) says nothing here: it asks for what T4 does.';
  const order = [...found].sort((a, b) => a.gap - b.gap);
  const list = order.map(({ policy, gap }) => `${policy} ${formatNumber(gap)}`);
  const vacuous = order.filter(({ gap }) => isVacuous(gap, constants.initialGap)).map(({ policy }) => policy);
  const level =
    vacuous.length === 0
      ? `all below the initial gap of ${formatNumber(constants.initialGap)}`
      : `vacuous (no less than the initial gap of ${formatNumber(constants.initialGap)}) for ${listInWords(vacuous)}`;
  return `T2 (debts, last iterate) allows a gap of at most, in nat, best first: ${listInWords(list)}; ${level}. Not in it: how the devices' differences moved along the run.`;
}

export function debtGapTable(found: readonly DebtGapAssessment[]): Html {
  const rows = found.map(({ policy, gap, start, bias, noise, lastStep }) => {
    const cells = [gap, start, bias, noise, lastStep].map(formatAligned);
    return html`<tr><td>${policy}</td>${cells.map((text) => html`<td>${text}</td>`)}</tr>
`;
  });
  return html`<div class="table"><table><thead><tr><th>Policy</th><th>Final bound (nat)</th><th>left of the start</th><th>debts along the way</th><th>mini-batch noise</th><th>debts at the end</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}
