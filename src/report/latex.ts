/** Results as a table for a paper: LaTeX with booktabs, everything a user wrote escaped. */
import { oneLine } from '../core/errors.js';
import { formatSeconds } from '../core/quantities.js';
import type { PolicySummary, RoundRecord, RunAudit, RunSummary } from '../record/records.js';
import { quantityOf, type SweepResults } from '../sweep/index.js';
import { type Column, columnsOf, isBest } from './comparison.js';
import { estimateInWords } from './sweep-words.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '"': "''",
  '|': '\\textbar{}',
  // Dashes, signs and Greek that our own texts use: every engine has them.
  '–': '--',
  '±': '$\\pm$',
  µ: '$\\mu$',
  '…': '\\ldots{}',
};

/** Text that LaTeX prints as it is; control characters, a line break among them, become blanks. */
function latexText(text: string): string {
  return (
    oneLine(text)
      .replaceAll(/[\\{}&%$#_~^<>"|–±µ…]/g, (character) => ESCAPES[character]!)
      // A bracket at the start of a row would be read as an argument of the line break before it.
      .replace(/^\s*([[*])/, '{$1}')
  );
}

/** A comment of one line. */
const comment = (text: string) => `% ${oneLine(text)}`;

interface LatexTable {
  readonly about: readonly string[];
  readonly caption: string;
  readonly label: string;
  /** l and r, a letter a column. */
  readonly align: string;
  /** LaTeX already. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function latexTable({ about, caption, label, align, head, rows }: LatexTable): string {
  const line = (cells: readonly string[]) => `    ${cells.join(' & ')} \\\\`;
  return [
    ...about.map(comment),
    comment('needs \\usepackage{booktabs}'),
    '\\begin{table}',
    '  \\centering',
    '  \\small',
    `  \\caption{${caption}}`,
    `  \\label{${label}}`,
    `  \\begin{tabular}{@{}${align}@{}}`,
    '    \\toprule',
    line(head),
    '    \\midrule',
    ...rows.map(line),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

/** Bold for the best, a dagger for what is over its budget. */
function cell(column: Column, policy: PolicySummary, summary: RunSummary): string {
  const text = latexText(column.text(policy, summary));
  if (isBest(column, policy, summary)) return `\\textbf{${text}}`;
  return column.isOver?.(policy) ? `${text}$^\\dagger$` : text;
}

/**
 * The side-by-side table of a run.
 * @param audit of that run, where it was audited
 */
export function renderRunLatex(
  summary: RunSummary,
  records: readonly RoundRecord[],
  audit?: RunAudit,
): string {
  const { scenario, completedRounds, devices, policies } = summary;
  const columns = columnsOf(summary, records, audit);
  const budget = latexText(formatSeconds(scenario.constraints.averageDelayS));
  const isOver = policies.some((policy) => columns.some((column) => column.isOver?.(policy)));
  return latexTable({
    about: [`driftlora ${summary.driftlora}: scenario ${scenario.name}, seed ${scenario.seed}`],
    caption: `${latexText(scenario.name)}: ${completedRounds} rounds, ${devices.length} devices, one seed, delay budget ${budget} a round on average. Bold: best of the policies that keep every budget in this one run, or not told apart from it.${isOver ? ' $\\dagger$: over its budget.' : ''}`,
    label: 'tab:driftlora-run',
    align: `l${'r'.repeat(columns.length)}`,
    head: ['policy', ...columns.map(({ short }) => latexText(short))],
    rows: policies.map((policy) => [
      latexText(policy.policy),
      ...columns.map((column) => cell(column, policy, summary)),
    ]),
  });
}

/** Means of a sweep with half the width of their 95 % intervals. */
export function renderSweepLatex(results: SweepResults): string {
  const { axes, metrics, points, seeds, name } = results;
  const headOf = (metric: (typeof metrics)[number]) => {
    const { unit } = quantityOf(metric);
    return latexText(unit === '' ? metric : `${metric} (${unit})`);
  };
  return latexTable({
    about: [`driftlora ${results.driftlora}: sweep ${name}`],
    caption: `${latexText(name)}: means over ${seeds.length} seeds, $\\pm$ half the 95\\,\\% interval.`,
    label: 'tab:driftlora-sweep',
    align: `${'l'.repeat(axes.length + 1)}${'r'.repeat(metrics.length)}`,
    head: [...axes.map(({ key }) => latexText(key)), 'policy', ...metrics.map(headOf)],
    rows: points.flatMap(({ values, policies }) =>
      policies.map(({ policy, metrics: found }) => [
        ...axes.map(({ key }) => latexText(values[key]!)),
        latexText(policy),
        ...metrics.map((metric) => latexText(estimateInWords(found[metric]))),
      ]),
    ),
  });
}
