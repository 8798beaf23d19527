/**
 * Traces in a CSV of our own: columns `time_s`, `device`, and either `snr_db` or `gain_db`; any number of devices a
 * file, rows in any order. An empty value, or "-", is an outage.
 */
import { InputError } from '../../core/errors.js';
import { decibelToRatio } from '../units.js';
import { measuredNumber, readTable, type TableRow } from './table.js';
import { type ChannelTrace, gatherSamples, type TraceSample } from './trace.js';

const SNR_RANGE_DB = [-100, 100] as const;
const GAIN_RANGE_DB = [-300, 0] as const;

function timeS(row: TableRow): number {
  const text = row.text('time_s');
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw row.refuse('time_s', 'a number of seconds');
  return value;
}

function deviceOf(row: TableRow): string {
  const device = row.text('device');
  if (device === '') throw row.refuse('device', 'the name of a device');
  return device;
}

/** @throws InputError naming file, line and column */
export function parsePlainTraces(content: string, file: string): ChannelTrace[] {
  const { columns, rows } = readTable(content, file, ['time_s', 'device']);
  const isSnr = columns.includes('snr_db');
  if (isSnr === columns.includes('gain_db')) {
    throw new InputError(`${file}:1`, columns.join(','), 'a header with one of snr_db and gain_db');
  }
  const [column, range] = isSnr ? (['snr_db', SNR_RANGE_DB] as const) : (['gain_db', GAIN_RANGE_DB] as const);
  const byDevice = new Map<string, TraceSample[]>();
  for (const row of rows) {
    const device = deviceOf(row);
    const decibel = measuredNumber(row, column, range);
    const sample = {
      timeS: timeS(row),
      ...(decibel === undefined ? {} : { level: decibelToRatio(decibel) }),
    };
    const samples = byDevice.get(device);
    if (samples) samples.push(sample);
    else byDevice.set(device, [sample]);
  }
  return [...byDevice].map(([device, samples]) => ({
    device,
    quantity: isSnr ? 'snr' : 'gain',
    samples: gatherSamples(samples),
  }));
}
