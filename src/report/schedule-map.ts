/** Who took part when, in few enough cells to draw: long runs and many devices are gathered. */
import { arrivedIn, type RoundRecord, type RunSummary } from '../record/records.js';
import { deviceOrder } from './device-order.js';
import { byPolicy } from './series.js';

const MOST_COLUMNS = 120;
const MOST_ROWS = 50;

/** A stretch of rounds, from 1, `to` being the one after its last. */
interface Stretch {
  readonly policy: string;
  readonly from: number;
  readonly to: number;
}

const roundsPerColumnOf = ({ completedRounds }: RunSummary) =>
  Math.max(1, Math.ceil(completedRounds / MOST_COLUMNS));

/** The stretch a round falls into. */
function stretchOf(record: RoundRecord, summary: RunSummary): Stretch {
  const width = roundsPerColumnOf(summary);
  const from = Math.floor(record.round / width) * width + 1;
  return { policy: record.policy, from, to: Math.min(from + width, summary.completedRounds + 1) };
}

/** Mean number of devices of a stretch. */
export interface DeviceBar extends Stretch {
  readonly devices: number;
}

export function deviceBars(summary: RunSummary, records: readonly RoundRecord[]): DeviceBar[] {
  const bars = new Map<string, DeviceBar>();
  for (const record of [...byPolicy(summary, records).values()].flat()) {
    const stretch = stretchOf(record, summary);
    const key = `${stretch.policy} ${stretch.from}`;
    const before = bars.get(key)?.devices ?? 0;
    bars.set(key, { ...stretch, devices: before + arrivedIn(record).length / (stretch.to - stretch.from) });
  }
  return [...bars.values()];
}

/** What a row of devices had of something in a stretch: the mean over its devices and rounds. */
export interface ScheduleCell extends Stretch {
  /** From 0, the devices that are best off first. */
  readonly row: number;
  /** From 0 to 1. */
  readonly share: number;
}

export interface ScheduleMap {
  /** Only cells in which somebody had anything. */
  readonly cells: readonly ScheduleCell[];
  readonly rows: number;
  readonly devicesPerRow: number;
  readonly roundsPerColumn: number;
}

/** Neighbouring cells of one row with the same share become one: fewer shapes, the same picture. */
function joined(cells: readonly ScheduleCell[]): ScheduleCell[] {
  const sorted = [...cells].sort((a, b) => a.row - b.row || a.from - b.from);
  const result: ScheduleCell[] = [];
  for (const cell of sorted) {
    const last = result.at(-1);
    if (last?.row === cell.row && last.to === cell.from && last.share === cell.share) {
      result[result.length - 1] = { ...last, to: cell.to };
    } else {
      result.push(cell);
    }
  }
  return result;
}

/** Who took part. */
export const scheduleMap = (summary: RunSummary, records: readonly RoundRecord[]): ScheduleMap =>
  deviceMap(summary, records, (record) => arrivedIn(record).map((id) => [id, 1]));

/** Who had which share of the band; a device that failed had its share, too. */
export const allocationMap = (summary: RunSummary, records: readonly RoundRecord[]): ScheduleMap =>
  deviceMap(summary, records, ({ bandwidthHz }) =>
    Object.entries(bandwidthHz).flatMap(([id, hertz]) =>
      hertz > 0 ? [[id, hertz / summary.scenario.radio.bandwidthHz]] : [],
    ),
  );

type Amounts = readonly (readonly [id: string, amount: number])[];

function deviceMap(
  summary: RunSummary,
  records: readonly RoundRecord[],
  amountsIn: (record: RoundRecord) => Amounts,
): ScheduleMap {
  const { devices } = deviceOrder(summary);
  const devicesPerRow = Math.max(1, Math.ceil(devices.length / MOST_ROWS));
  const rowOf = new Map(devices.map(({ id }, i) => [id, Math.floor(i / devicesPerRow)]));
  const rows = Math.ceil(devices.length / devicesPerRow);
  const devicesIn = (row: number) => Math.min(devicesPerRow, devices.length - row * devicesPerRow);

  const cells = [...byPolicy(summary, records).values()].flatMap((own) => {
    const counts = new Map<string, { cell: Omit<ScheduleCell, 'share'>; sum: number }>();
    for (const record of own) {
      const stretch = stretchOf(record, summary);
      for (const [id, amount] of amountsIn(record)) {
        const row = rowOf.get(id);
        if (row === undefined) continue;
        const key = `${row} ${stretch.from}`;
        const sum = (counts.get(key)?.sum ?? 0) + amount;
        counts.set(key, { cell: { ...stretch, row }, sum });
      }
    }
    return joined(
      [...counts.values()].map(({ cell, sum }) => ({
        ...cell,
        share: sum / ((cell.to - cell.from) * devicesIn(cell.row)),
      })),
    );
  });
  return { cells, rows, devicesPerRow, roundsPerColumn: roundsPerColumnOf(summary) };
}
