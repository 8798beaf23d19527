/** The comparison as a table for the terminal, at most 100 columns wide. */
import Table from 'cli-table3';
import type { PolicySummary, RunSummary } from '../simulation/records.js';
import { COLUMNS, type Column, isBest } from './comparison.js';
import { formatSeconds, plural } from './quantities.js';

export interface TableOptions {
  /** Bold for the best values and red for what is over budget; default false. */
  readonly colour?: boolean;
}

const BOLD = ['\u001b[1m', '\u001b[0m'] as const;
const RED = ['\u001b[31m', '\u001b[0m'] as const;

const NAME_WIDTH = 24;
const shortName = (name: string) => (name.length > NAME_WIDTH ? `${name.slice(0, NAME_WIDTH - 1)}…` : name);

/** Blank borders: a line under the head is all a reader needs, and the table stays narrow. */
const BORDERS = {
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

/** @returns lines without a trailing line break */
export function renderTable(summary: RunSummary, { colour = false }: TableOptions = {}): string {
  const table = new Table({
    head: ['policy', ...COLUMNS.map((column) => column.short)],
    chars: BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    colAligns: ['left', ...COLUMNS.map(() => 'right' as const)],
  });
  for (const policy of summary.policies) {
    table.push([shortName(policy.policy), ...COLUMNS.map((column) => cell(column, policy, summary, colour))]);
  }
  const { scenario, completedRounds, stopped } = summary;
  const budget = formatSeconds(scenario.constraints.averageDelayS);
  const head = `${plural(completedRounds, 'round')}${stopped ? ` of ${scenario.rounds} (stopped)` : ''}, ${plural(summary.devices.length, 'device')}, delay budget ${budget} a round on average`;
  const notes = '* best of the policies that keep the budget; "over": the average delay is above it';
  const body = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return [head, '', ...body, '', notes].join('\n');
}
