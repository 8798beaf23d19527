/** What each device spent, against what it may. */
import { formatUnit } from '../core/quantities.js';
import { exceeds } from '../core/rounding.js';
import type { RoundRecord, RunSummary } from '../record/records.js';
import { deviceOrder } from './device-order.js';
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
  const { rounds, constraints } = summary.scenario;
  const budgetJ = constraints.averageEnergyJ;
  const { devices } = deviceOrder(summary);
  return [...byPolicy(summary, records)].flatMap(([policy, own]) => {
    const totals = new Map<string, number>();
    for (const [id, joules] of own.flatMap(({ energyJ }) => Object.entries(energyJ))) {
      totals.set(id, (totals.get(id) ?? 0) + joules);
    }
    return devices.map(({ id }, place): EnergyBar => {
      const joules = totals.get(id) ?? 0;
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

export function energyFigure(summary: RunSummary, records: readonly RoundRecord[]): Figure {
  const bars = energyBars(summary, records);
  const budgetJ = summary.scenario.constraints.averageEnergyJ;
  const { devices, inWords, first } = deviceOrder(summary);
  const colour = {
    field: 'spent',
    type: 'nominal',
    scale: { domain: ['within budget', 'over budget'], range: [SPENT.within, SPENT.over] },
    legend: budgetJ === undefined ? null : { title: null, orient: 'top' },
  };
  const isNamed = devices.length <= MOST_NAMES;
  const bar = {
    mark: { type: 'bar' },
    encoding: {
      x: {
        field: 'device',
        type: 'ordinal',
        sort: devices.map(({ id }) => id),
        axis: { title: inWords, labels: isNamed, ticks: isNamed, labelAngle: -60, labelLimit: 90 },
      },
      y: { field: 'averageJ', type: 'quantitative', axis: { title: 'J a round', tickCount: 4 } },
      color: colour,
    },
  };
  const rule = {
    mark: { type: 'rule', color: '#444444', strokeDash: [5, 3], strokeWidth: 1.5 },
    encoding: { y: { datum: budgetJ } },
  };
  const limit =
    budgetJ === undefined
      ? 'Energy has no budget in this run.'
      : `Dashed: the budget of ${formatUnit(budgetJ, 'J')} a round on average; a bar above it is a device that spent more than it may.`;
  return {
    id: 'energy',
    title: budgetJ === undefined ? 'Energy of each device' : 'Energy of each device against its budget',
    caption: `What each device spent, a round of the whole run on average, the ${first} first. ${limit} Where few bars stand out, the same devices pay in most rounds.`,
    wide: true,
    spec: panels(
      summary.policies.map(({ policy }) => policy),
      bars,
      { height: PANEL_HEIGHT, layer: budgetJ === undefined ? [bar] : [bar, rule] },
    ),
  };
}
