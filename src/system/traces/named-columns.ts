/**
 * Traces in anybody's table, by the names of its columns: simulators, other drive-test applications. One device a file,
 * or a column that names it.
 */
import { InputError } from '../../core/errors.js';
import { readTable, type TableRow } from '../../core/table.js';
import { decibelToRatio } from '../units.js';
import { dateIn, measuredNumber, secondsIn } from './cells.js';
import { NO_CELL_DBM, withClockSet } from './g-net-track.js';
import { gatherTraces } from './gather.js';
import { deviceOf } from './plain.js';
import type { OnRemark } from './remarks.js';
import type { ChannelTrace } from './trace.js';

export const TIME_UNITS = ['s', 'ms', 'us', 'ns', 'date'] as const;
/** How levels are written: in dB (dBm for a power), or as ratios (W for a power). */
export const LEVEL_SCALES = ['dB', 'linear'] as const;

/** Names of columns; exactly one of snr, gain and rsrp. */
export interface TraceColumns {
  readonly time: string;
  /** 's' when absent. */
  readonly timeUnit?: (typeof TIME_UNITS)[number] | undefined;
  /** Column with the device's name; without one a file is a device and named after it. */
  readonly device?: string | undefined;
  /** Signal-to-noise (and interference) ratio over the reference band. */
  readonly snr?: string | undefined;
  /** Power gain of the channel. */
  readonly gain?: string | undefined;
  /** Power received over one subcarrier of 15 kHz. */
  readonly rsrp?: string | undefined;
  /** 'dB' when absent. */
  readonly levels?: (typeof LEVEL_SCALES)[number] | undefined;
}

const PER_SECOND = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 } as const;
const NOT_MEASURED = new Set(['', '-', 'nan', '-nan', 'na', 'n/a', 'null', 'none']);

const QUANTITIES = ['snr', 'gain', 'rsrp'] as const;

/** Accepted values, in dB (dBm) and as ratios (W). A ratio of 0 is an outage. */
const RANGES = {
  snr: { dB: [-100, 100], linear: [0, 1e10] },
  gain: { dB: [-300, 0], linear: [0, 1] },
  rsrp: { dB: [-250, 0], linear: [0, 1e-3] },
} as const;

/** 1 mW, what dBm counts from. */
const MILLIWATT = 1e-3;

/**
 * The level of a row, a ratio (W for an RSRP); undefined for an outage.
 */
function levelOf(
  row: TableRow,
  column: string,
  quantity: ChannelTrace['quantity'],
  scale: 'dB' | 'linear',
): number | undefined {
  const value = measuredNumber(row, column, RANGES[quantity][scale], NOT_MEASURED);
  if (value === undefined) return undefined;
  if (scale === 'linear') return value === 0 ? undefined : value;
  if (quantity !== 'rsrp') return decibelToRatio(value);
  return value <= NO_CELL_DBM ? undefined : MILLIWATT * decibelToRatio(value);
}

/** @throws InputError when none or several are named */
function quantityOf(columns: TraceColumns): ChannelTrace['quantity'] {
  const named = QUANTITIES.filter((quantity) => columns[quantity] !== undefined);
  if (named.length !== 1) throw new InputError('columns', columns, 'one of the keys snr, gain and rsrp');
  return named[0]!;
}

/**
 * @param file name of the file; without its ending it is the device's where no column names it
 * @throws InputError naming file, line and column
 */
export function parseColumns(
  content: string,
  file: string,
  columns: TraceColumns,
  onRemark?: OnRemark,
): ChannelTrace[] {
  const { time, timeUnit = 's', device, levels = 'dB' } = columns;
  const quantity = quantityOf(columns);
  const column = columns[quantity]!;
  const required = [time, ...(device === undefined ? [] : [device]), column];
  const { rows } = readTable(content, file, required);
  const fileDevice = file.replace(/\.(csv|tsv|txt)$/i, '');
  const samples = rows.map((row) => {
    const timeS = timeUnit === 'date' ? dateIn(row, time) : secondsIn(row, time, PER_SECOND[timeUnit]);
    const level = levelOf(row, column, quantity, levels);
    const placed = {
      device: device === undefined ? fileDevice : deviceOf(row, device),
      line: row.line,
      timeS,
    };
    return level === undefined ? placed : { ...placed, level };
  });
  const kept = timeUnit === 'date' ? withClockSet(samples, file, onRemark) : samples;
  return gatherTraces(kept, file, time, quantity, onRemark);
}
