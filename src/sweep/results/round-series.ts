/** The run of a policy as one list of numbers for each quantity, so that sweeps can average round by round. */
import type { RoundRecord } from '../../record/records.js';

/** What a number is, for axes and tables. */
export interface Quantity {
  readonly title: string;
  /** SI, '' for a pure number. */
  readonly unit: string;
}

interface Series extends Quantity {
  /** @param totalDelayS of this round and all before it */
  readonly of: (record: RoundRecord, totalDelayS: number) => number | null;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

export const ROUND_SERIES = {
  round: { title: 'round', unit: '', of: ({ round }) => round + 1 },
  devices: { title: 'devices in the round', unit: '', of: ({ scheduled }) => scheduled.length },
  participation: { title: 'share of the data in the round', unit: '', of: (record) => record.participation },
  delayS: { title: 'delay of the round', unit: 's', of: ({ delayS }) => delayS },
  totalDelayS: { title: 'total delay since the start', unit: 's', of: (_, totalDelayS) => totalDelayS },
  energyJ: {
    title: 'energy of the round',
    unit: 'J',
    of: ({ energyJ }) => sum(Object.values(energyJ)),
  },
  delayQueueS: { title: 'delay queue', unit: 's', of: ({ delayQueueS }) => delayQueueS },
  energyQueueJ: { title: 'energy queues, sum', unit: 'J', of: ({ energyQueueJ }) => energyQueueJ },
  weight: { title: 'weight of the round', unit: '', of: ({ weight }) => weight },
  objective: { title: "objective of the round's problem", unit: '', of: ({ objective }) => objective },
  gapBound: { title: 'bound on the gap', unit: 'nat', of: ({ gapBound }) => gapBound },
  trainingLoss: { title: 'training loss', unit: 'nat', of: ({ trainingLoss }) => trainingLoss },
  accuracy: { title: 'held-out accuracy', unit: '', of: ({ heldOut }) => heldOut?.accuracy ?? null },
  heldOutLoss: { title: 'held-out loss', unit: 'nat', of: ({ heldOut }) => heldOut?.loss ?? null },
} as const satisfies Readonly<Record<string, Series>>;

export type SeriesName = keyof typeof ROUND_SERIES;

const SERIES_NAMES = Object.keys(ROUND_SERIES) as readonly SeriesName[];

/** One number a round, in the order of the rounds; null where a round has none. */
export type SeriesValues = readonly (number | null)[];

/** Every series by its name. */
export type RoundSeries = Readonly<Partial<Record<SeriesName, SeriesValues>>>;

/** @param records of one policy, in the order of the rounds */
export function seriesOf(records: readonly RoundRecord[]): RoundSeries {
  let totalDelayS = 0;
  const totals = records.map(({ delayS }) => {
    totalDelayS += delayS;
    return totalDelayS;
  });
  const column = ({ of }: Series) => records.map((record, t) => of(record, totals[t]!));
  return Object.fromEntries(SERIES_NAMES.map((name) => [name, column(ROUND_SERIES[name])]));
}
