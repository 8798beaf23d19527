/** The comparison as a table for the terminal, at most 100 columns wide. */
import Table from 'cli-table3';
import { formatSeconds, plural } from '../core/quantities.js';
import type { PolicySummary, RunSummary } from '../record/records.js';
import { type Column, columnsOf, isBest } from './comparison.js';

export interface TableOptions {
  /** Bold for the best values and red for what is over budget; default false. */
  readonly colour?: boolean;
}

const BOLD = ['\u001b[1m', '\u001b[0m'] as const;
const RED = ['\u001b[31m', '\u001b[0m'] as const;

const WIDEST = 100;
const LEAST_NAME = 12;
/** Between columns: a padding and a blank border. */
const GUTTER = 2;

const shownOf = (summary: RunSummary) => columnsOf(summary).filter((column) => !column.pageOnly);

const shortened = (name: string, width: number) =>
  name.length > width ? `${name.slice(0, width - 1)}…` : name;

/** Blank borders: a line under the head is all a reader needs, and the table stays narrow. */
export const BORDERS = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', right: '', middle: ' ', 'left-mid': '', mid: '', 'mid-mid': '', 'right-mid': '' },
};

function cell(column: Column, policy: PolicySummary, summary: RunSummary, colour: boolean): string {
  const text = column.text(policy);
  const isOver = column.short === 'avg delay' && policy.overspent;
  if (isBest(column, policy, summary.policies)) {
    return colour ? `${BOLD[0]}${text}*${BOLD[1]}` : `${text}*`;
  }
  return isOver && colour ? `${RED[0]}${text}${RED[1]}` : text;
}

/** What the figures leave of the line for the policies' names. */
function nameWidth(summary: RunSummary, shown: readonly Column[]): number {
  const widthOf = (column: Column) =>
    Math.max(
      ...summary.policies.map((policy) => cell(column, policy, summary, false).length),
      column.short.length,
    );
  const taken = shown.reduce((width, column) => width + widthOf(column) + GUTTER, 0);
  return Math.max(LEAST_NAME, WIDEST - taken - GUTTER);
}

function headline({ scenario, completedRounds, stopped, devices }: RunSummary): string {
  const budget = formatSeconds(scenario.constraints.averageDelayS);
  const rounds = `${plural(completedRounds, 'round')}${stopped ? ` of ${scenario.rounds} (stopped)` : ''}`;
  return `${rounds}, ${plural(devices.length, 'device')}, delay budget ${budget} a round on average`;
}

/** @returns lines without a trailing line break */
export function renderTable(summary: RunSummary, { colour = false }: TableOptions = {}): string {
  const shown = shownOf(summary);
  const table = new Table({
    head: ['policy', ...shown.map((column) => column.short)],
    chars: BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    colAligns: ['left', ...shown.map(() => 'right' as const)],
  });
  const width = nameWidth(summary, shown);
  for (const policy of summary.policies) {
    const figures = shown.map((column) => cell(column, policy, summary, colour));
    table.push([shortened(policy.policy, width), ...figures]);
  }
  const body = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const note = '* best of the policies that keep every budget; "over": the average delay is above it';
  return [headline(summary), '', ...body, '', note].join('\n');
}
