/** The comparison as a table for the terminal, at most 80 columns wide. */
import Table from 'cli-table3';
import { oneLine } from '../core/errors.js';
import { formatSeconds, plural } from '../core/quantities.js';
import { divergedPolicies } from '../record/diverged.js';
import type { PolicySummary, RoundRecord, RunAudit, RunSummary } from '../record/records.js';
import { type Column, columnsOf, isBest } from './comparison.js';

/** A run, as the table shows it. */
interface TableRun {
  readonly summary: RunSummary;
  readonly columns: readonly Column[];
}

export interface TableOptions {
  /** Bold for the best values and red for what is over budget; default false. */
  readonly colour?: boolean;
  /** Of an audited run: T4 is then as measured. */
  readonly audit?: RunAudit | undefined;
}

const BOLD = ['\u001b[1m', '\u001b[0m'] as const;
const RED = ['\u001b[31m', '\u001b[0m'] as const;

/** Of a terminal. */
const WIDEST = 80;
/** Between columns: a padding and a blank border. */
const GUTTER = 2;

const shortened = (name: string, width: number) =>
  name.length > width ? `${name.slice(0, width - 1)}…` : name;

/** Blank borders: a line under the head is all a reader needs, and the table stays narrow. */
export const BORDERS = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', right: '', middle: ' ', 'left-mid': '', mid: '', 'mid-mid': '', 'right-mid': '' },
};

/** A figure with its mark: a star for the best, "over" for what is above its budget. */
function cell(column: Column, policy: PolicySummary, summary: RunSummary, colour: boolean): string {
  const isOver = column.isOver?.(policy) ?? false;
  const text = `${column.text(policy, summary)}${isOver ? ' over' : ''}`;
  if (isBest(column, policy, summary)) return colour ? `${BOLD[0]}${text}*${BOLD[1]}` : `${text}*`;
  return isOver && colour ? `${RED[0]}${text}${RED[1]}` : text;
}

function widthOf(column: Column, summary: RunSummary): number {
  const cells = summary.policies.map((policy) => cell(column, policy, summary, false).length);
  return GUTTER + Math.max(column.short.length, ...cells);
}

/**
 * The columns that a line has room for beside whole names, and the room left for names. Names are cut only where even
 * the columns that never give way leave too little.
 */
function layout({ summary, columns }: TableRun) {
  const all = columns.filter((column) => !column.pageOnly);
  const longest = Math.max(...summary.policies.map(({ policy }) => policy.length));
  let shown = all;
  const room = () => WIDEST - GUTTER - shown.reduce((width, column) => width + widthOf(column, summary), 0);
  while (room() < longest && shown.some(({ yields }) => yields > 0)) {
    const first = shown.reduce((a, b) => (b.yields > a.yields ? b : a));
    shown = shown.filter((column) => column !== first);
  }
  return { shown, hidden: all.filter((column) => !shown.includes(column)), room: Math.max(1, room()) };
}

/** What a narrow table leaves out: how many rounds were certified is always said, an overspent budget too. */
function notes(summary: RunSummary, hidden: readonly Column[]): string[] {
  const { policies } = summary;
  const refused = policies.filter(({ rounds, certifiedRounds }) => certifiedRounds < rounds);
  const certified =
    refused.length === 0
      ? 'certified: every round of every policy'
      : `not certified: ${refused.map((one) => `${one.policy} ${one.rounds - one.certifiedRounds} of ${one.rounds}`).join(', ')}`;
  const over = hidden.flatMap((column) => {
    const names = policies.filter((policy) => column.isOver?.(policy)).map(({ policy }) => policy);
    return names.length > 0 ? [`over the budget of ${column.short}: ${names.join(', ')}`] : [];
  });
  const left = hidden.filter(({ short }) => short !== 'certified').map(({ short }) => short);
  const diverged = divergedPolicies(summary);
  return [
    certified,
    ...(diverged.length > 0
      ? [`diverged (learning.optimiser.stepSize is too large): ${diverged.join(', ')}`]
      : []),
    ...over,
    ...(left.length > 0 ? [`${left.join(', ')}: in the report`] : []),
    '* best of the policies that keep every budget, or not told apart from it, in',
    '  this one run; "over": above its budget',
  ];
}

function headline({ scenario, completedRounds, stopped, devices }: RunSummary): string {
  const budget = formatSeconds(scenario.constraints.averageDelayS);
  const rounds = `${plural(completedRounds, 'round')}${stopped ? ` of ${scenario.rounds} (stopped)` : ''}`;
  return `${rounds}, ${plural(devices.length, 'device')}, delay budget ${budget} a round on average`;
}

/** Words, a line of at most the width of a terminal. */
export function wrapped(line: string): string[] {
  if (line.length <= WIDEST) return [line];
  const cut = line.lastIndexOf(' ', WIDEST);
  // A word longer than the line is cut; at the indent nothing would be gained.
  const at = cut > 2 ? cut : WIDEST;
  return [line.slice(0, at), ...wrapped(`  ${line.slice(at).trimStart()}`)];
}

/**
 * @param records of all policies, for what the summary does not say
 * @returns lines without a trailing line break
 */
export function renderTable(
  summary: RunSummary,
  records: readonly RoundRecord[],
  { colour = false, audit }: TableOptions = {},
): string {
  const { shown, hidden, room } = layout({ summary, columns: columnsOf(summary, records, audit) });
  const table = new Table({
    head: ['policy', ...shown.map((column) => column.short)],
    chars: BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    colAligns: ['left', ...shown.map(() => 'right' as const)],
  });
  for (const policy of summary.policies) {
    const figures = shown.map((column) => cell(column, policy, summary, colour));
    table.push([shortened(oneLine(policy.policy), room), ...figures]);
  }
  const body = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return [headline(summary), '', ...body, '', ...notes(summary, hidden).map(oneLine)]
    .flatMap((line, i) => (i === 0 || i > body.length + 1 ? wrapped(line) : [line]))
    .join('\n');
}
