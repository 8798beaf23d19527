/** Two runs compared: a page, its figures as files, and a table for the terminal. */
import Table from 'cli-table3';
import { oneLine } from '../../core/errors.js';
import { figureFiles } from '../figure-files.js';
import { pageHead } from '../head.js';
import { html } from '../html.js';
import { figureHtml } from '../page.js';
import { drawFigures } from '../svg.js';
import { BORDERS, wrapped } from '../table.js';
import { pairFigures } from './figures.js';
import { type MeasureRow, measureRows } from './measures.js';
import type { RunPair } from './pair.js';
import { keyValue, pairLead, pairSentences } from './sentences.js';

export { PAIR_FIGURE_NAMES } from './figures.js';
export { type ComparedRun, pairRuns, type RunPair } from './pair.js';

/** @returns lines without a trailing line break */
export function renderPairTable(pair: RunPair): string {
  const rows = measureRows(pair);
  const table = new Table({
    head: ['policy', 'measure', 'first', 'second', 'difference'],
    chars: BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    colAligns: ['left', 'left', 'right', 'right', 'right'],
  });
  table.push(
    ...rows.map(({ policy, measure, values, difference }, i) => [
      rows[i - 1]?.policy === policy ? '' : shortened(oneLine(policy)),
      measure,
      ...values,
      // The page says it in words.
      difference.replace(', not told apart by these texts', ' ~'),
    ]),
  );
  const body = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const keys = pair.changed.map(({ key, values: [first, second] }) =>
    oneLine(`  ${key}: ${keyValue(first)} -> ${keyValue(second)}`),
  );
  return [
    ...wrapped(oneLine(pairLead(pair))),
    ...(keys.length > 0
      ? ['', `keys that differ (${pair.sameKeys} are the same):`, ...keys.flatMap(wrapped)]
      : []),
    ...(rows.length > 0 ? ['', ...body] : []),
    ...(rows.some(({ difference }) => difference.includes('told apart'))
      ? ['', '~ not told apart by the held-out texts']
      : []),
    '',
    ...pairSentences(pair).map(oneLine).flatMap(wrapped),
  ].join('\n');
}

const LONGEST = 20;
const shortened = (name: string) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);

function keysTable({ runs, changed, sameKeys }: RunPair) {
  if (changed.length === 0) return html`<p>All ${sameKeys} keys of the two scenarios are the same.</p>`;
  const rows = changed.map(
    ({
      key,
      values: [first, second],
    }) => html`<tr><td><code>${key}</code></td><td>${keyValue(first)}</td><td>${keyValue(second)}</td></tr>
`,
  );
  return html`<div class="table"><table><thead><tr><th scope="col">Key</th>${runs.map(({ label }) => html`<th scope="col">${label}</th>`)}</tr></thead><tbody>
${rows}</tbody></table></div>
<p class="note">Values in SI units. The other ${sameKeys} keys are the same.</p>`;
}

function measuresTable({ runs }: RunPair, rows: readonly MeasureRow[]) {
  if (rows.length === 0) return '';
  const lines = rows.map(
    (
      { policy, measure, values, difference },
      i,
    ) => html`<tr><td><b>${rows[i - 1]?.policy === policy ? '' : policy}</b></td><td class="words">${measure}</td>${values.map((value) => html`<td>${value}</td>`)}<td>${difference}</td></tr>
`,
  );
  return html`<div class="table"><table><thead><tr><th scope="col">Policy</th><th scope="col" class="words">Measure</th>${runs.map(({ label }) => html`<th scope="col">${label}</th>`)}<th scope="col">Second less first</th></tr></thead><tbody>
${lines}</tbody></table></div>`;
}

/** One HTML file without scripts or outside references, and its figures; the same runs give the same bytes. */
export async function renderPair(
  pair: RunPair,
): Promise<{ readonly page: string; readonly figures: Readonly<Record<string, string>> }> {
  const figures = await drawFigures(pairFigures(pair));
  const [a, b] = pair.runs;
  const page = html`<!doctype html>
<html lang="en">
${pageHead(`${a.label} and ${b.label} - driftlora report`)}
<body>
<h1>Two runs: ${a.label} and ${b.label}</h1>
<p class="lead">${pairLead(pair)}</p>
${pairSentences(pair).map(
  (sentence) => html`<p>${sentence}</p>
`,
)}
<h2>What was changed</h2>
${keysTable(pair)}
<h2>Side by side</h2>
${measuresTable(pair, measureRows(pair))}
<h2>Figures</h2>
<div class="figures">
${figures.map(figureHtml)}</div>
<p class="note">driftlora ${a.summary.driftlora}${a.summary.driftlora === b.summary.driftlora ? '' : ` and ${b.summary.driftlora}`}. From the records of both runs; neither was changed.</p>
</body>
</html>
`.html;
  return { page, figures: figureFiles(figures) };
}
