/** The comparison of fine-tuning methods: a table for the terminal and a page with one figure. */
import Table from 'cli-table3';
import type { TopLevelSpec } from 'vega-lite';
import {
  formatCount,
  formatPoints,
  formatShare,
  formatSignedPoints,
  formatUnit,
  plural,
} from '../core/quantities.js';
import type { MethodSummary } from '../training/index.js';
import { pageHead } from './head.js';
import { html, raw } from './html.js';
import { renderSvg } from './svg.js';

const head = (summaries: readonly MethodSummary[]) => {
  const margin = summaries.find(({ evidence }) => evidence)?.evidence?.margin;
  const alike = margin === undefined ? 'alike?' : `within ${formatPoints(margin, 0)} points?`;
  return ['method', 'accuracy', '±', 'vs split LoRA', '±', alike, 'trained', 'over the air', 'server'];
};

/** What the seeds show, in a word: never more than the tests say. */
function shown({ evidence, runs }: MethodSummary): string {
  if (!evidence) return '';
  if (runs.length < 2) return 'one seed';
  if (evidence.alike) return 'yes';
  return evidence.different ? 'differs' : 'not shown';
}

function cells(summary: MethodSummary): string[] {
  const { method, accuracy, difference, trainedParameters, airBits, serverFlop } = summary;
  return [
    method,
    formatShare(accuracy.mean),
    formatPoints(accuracy.halfWidth),
    difference ? formatSignedPoints(difference.mean) : '',
    difference ? formatPoints(difference.halfWidth) : '',
    shown(summary),
    formatCount(trainedParameters),
    airBits === 0 ? 'nothing' : formatUnit(airBits, 'bit'),
    formatUnit(serverFlop, 'FLOP'),
  ];
}

/** What the words of the column mean, once for table and page. */
const LEGEND =
  'yes: the seeds show the difference to be within that margin (two one-sided tests); differs: they show that there is one ' +
  '(Student); both at 5 % over all methods together (Holm). not shown: too few seeds to tell.';

/** @returns lines without a trailing line break; differences and half widths in percentage points */
export function renderCompareTable(summaries: readonly MethodSummary[]): string {
  const table = new Table({ head: head(summaries), style: { head: [], border: [], compact: true } });
  table.push(...summaries.map(cells));
  return `${table.toString()}\n${LEGEND}`;
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
  if (!full?.difference || !full.evidence) {
    return 'Split federated LoRA was not compared with split federated full fine-tuning.';
  }
  const { difference, evidence, runs } = full;
  if (runs.length < 2) {
    return `Full fine-tuning is ${formatSignedPoints(difference.mean)} points from split federated LoRA in the one seed that was run: that shows neither that they are alike nor that they differ.`;
  }
  const by = `${formatSignedPoints(difference.mean)} points (95 % interval ± ${formatPoints(difference.halfWidth)}, ${plural(runs.length, 'seed')})`;
  const lead = `Full fine-tuning differs from split federated LoRA by ${by}`;
  const within = `within ${formatPoints(evidence.margin, 0)} points`;
  if (evidence.alike && evidence.different)
    return `${lead}: a difference that is shown, and shown to be ${within}.`;
  if (evidence.alike) return `${lead}: shown to be alike, ${within}.`;
  if (evidence.different) return `${lead}: a difference that is shown.`;
  return `${lead}: not shown to differ, and not shown to be alike ${within} either. More seeds would tell.`;
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
${pageHead('driftlora compare')}
<body>
<h1>Ways of fine-tuning, side by side</h1>
<p class="lead">${finding(summaries)}</p>
${setup.map((paragraph) => html`<p>${paragraph}</p>`)}
<figure class="wide">${raw(svg)}<figcaption>Held-out accuracy of each method. Filled: mean over the seeds, with its 95 % interval (Student); open: the single runs. All methods see the same data, initial model and number of rounds; where devices train, a device's n-th mini-batch is the same, and in one place as many rows are drawn from all data.</figcaption></figure>
<div class="table"><table><thead><tr>${head(summaries).map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>
${rows}</tbody></table></div>
<p class="note">± and differences in percentage points, paired by seed. ${LEGEND}</p>
</body>
</html>
`.html;
}
