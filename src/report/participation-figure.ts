/** Who took part how often, against distance, or against the measured channel where nobody has a place. */
import type { TopLevelSpec } from 'vega-lite';
import type { RunSummary } from '../record/records.js';
import { farthestM } from './device-order.js';
import type { Figure } from './figure.js';

const WIDE = 900;

/** Share of the rounds a device took part in. */
export interface ParticipationPoint {
  readonly policy: string;
  /** Distance in m, or mean uplink SNR in MHz. */
  readonly where: number;
  readonly sight: 'line of sight' | 'no line of sight' | 'measured';
  readonly share: number;
}

/** A device that was never there has no point. */
export function participationPoints(summary: RunSummary): ParticipationPoint[] {
  return summary.policies.flatMap(({ policy, rounds }) =>
    summary.devices.flatMap(({ place, meanSnrHz, scheduledRounds }) => {
      if (meanSnrHz === null) return [];
      return [
        {
          policy,
          where: place ? place.groundDistanceM : meanSnrHz / 1e6,
          sight: !place ? 'measured' : place.lineOfSight ? 'line of sight' : 'no line of sight',
          share: rounds > 0 ? (scheduledRounds[policy] ?? 0) / rounds : 0,
        },
      ];
    }),
  );
}

/** Panels side by side: as even rows as up to four columns allow. */
const columnsFor = (panels: number) => Math.ceil(panels / Math.ceil(panels / 4));

const OF_PLACES = {
  title: 'Participation and distance',
  caption:
    'Share of the rounds each device took part in, against its distance from the base station. Filled: in line of sight; hollow: not. Points that fall towards the right: far devices, and with them their data, are left out.',
  fill: {
    field: 'sight',
    type: 'nominal',
    scale: { domain: ['line of sight', 'no line of sight'], range: ['#0072B2', 'white'] },
    legend: { title: null, orient: 'top', symbolStrokeColor: '#0072B2' },
  },
} as const;

const OF_CHANNELS = {
  title: 'Participation and channel',
  caption:
    'Share of the rounds each device took part in, against the mean of its measured channel (SNR times bandwidth) while it had one. Points that fall towards the left: devices with weak channels, and with them their data, are left out. A device that was never there has no point.',
  fill: { value: '#0072B2' },
} as const;

function whereAxis(farthest: number | undefined) {
  return farthest === undefined
    ? { scale: { type: 'log' }, axis: { title: 'mean uplink SNR (MHz)', tickCount: 4 } }
    : {
        scale: { domain: [0, Math.ceil(farthest / 50) * 50] },
        axis: { title: 'distance (m)', tickCount: 5 },
      };
}

export function participationFigure(summary: RunSummary, policies: readonly string[]): Figure {
  const columns = columnsFor(policies.length);
  const farthest = farthestM(summary);
  const { title, caption, fill } = farthest === undefined ? OF_CHANNELS : OF_PLACES;
  return {
    id: 'participation',
    title,
    caption,
    wide: true,
    spec: {
      data: { values: participationPoints(summary) as object[] },
      columns,
      facet: { field: 'policy', type: 'nominal', sort: [...policies] },
      spec: {
        width: (WIDE - 60) / columns - 24,
        height: 130,
        mark: { type: 'point', size: 36, strokeWidth: 1.4, stroke: '#0072B2' },
        encoding: {
          x: { field: 'where', type: 'quantitative', ...whereAxis(farthest) },
          y: {
            field: 'share',
            type: 'quantitative',
            // Room for whole points at both ends.
            scale: { domain: [-0.05, 1.05], nice: false },
            axis: { title: 'rounds taken part', format: '.0%', values: [0, 0.25, 0.5, 0.75, 1] },
          },
          fill,
        },
      },
    } as unknown as TopLevelSpec,
  };
}
