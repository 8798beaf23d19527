/** A sweep as one HTML file without scripts or outside references. */

import { listInWords } from '../core/quantities.js';
import type { PointResult, PolicyResult, SweepResults } from '../sweep/index.js';
import { pageHead } from './head.js';
import { type Html, html, raw } from './html.js';
import { renderSvg } from './svg.js';
import { sweepFigureSpec } from './sweep-figure.js';
import { divergedSentence, estimateInWords, isShown, sizeInWords, titleOf } from './sweep-words.js';

async function figures(results: SweepResults): Promise<Html[]> {
  const drawn = results.figures.map(async (figure) => {
    const spec = sweepFigureSpec(results, figure);
    if (!spec) return html`<p class="note">${figure.title}: no value to draw.</p>`;
    const note = 'Means over the seeds with 95 % intervals (Student).';
    return html`<figure class="wide"><h3>${figure.title}</h3>
${raw(await renderSvg(spec))}
<figcaption>${figure.caption} ${note}</figcaption></figure>
`;
  });
  return Promise.all(drawn);
}

function metricCell({ metrics, differences }: PolicyResult, metric: string): Html {
  const difference = differences?.[metric];
  if (!difference) return html`<td>${estimateInWords(metrics[metric])}</td>`;
  const sign = difference.mean >= 0 ? '+' : '';
  const text = `${sign}${estimateInWords(difference)}`;
  const shown = isShown(difference) ? html`<b>${text}</b>` : text;
  return html`<td>${estimateInWords(metrics[metric])}<small>${shown}</small></td>`;
}

function divergedNote({ seeds }: SweepResults, { divergedSeeds = [] }: PolicyResult): Html | string {
  if (divergedSeeds.length === 0) return '';
  return html`<small class="bad">diverged in ${divergedSeeds.length} of ${seeds.length} seeds: ${listInWords(divergedSeeds.map(String))}</small>`;
}

function rowsOf(results: SweepResults, { values, policies, infeasible }: PointResult): Html[] {
  const keys = results.axes.map(({ key }) => html`<td>${values[key]!}</td>`);
  const note = infeasible
    ? html`<small class="bad">${infeasible.seeds} of ${results.seeds.length} seeds infeasible: ${infeasible.why}</small>`
    : '';
  return policies.map((result, i) => {
    const cells = results.metrics.map((metric) => metricCell(result, metric));
    return html`<tr>${keys}<td class="words"><b>${result.policy}</b>${i === 0 ? note : ''}${divergedNote(results, result)}</td>${cells}</tr>
`;
  });
}

function resultsTable(results: SweepResults): Html {
  const head = [...results.axes.map(({ key }) => key), 'policy', ...results.metrics.map(titleOf)];
  return html`<div class="table"><table><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>
${results.points.flatMap((point) => rowsOf(results, point))}</tbody></table></div>
<p class="note">Mean ± half the 95 % interval over the seeds. Small: difference to ${results.policies[0]!}, paired by seed; bold where the seeds show it not to be 0, at 5 % over all differences of this sweep together (Holm's correction). What is not bold is not shown to be equal.</p>`;
}

function certificates({ rounds: { total, certified } }: SweepResults): Html {
  const holds = certified === total;
  return html`<p><span class="${holds ? 'good' : 'bad'}">${holds ? 'Holds.' : 'Does not hold.'}</span> The independent checker accepted ${certified} of ${total} decided rounds.</p>`;
}

/** The same results give the same bytes. */
export async function renderSweepReport(results: SweepResults): Promise<string> {
  const varied = results.axes.map(({ key, labels }) => `${key}: ${listInWords(labels)}`);
  const diverged = divergedSentence(results);
  return html`<!doctype html>
<html lang="en">
${pageHead(`${results.name} - driftlora sweep`)}
<body>
<h1>Sweep “${results.name}”</h1>
<p class="lead">${results.description}</p>
<p>${sizeInWords(results)}. Every grid point and policy sees the same seeds (${results.seeds.join(', ')}), so differences are paired.</p>
${
  diverged
    ? html`<p class="bad">${diverged}</p>
`
    : ''
}<ul>${varied.map((line) => html`<li>${line}</li>`)}</ul>
<div class="figures">${await figures(results)}</div>
<h2>Numbers</h2>
${resultsTable(results)}
<h2>Are the decisions proven?</h2>
${certificates(results)}
<p class="note">driftlora ${results.driftlora}: the same sweep file gives the same bytes. results.csv has every seed, means.csv and results.json these numbers; the folder cells holds every run with its scenario.</p>
</body>
</html>
`.html;
}
