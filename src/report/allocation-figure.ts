/** Who had how much of the band, and when: a heat map over devices and rounds. */
import { formatShare, formatUnit } from '../core/quantities.js';
import type { RoundRecord, RunSummary } from '../record/records.js';
import type { Figure } from './figure.js';
import { MAP_HEIGHT, mapInWords, onAxis, panels, roundsAxis, rowsAxis } from './panel-figures.js';
import { allocationMap } from './schedule-map.js';

/** Light to dark, told apart in print; a legend of steps needs no gradient, whose id would change from drawing to drawing. */
const SHADES = ['#dbe9f4', '#a6cde3', '#5ba3cf', '#2070b4', '#08306b'] as const;

/** The largest share, rounded up so that the steps have round ends. */
function roundedUp(largest: number): number {
  const step = 10 ** Math.floor(Math.log10(largest / SHADES.length));
  const factor = [1, 2, 4, 5, 10].find((one) => one * step * SHADES.length >= largest * (1 - 1e-12)) ?? 10;
  return Math.min(1, factor * step * SHADES.length);
}

/** Equal steps from 0 to the largest share, by their names in the legend. */
function stepsTo(largest: number) {
  const top = largest > 0 ? roundedUp(largest) : 1;
  const digits = top < 0.02 ? 2 : top < 0.2 ? 1 : 0;
  const names = SHADES.map(
    (_, i) =>
      `${formatShare((i * top) / SHADES.length, digits).replace(' %', '')} to ${formatShare(((i + 1) * top) / SHADES.length, digits)}`,
  );
  const of = (share: number) =>
    names[Math.min(SHADES.length - 1, Math.max(0, Math.ceil((SHADES.length * share) / top - 1e-9) - 1))]!;
  return { names, of };
}

export function allocationFigure(summary: RunSummary, records: readonly RoundRecord[]): Figure {
  const map = allocationMap(summary, records);
  const steps = stepsTo(map.cells.reduce((most, { share }) => Math.max(most, share), 0));
  const values = map.cells.map((cell) => ({ ...onAxis(cell), step: steps.of(cell.share) }));
  const isSingle = map.devicesPerRow * map.roundsPerColumn === 1;
  const mean = isSingle ? '' : ', the mean over the devices and rounds of a cell';
  const seen = isSingle
    ? 'A column of one shade: the band was split evenly; a strong cell: a device with a weak channel or much to send, for which the others made room.'
    : 'A band of strong cells: the same devices had much of the uplink again and again; few cells of one row: devices that were seldom heard.';
  return {
    id: 'allocation',
    title: 'Who had how much of the band, and when',
    caption: `Share of the ${formatUnit(summary.scenario.radio.bandwidthHz, 'Hz')} of uplink${mean}. ${mapInWords(summary, map)}. ${seen}`,
    wide: true,
    spec: panels(
      summary.policies.map(({ policy }) => policy),
      values,
      {
        height: MAP_HEIGHT,
        mark: { type: 'rect' },
        encoding: {
          ...roundsAxis(summary),
          ...rowsAxis(summary, map.rows),
          color: {
            field: 'step',
            type: 'ordinal',
            scale: { domain: steps.names, range: SHADES },
            legend: { title: 'share of the band', orient: 'top', symbolType: 'square', symbolSize: 120 },
          },
        },
      },
    ),
  };
}
