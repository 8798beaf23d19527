/** The page: one HTML file with everything inside, nothing to fetch and nothing to run. */

import { formatNumber, formatSeconds, formatUnit } from '../core/quantities.js';
import type { PolicySummary, RoundRecord, RunSummary, RunTiming } from '../record/records.js';
import type { Study } from '../record/study.js';
import { stepHistory, stepWarnings } from '../validation/index.js';
import { auditSentences } from './audit-figure.js';
import { balanceSentence } from './balance-finding.js';
import { type Column, columnsOf, isBest } from './comparison.js';
import type { DrawnFigure } from './figure.js';
import type { RunExtras } from './figures.js';
import {
  certificateFinding,
  clairvoyantSentence,
  energyFinding,
  largestGap,
  outcome,
  promiseSentence,
  queueSentence,
} from './findings.js';
import { pageHead } from './head.js';
import { type Html, html, raw } from './html.js';
import { boundLimitations, privacySentences } from './limitations.js';
import { setupInWords } from './setup.js';
import { STUDY_FIGURE, studyInWords } from './study-figure.js';

function comparisonCell(column: Column, summary: RunSummary, policy: PolicySummary): Html {
  const isBestHere = isBest(column, policy, summary);
  const said = column.words?.(policy, summary) ?? '';
  const words = said === '' ? '' : html`<small>${said}</small>`;
  const look = isBestHere ? 'best' : column.isOver?.(policy) ? 'over' : '';
  return html`<td class="${look}">${column.text(policy, summary)}${isBestHere ? ' ★' : ''}${words}</td>`;
}

function comparisonTable(
  summary: RunSummary,
  records: readonly RoundRecord[],
  audit: RunExtras['audit'],
): Html {
  const columns = columnsOf(summary, records, audit);
  const head = columns.map((column) => html`<th scope="col">${column.title}</th>`);
  const rows = summary.policies.map((policy) => {
    const cells = columns.map((column) => comparisonCell(column, summary, policy));
    return html`<tr><td><b>${policy.policy}</b><small>${policy.title}</small></td>${cells}</tr>
`;
  });
  return html`<div class="table"><table><thead><tr><th scope="col">Policy</th>${head}</tr></thead><tbody>
${rows}</tbody></table></div>
<p class="note">★ best of the policies that keep every budget in this one run, or not told apart from it (within two standard errors of the difference); the delay budget is ${formatSeconds(summary.scenario.constraints.averageDelayS)} a round. Of all policies when none keeps every budget; no star where one alone does. Bounds are estimates, for their order: T4 counts who was heard over all rounds, "Bound on the gap" is Theorem 2's value after the last round, which counts how much was. "Above the clairvoyant bound" compares the long-term objective with the least that any policy within the budgets could reach with all channels known in advance${summary.balance ? '; "Long-term balance above its bound" does the same of the objective that balanced minimises, which counts who was heard over the whole run' : ''}. "Over the air" counts both directions.</p>`;
}

export function figureHtml({ id, title, caption, wide, svg }: DrawnFigure): Html {
  return html`<figure id="${id}" class="${wide ? 'wide' : ''}"><h3>${title}</h3>
${raw(svg)}
<figcaption>${caption}</figcaption></figure>
`;
}

function certificates(summary: RunSummary, records: readonly RoundRecord[]): Html {
  const finding = certificateFinding(records);
  const promise = promiseSentence(summary.policies);
  const queues = queueSentence(summary.policies);
  const energy = energyFinding(summary);
  const best = clairvoyantSentence(summary);
  const balance = balanceSentence(summary);
  const rows = summary.policies.map((policy) => {
    const gap = largestGap(policy.policy, records);
    return html`<tr><td>${policy.policy}</td><td>${policy.certifiedRounds} of ${policy.rounds}</td><td>${policy.optimalRounds}</td><td>${gap === undefined ? 'none' : formatNumber(gap)}</td><td>${policy.emptyRounds}</td></tr>
`;
  });
  const mark = (holds: boolean, yes = 'Holds.', no = 'Does not hold.') =>
    html`<span class="${holds ? 'good' : 'bad'}">${holds ? yes : no}</span>`;
  const refused = finding.refused.map((reason) => html`<li class="bad">${reason}</li>`);
  return html`<p>${mark(finding.holds)} ${finding.sentence}</p>
<ul>${refused}</ul>
<div class="table"><table><thead><tr><th>Policy</th><th>Rounds certified</th><th>Proven optimal</th><th>Largest gap of the rest</th><th>Rounds with nobody</th></tr></thead><tbody>
${rows}</tbody></table></div>
${best ? html`<p>${mark(best.holds, 'Certified.', 'Not certified.')} ${best.sentence}</p>` : ''}
${balance ? html`<p>${mark(balance.holds, 'Certified.', 'Not certified.')} ${balance.sentence}</p>` : ''}
<p>${mark(promise.holds)} ${promise.sentence}</p>
${queues ? html`<p>${mark(queues.holds)} ${queues.sentence}</p>` : ''}
${energy ? html`<p>${mark(energy.holds, 'Kept.', 'Not kept.')} ${energy.sentence}</p>` : ''}`;
}

export function constantsTable({ constants }: RunSummary): Html {
  if (!constants) return html``;
  const rows: readonly (readonly [string, number])[] = [
    ['L, smoothness', constants.smoothness],
    ['μ, Polyak-Lojasiewicz constant', constants.plConstant],
    ['δ², heterogeneity of the devices', constants.heterogeneity],
    ['σ², variance of a row’s gradient', constants.gradientNoise],
    ['F(θ₀) - F*, initial gap', constants.initialGap],
    ['η, step size in the bound', constants.stepSize],
    ['ρ = 1 - ημ, contraction a round', constants.contraction],
  ];
  return html`<table><tbody>${rows.map(
    ([name, value]) => html`<tr><td>${name}</td><td>${formatNumber(value)}</td></tr>
`,
  )}</tbody></table>`;
}

function timingSection(timing: RunTiming): Html {
  const decide = Object.entries(timing.decideS).map(
    ([policy, seconds]) => html`<tr><td>${policy}</td><td>${formatUnit(seconds, 's')}</td></tr>`,
  );
  return html`<h2>Time on this machine</h2>
<p>Started ${timing.startedAt}; took ${formatSeconds(timing.elapsedS)} with ${timing.workers} workers, of which ${formatSeconds(timing.setupS)} were setting up. Deciding and certifying took:</p>
<table><tbody>${decide}</tbody></table>`;
}

const paragraphs = (texts: readonly string[]) =>
  texts.map(
    (text) => html`<p>${text}</p>
`,
  );

/** Headings of the page, by id: the contents list and the sections name the same things. */
const SECTIONS = {
  comparison: 'Side by side',
  study: 'Over several seeds',
  setup: 'What was run',
  figures: 'Figures',
  proofs: 'Are the decisions proven, the promises kept?',
  limitations: 'Limitations',
  repeat: 'To repeat this run',
} as const;

const heading = (id: keyof typeof SECTIONS) => html`<h2 id="section-${id}">${SECTIONS[id]}</h2>`;

function contents(hasStudy: boolean): Html {
  const shown = Object.entries(SECTIONS).filter(([id]) => hasStudy || id !== 'study');
  const entries = shown.map(([id, title]) => html`<li><a href="#section-${id}">${title}</a></li>`);
  return html`<nav aria-label="Contents"><ul>${entries}</ul></nav>`;
}

function studySection(study: Study, figures: readonly DrawnFigure[]): Html {
  return html`${heading('study')}
${paragraphs(studyInWords(study))}
${figures.filter(({ id }) => id === STUDY_FIGURE).map(figureHtml)}
<p class="note">Not of this run: ${study.about} Played on ${study.date}; to repeat it: <code>${study.command}</code></p>
`;
}

/** @param figures drawn, in the order of the page */
export function renderPage(
  summary: RunSummary,
  records: readonly RoundRecord[],
  figures: readonly DrawnFigure[],
  { timing, audit, study }: RunExtras,
): string {
  const { scenario } = summary;
  return html`<!doctype html>
<html lang="en">
${pageHead(`${scenario.name} - driftlora run`)}
<body>
<h1>Run of the scenario “${scenario.name}”</h1>
<p class="lead">${scenario.description}</p>
${paragraphs(outcome(summary, records))}
${contents(study !== undefined)}
${heading('comparison')}
${comparisonTable(summary, records, audit)}
${study ? studySection(study, figures) : ''}${heading('setup')}
${paragraphs(setupInWords(summary))}
${heading('figures')}
<div class="figures">
${figures.filter(({ id }) => id !== STUDY_FIGURE).map(figureHtml)}</div>
${heading('proofs')}
${certificates(summary, records)}
${heading('limitations')}
<ul>${[
    ...boundLimitations(summary, records, audit),
    ...stepWarnings(summary, records),
    ...stepHistory(summary, records),
    ...privacySentences(summary),
    ...(audit ? auditSentences(audit) : []),
  ].map(
    (sentence) => html`<li>${sentence}</li>
`,
  )}</ul>
${constantsTable(summary)}
${timing ? timingSection(timing) : ''}
${heading('repeat')}
<p>driftlora ${summary.driftlora}, seed ${scenario.seed}: the same scenario and seed give the same bytes in rounds.ndjson and summary.json. The scenario in SI units:</p>
<details><summary>Scenario</summary><pre>${JSON.stringify(scenario, null, 2)}</pre></details>
</body>
</html>
`.html;
}
