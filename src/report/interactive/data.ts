/** What the interactive page is told, as plain data of bounded size; docs/report.md says the bounds. */
import { arrivedIn, type RoundRecord, type RunSummary, type RunTiming } from '../../record/records.js';
import { deviceOrder } from '../device-order.js';
import { byPolicy, thinned } from '../series.js';
import { COLOURS } from '../svg.js';
import { type RoundDetail, roundDetails } from './details.js';
import type { ExplainedRound } from './explained.js';
import type { PosedRound } from './problems.js';

/** A quantity over the rounds, drawn as one chart. */
export interface Measure {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  /** Whether values are shares, shown in per cent. */
  readonly isShare?: true;
}

/** One policy over the rounds: [measure] values, in the order of `rounds`; null where there is none. */
export interface PolicySeries {
  readonly policy: string;
  readonly colour: string;
  /** From 1. */
  readonly rounds: readonly number[];
  readonly values: Readonly<Record<string, readonly (number | null)[]>>;
  /** Pairs of a device's place and its share of the band, for each of `rounds`. */
  readonly allocation: readonly (readonly number[])[];
}

export interface InteractiveData {
  readonly name: string;
  readonly measures: readonly Measure[];
  readonly policies: readonly PolicySeries[];
  /** Ids, who is best off first: places count from 0 in this order. */
  readonly devices: readonly string[];
  readonly deviceOrder: string;
  readonly rounds: number;
  readonly details: readonly RoundDetail[];
  /** How many rounds posed a problem, of which `details` may be every n-th. */
  readonly posed: number;
}

type ValueOf = (record: RoundRecord, so: Running) => number | null;

interface Running {
  readonly delayS: number;
  readonly energyJ: number;
  readonly count: number;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const MEASURES: readonly (Measure & { readonly of: ValueOf })[] = [
  {
    key: 'accuracy',
    title: 'held-out accuracy',
    unit: '',
    isShare: true,
    of: (r) => r.heldOut?.accuracy ?? null,
  },
  { key: 'loss', title: 'held-out loss', unit: 'nat', of: (r) => r.heldOut?.loss ?? null },
  {
    key: 'averageDelay',
    title: 'average delay so far',
    unit: 's',
    of: (_, { delayS, count }) => delayS / count,
  },
  { key: 'delay', title: 'delay of the round', unit: 's', of: (r) => r.delayS },
  { key: 'devices', title: 'devices heard', unit: '', of: (r) => arrivedIn(r).length },
  {
    key: 'participation',
    title: 'share of the data heard',
    unit: '',
    isShare: true,
    of: (r) => r.participation,
  },
  { key: 'energy', title: 'energy so far', unit: 'J', of: (_, { energyJ }) => energyJ },
  { key: 'queue', title: 'delay queue', unit: 's', of: (r) => r.delayQueueS },
  { key: 'price', title: 'price of a second', unit: '1/s', of: (r) => r.prices?.perS ?? null },
  { key: 'bound', title: 'bound on the gap', unit: 'nat', of: (r) => r.gapBound },
  { key: 'gap', title: 'certified gap', unit: '', isShare: true, of: (r) => r.gap },
];

const TIME: Measure = { key: 'time', title: 'time to decide', unit: 's' };

/** Six digits are more than a screen shows. */
const rounded = (value: number) => Number(value.toPrecision(6));

function seriesOf(
  policy: string,
  own: readonly RoundRecord[],
  {
    summary,
    timing,
    places,
  }: { summary: RunSummary; timing: RunTiming | undefined; places: ReadonlyMap<string, number> },
): Omit<PolicySeries, 'colour'> {
  const seconds = timing?.roundDecideS ?? {};
  const times = Object.hasOwn(seconds, policy) ? seconds[policy]! : [];
  let so: Running = { delayS: 0, energyJ: 0, count: 0 };
  const points = own.map((record, t) => {
    so = {
      delayS: so.delayS + record.delayS,
      energyJ: so.energyJ + sum(Object.values(record.energyJ)),
      count: so.count + 1,
    };
    const values = MEASURES.map(({ of }) => of(record, so));
    return { record, values: [...values, times[t] ?? null] };
  });
  const kept = thinned(points);
  const { bandwidthHz } = summary.scenario.radio;
  return {
    policy,
    rounds: kept.map(({ record }) => record.round + 1),
    values: Object.fromEntries(
      [...MEASURES, TIME].map(({ key }, i) => [
        key,
        kept.map(({ values }) => (values[i] == null ? null : rounded(values[i]))),
      ]),
    ),
    allocation: kept.map(({ record }) =>
      Object.entries(record.bandwidthHz).flatMap(([id, hertz]) =>
        places.has(id) ? [places.get(id)!, Number((hertz / bandwidthHz).toPrecision(3))] : [],
      ),
    ),
  };
}

export interface InteractiveRun {
  readonly summary: RunSummary;
  readonly records: readonly RoundRecord[];
  readonly timing?: RunTiming | undefined;
  readonly posed: readonly PosedRound[];
  readonly explained: readonly ExplainedRound[];
}

export function interactiveData(run: InteractiveRun): InteractiveData {
  const { summary, records, timing, posed, explained } = run;
  const { devices, inWords } = deviceOrder(summary);
  const places = new Map(devices.map(({ id }, i) => [id, i]));
  const policies = [...byPolicy(summary, records)].map(
    ([policy, own], i): PolicySeries => ({
      colour: COLOURS[i % COLOURS.length]!,
      ...seriesOf(policy, own, { summary, timing, places }),
    }),
  );
  const isSeen = ({ key }: Measure) =>
    policies.some(({ values }) => values[key]!.some((value) => value !== null));
  const shown: readonly Measure[] = [...MEASURES.map(({ of: _, ...measure }) => measure), TIME];
  return {
    name: summary.scenario.name,
    measures: shown.filter(isSeen),
    policies,
    devices: devices.map(({ id }) => id),
    deviceOrder: inWords,
    rounds: summary.completedRounds,
    details: roundDetails(posed, explained),
    posed: posed.length,
  };
}
