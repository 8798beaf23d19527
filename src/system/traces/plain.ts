/**
 * Traces in a CSV of our own: columns `time_s`, `device`, and either `snr_db` or `gain_db`; any number of devices a
 * file, rows in any order. An empty value, or "-", is an outage.
 */
import { InputError } from '../../core/errors.js';
import { readTable, type TableRow } from '../../core/table.js';
import { decibelToRatio } from '../units.js';
import { measuredNumber, secondsIn } from './cells.js';
import { gatherTraces } from './gather.js';
import type { OnRemark } from './remarks.js';
import type { ChannelTrace } from './trace.js';

const SNR_RANGE_DB = [-100, 100] as const;
const GAIN_RANGE_DB = [-300, 0] as const;

/** @throws InputError for a cell without a name */
export function deviceOf(row: TableRow, column: string): string {
  const device = row.text(column).normalize('NFC');
  if (device === '') throw row.refuse(column, 'the name of a device');
  return device;
}

/** @throws InputError naming file, line and column */
export function parsePlainTraces(content: string, file: string, onRemark?: OnRemark): ChannelTrace[] {
  const { columns, has, rows } = readTable(content, file, ['time_s', 'device'], ['snr_db', 'gain_db']);
  const isSnr = has('snr_db');
  if (isSnr === has('gain_db')) {
    throw new InputError(`${file}:1`, columns.join(','), 'a header with one of snr_db and gain_db');
  }
  const [column, range] = isSnr ? (['snr_db', SNR_RANGE_DB] as const) : (['gain_db', GAIN_RANGE_DB] as const);
  const samples = rows.map((row) => {
    const device = deviceOf(row, 'device');
    const decibel = measuredNumber(row, column, range);
    const timeS = secondsIn(row, 'time_s');
    const { line } = row;
    return decibel === undefined
      ? { device, line, timeS }
      : { device, line, timeS, level: decibelToRatio(decibel) };
  });
  return gatherTraces(samples, file, 'time_s', isSnr ? 'snr' : 'gain', onRemark);
}
