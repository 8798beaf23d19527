/**
 * Recordings of G-NetTrack Pro (an Android drive-test application): CSV, one device a file, about a row a second.
 * Read are the columns Timestamp (YYYY.MM.DD_hh.mm.ss), SNR [dB] and RSRP [dBm]; "-" means not measured.
 *
 * NetworkMode is not read: what decides is whether there is an SNR. 2G and 3G rows (UMTS, HSPA ...) never have one, so
 * they are outages; with LTE and non-standalone 5G it is that of the LTE carrier.
 */
import { decibelToRatio } from '../units.js';
import { measuredNumber, readTable, type TableRow } from './table.js';
import { type ChannelTrace, gatherSamples, type TraceSample } from './trace.js';

const TIMESTAMP = /^(\d{4})\.(\d\d)\.(\d\d)_(\d\d)\.(\d\d)\.(\d\d)$/;

/** Phones report -20 to 30 dB (Android's RSSNR); recordings hold a little more. Far outside is no measurement. */
const SNR_RANGE_DB = [-50, 60] as const;

const RSRP_RANGE_DBM = [-250, 0] as const;

/** An RSRP that stands for "no cell"; real ones end at -156 dBm (TS 36.133 9.1.4). The SNR beside it means nothing. */
const NO_CELL_DBM = -200;

/** Seconds on the recording's wall clock, as if it never changed between summer and winter. */
function timeS(row: TableRow): number {
  const parts = TIMESTAMP.exec(row.text('Timestamp'));
  const [year, month, day, hour, minute, second] = (parts ?? []).slice(1).map(Number) as number[];
  const time = parts ? Date.UTC(year!, month! - 1, day, hour, minute, second) : Number.NaN;
  const canonical = Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 19);
  if (canonical.replaceAll(/[-T:]/g, '') !== parts?.slice(1).join('')) {
    throw row.refuse('Timestamp', 'a time as YYYY.MM.DD_hh.mm.ss');
  }
  return time / 1000;
}

function sampleOf(row: TableRow): TraceSample {
  const snrDb = measuredNumber(row, 'SNR', SNR_RANGE_DB);
  const rsrpDbm = measuredNumber(row, 'RSRP', RSRP_RANGE_DBM);
  const hasCell = rsrpDbm === undefined || rsrpDbm > NO_CELL_DBM;
  if (snrDb === undefined || !hasCell) return { timeS: timeS(row) };
  return { timeS: timeS(row), level: decibelToRatio(snrDb) };
}

/**
 * @param file name of the file; without .csv it is the device's
 * @throws InputError naming file, line and column
 */
export function parseGNetTrack(content: string, file: string): ChannelTrace[] {
  const { rows } = readTable(content, file, ['Timestamp', 'SNR', 'RSRP']);
  return [
    { device: file.replace(/\.csv$/i, ''), quantity: 'snr', samples: gatherSamples(rows.map(sampleOf)) },
  ];
}
