/** What each device spent, against what it may. */
import { ownValue } from '../core/own.js';
import { exceeds } from '../core/rounding.js';
import type { RoundRecord, RunSummary } from '../record/records.js';
import { energyBudgetRangeJ, energyBudgetsJ } from '../scenario/index.js';
import { deviceOrder } from './device-order.js';
import { energyBudgetInWords } from './energy-budget.js';
import type { Figure } from './figure.js';
import { panels } from './panel-figures.js';
import { byPolicy } from './series.js';

const PANEL_HEIGHT = 80;
/** More names than these would lie over one another. */
const MOST_NAMES = 40;

const SPENT = { within: '#0072B2', over: '#D55E00' } as const;

export interface EnergyBar {
  readonly policy: string;
  readonly device: string;
  /** From 0, who is best off first. */
  readonly place: number;
  /** A round of the whole run, on average. */
  readonly averageJ: number;
  readonly budgetJ?: number;
  readonly spent: 'within budget' | 'over budget';
}

/** The budget is one of the whole run: a stopped one has spent only part of it. */
export function energyBars(summary: RunSummary, records: readonly RoundRecord[]): EnergyBar[] {
  const { rounds } = summary.scenario;
  const budgets = energyBudgetsJ(summary.scenario);
  const budgetOf = (id: string) => (typeof budgets === 'object' ? ownValue(budgets, id) : budgets);
  const { devices } = deviceOrder(summary);
  return [...byPolicy(summary, records)].flatMap(([policy, own]) => {
    const totals = new Map<string, number>();
    for (const [id, joules] of own.flatMap(({ energyJ }) => Object.entries(energyJ))) {
      totals.set(id, (totals.get(id) ?? 0) + joules);
    }
    return devices.map(({ id }, place): EnergyBar => {
      const joules = totals.get(id) ?? 0;
      const budgetJ = budgetOf(id);
      const isOver = budgetJ !== undefined && exceeds(joules, rounds * budgetJ);
      return {
        policy,
        device: id,
        place,
        averageJ: joules / rounds,
        ...(budgetJ === undefined ? {} : { budgetJ }),
        spent: isOver ? 'over budget' : 'within budget',
      };
    });
  });
}

/** One line where all have the same budget, and a mark on each bar where they do not. */
function budgetMark([leastJ, mostJ]: readonly [number, number], ids: readonly string[]): object {
  if (leastJ === mostJ)
    return {
      mark: { type: 'rule', color: '#444444', strokeDash: [5, 3], strokeWidth: 1.5 },
      encoding: { y: { datum: leastJ } },
    };
  return {
    mark: { type: 'tick', color: '#444444', thickness: 2 },
    encoding: {
      x: { field: 'device', type: 'ordinal', sort: ids },
      y: { field: 'budgetJ', type: 'quantitative' },
    },
  };
}

export function energyFigure(summary: RunSummary, records: readonly RoundRecord[]): Figure {
  const bars = energyBars(summary, records);
  const range = energyBudgetRangeJ(summary.scenario);
  const isLimited = range !== undefined;
  const { devices, inWords, first } = deviceOrder(summary);
  const colour = {
    field: 'spent',
    type: 'nominal',
    scale: { domain: ['within budget', 'over budget'], range: [SPENT.within, SPENT.over] },
    legend: isLimited ? { title: null, orient: 'top' } : null,
  };
  const ids = devices.map(({ id }) => id);
  const isNamed = devices.length <= MOST_NAMES;
  const bar = {
    mark: { type: 'bar' },
    encoding: {
      x: {
        field: 'device',
        type: 'ordinal',
        sort: ids,
        axis: { title: inWords, labels: isNamed, ticks: isNamed, labelAngle: -60, labelLimit: 90 },
      },
      y: { field: 'averageJ', type: 'quantitative', axis: { title: 'J a round', tickCount: 4 } },
      color: colour,
    },
  };
  const limit = !isLimited
    ? 'Energy has no budget in this run.'
    : `${range[0] === range[1] ? 'Dashed' : 'Dark lines'}: the budget of ${energyBudgetInWords(summary.scenario)} a round on average; a bar above it is a device that spent more than it may.`;
  return {
    id: 'energy',
    title: isLimited ? 'Energy of each device against its budget' : 'Energy of each device',
    caption: `What each device spent, a round of the whole run on average, the ${first} first. ${limit} Where few bars stand out, the same devices pay in most rounds.`,
    wide: true,
    spec: panels(
      summary.policies.map(({ policy }) => policy),
      bars,
      { height: PANEL_HEIGHT, layer: range ? [bar, budgetMark(range, ids)] : [bar] },
    ),
  };
}
