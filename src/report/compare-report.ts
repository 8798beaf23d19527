/** The comparison of fine-tuning methods: a table for the terminal and a page with one figure. */
import Table from 'cli-table3';
import type { TopLevelSpec } from 'vega-lite';
import {
  formatCount,
  formatPoints,
  formatShare,
  formatSignedPoints,
  formatUnit,
} from '../core/quantities.js';
import type { MethodSummary } from '../training/index.js';
import { html, raw } from './html.js';
import { STYLE } from './style.js';
import { renderSvg } from './svg.js';

const HEAD = ['method', 'accuracy', '±', 'vs split LoRA', '±', 'same?', 'trained', 'over the air', 'server'];

function cells(summary: MethodSummary): string[] {
  const { method, accuracy, difference, comparable, trainedParameters, airBits, serverFlop } = summary;
  return [
    method,
    formatShare(accuracy.mean),
    formatPoints(accuracy.halfWidth),
    difference ? formatSignedPoints(difference.mean) : '',
    difference ? formatPoints(difference.halfWidth) : '',
    comparable === undefined ? '' : comparable ? 'yes' : 'no',
    formatCount(trainedParameters),
    airBits === 0 ? 'nothing' : formatUnit(airBits, 'bit'),
    formatUnit(serverFlop, 'FLOP'),
  ];
}

/** @returns lines without a trailing line break; differences and half widths in percentage points */
export function renderCompareTable(summaries: readonly MethodSummary[]): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [], compact: true } });
  table.push(...summaries.map(cells));
  return table.toString();
}

function accuracyFigure(summaries: readonly MethodSummary[]): TopLevelSpec {
  const order = summaries.map(({ method }) => method);
  const y = { field: 'method', type: 'nominal' as const, sort: order, title: null };
  const percent = { title: 'held-out accuracy (%)', scale: { zero: false } };
  const intervals = summaries
    .filter(({ accuracy }) => Number.isFinite(accuracy.halfWidth))
    .map(({ method, accuracy: { mean, halfWidth } }) => ({
      method,
      low: 100 * (mean - halfWidth),
      high: 100 * (mean + halfWidth),
    }));
  const means = summaries.map(({ method, accuracy }) => ({ method, accuracy: 100 * accuracy.mean }));
  const runs = summaries.flatMap(({ method, runs: all }) =>
    all.map(({ accuracy }) => ({ method, accuracy: 100 * accuracy })),
  );
  return {
    width: 640,
    height: { step: 30 },
    layer: [
      {
        data: { values: intervals },
        mark: { type: 'rule', strokeWidth: 2, color: '#0072B2' },
        encoding: { y, x: { field: 'low', type: 'quantitative', ...percent }, x2: { field: 'high' } },
      },
      {
        data: { values: runs },
        mark: { type: 'point', size: 28, color: '#666', opacity: 0.8 },
        encoding: { y, x: { field: 'accuracy', type: 'quantitative', ...percent } },
      },
      {
        data: { values: means },
        mark: { type: 'point', filled: true, size: 80, color: '#0072B2', opacity: 1 },
        encoding: { y, x: { field: 'accuracy', type: 'quantitative', ...percent } },
      },
    ],
  };
}

/** One sentence on the question of the study, from the figures alone. */
function finding(summaries: readonly MethodSummary[]): string {
  const full = summaries.find(({ method }) => method === 'split-federated-full');
  if (!full?.difference || !Number.isFinite(full.difference.halfWidth)) {
    return 'Without several seeds of split federated full fine-tuning nothing can be said about the difference.';
  }
  const by = `${formatSignedPoints(full.difference.mean)} points (95 % interval ± ${formatPoints(full.difference.halfWidth)})`;
  return full.comparable
    ? `Full fine-tuning differs from split federated LoRA by ${by}: the interval contains 0, so on this evidence they are comparable.`
    : `Full fine-tuning differs from split federated LoRA by ${by}: the interval does not contain 0, so they are not equal here.`;
}

/**
 * The study as one HTML file without scripts or outside references.
 * @param setup what was run, one paragraph each
 */
export async function renderCompareReport(
  summaries: readonly MethodSummary[],
  setup: readonly string[],
): Promise<string> {
  const svg = await renderSvg(accuracyFigure(summaries));
  const rows = summaries.map((summary) => {
    const [method = '', ...figures] = cells(summary);
    return html`<tr><td><b>${method}</b><small>${summary.about}</small></td>${figures.map((text) => html`<td>${text}</td>`)}</tr>
`;
  });
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>driftlora compare</title><style>${raw(STYLE)}</style></head>
<body>
<h1>Ways of fine-tuning, side by side</h1>
<p class="lead">${finding(summaries)}</p>
${setup.map((paragraph) => html`<p>${paragraph}</p>`)}
<figure class="wide">${raw(svg)}<figcaption>Held-out accuracy of each method. Filled: mean over the seeds, with its 95 % interval (Student); open: the single runs. All methods see the same data, mini-batches and number of rounds.</figcaption></figure>
<div class="table"><table><thead><tr>${HEAD.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>
${rows}</tbody></table></div>
<p class="note">± and differences in percentage points. “same?” says whether the 95 % interval of the paired difference contains 0; with few seeds that is weak evidence.</p>
</body>
</html>
`.html;
}
