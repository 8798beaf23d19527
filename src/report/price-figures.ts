/** What a second and a joule cost over the rounds, under the policies that weigh them against learning. */
import type { RunSummary } from '../record/records.js';
import type { Figure } from './figure.js';
import { lines, needsLog, ROUND } from './line-figures.js';
import { panels } from './panel-figures.js';
import type { PricePoint } from './series.js';
import { policyEncoding } from './svg.js';

/** None for a run without policies that have prices. */
export function priceFigures(summary: RunSummary, points: readonly PricePoint[]): Figure[] {
  if (points.length === 0) return [];
  return [secondFigure(summary, points), ...jouleFigure(summary, points)];
}

const pricing = (summary: RunSummary, points: readonly PricePoint[]) =>
  summary.policies
    .map(({ policy }) => policy)
    .filter((policy) => points.some((point) => point.policy === policy));

const OBJECTIVE = 'the long-term objective';

function secondFigure(summary: RunSummary, points: readonly PricePoint[]): Figure {
  const log = needsLog(points.map(({ perS }) => perS));
  return {
    id: 'delay-price',
    title: 'Price of a second',
    caption: `What a second of delay was charged in each round's problem, in units of ${OBJECTIVE}; of a policy with queues, Y(t)/V. A level line: the price learned from past channels was right. It rises where a run has spent more than planned, and falls where something is left over; in the last round nothing is worth saving any more.${log ? ' Logarithmic axis.' : ''}`,
    wide: false,
    spec: lines(pricing(summary, points), points, ROUND, {
      field: 'perS',
      title: 'price of a second (1/s)',
      log,
    }),
  };
}

/** Median and range over the devices: a line for each would hide them all. */
function jouleFigure(summary: RunSummary, points: readonly PricePoint[]): Figure[] {
  const values = points.flatMap(({ policy, round, perJ }) => (perJ ? [{ policy, round, ...perJ }] : []));
  if (values.length === 0) return [];
  const policies = pricing(summary, points);
  const x = {
    field: 'round',
    type: 'quantitative',
    scale: { domain: [0.5, summary.completedRounds + 0.5], nice: false },
    axis: { title: 'round', tickMinStep: 1, grid: false, format: 'd' },
  };
  const y = { type: 'quantitative', axis: { title: 'price (1/J)', tickCount: 4 } };
  const { colour } = policyEncoding(policies);
  const spec = panels(policies, values, {
    height: 90,
    layer: [
      {
        mark: { type: 'area', opacity: 0.25 },
        encoding: { x, y: { ...y, field: 'least' }, y2: { field: 'most' }, ...colour },
      },
      {
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { x, y: { ...y, field: 'median' }, ...colour },
      },
    ],
  });
  return [
    {
      id: 'energy-price',
      title: 'Price of a joule',
      caption: `What a joule was charged, in units of ${OBJECTIVE}; of a policy with queues, Q/V. Line: the median over the devices that could be scheduled; band: from the cheapest to the dearest. A device far from the base station spends more for the same bits, so its joules become dear; one whose budget is ample pays nothing. Peaks towards the end: the guard prices a device out of rounds that its rest would not pay for.`,
      wide: true,
      spec,
    },
  ];
}
