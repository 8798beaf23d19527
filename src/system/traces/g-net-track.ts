/**
 * Recordings of G-NetTrack Pro (an Android drive-test application), one device a file, about a row a second: its text
 * export (tabs) and CSV made of it. Read are the columns Timestamp (YYYY.MM.DD_hh.mm.ss), SNR [dB] and RSRP [dBm],
 * which newer versions call Level; "-" means not measured.
 *
 * NetworkMode is not read: what decides is whether there is an SNR. 2G and 3G rows (UMTS, HSPA ...) never have one, so
 * they are outages; with LTE and non-standalone 5G it is that of the LTE carrier.
 */
import { readTable, type TableRow } from '../../core/table.js';
import { decibelToRatio } from '../units.js';
import { clockS, isClockSet, measuredNumber } from './cells.js';
import { gatherTraces, type PlacedSample } from './gather.js';
import type { OnRemark } from './remarks.js';
import type { ChannelTrace } from './trace.js';

const TIMESTAMP = /^(\d{4})\.(\d\d)\.(\d\d)_(\d\d)\.(\d\d)\.(\d\d)$/;

/** Phones report -20 to 30 dB (Android's RSSNR); recordings hold a little more. Far outside is no measurement. */
const SNR_RANGE_DB = [-50, 60] as const;

const RSRP_RANGE_DBM = [-250, 0] as const;

/** An RSRP that stands for "no cell"; real ones end at -156 dBm (TS 36.133 9.1.4). The SNR beside it means nothing. */
export const NO_CELL_DBM = -200;

/** Seconds on the recording's wall clock, as if it never changed between summer and winter. */
function timeS(row: TableRow): number {
  const time = clockS((TIMESTAMP.exec(row.text('Timestamp')) ?? []).slice(1));
  if (time === undefined) throw row.refuse('Timestamp', 'a time as YYYY.MM.DD_hh.mm.ss');
  return time;
}

function sampleOf(row: TableRow, device: string, powerColumn: string): PlacedSample {
  const snrDb = measuredNumber(row, 'SNR', SNR_RANGE_DB);
  const rsrpDbm = measuredNumber(row, powerColumn, RSRP_RANGE_DBM);
  const hasCell = rsrpDbm === undefined || rsrpDbm > NO_CELL_DBM;
  const placed = { device, line: row.line, timeS: timeS(row) };
  return snrDb === undefined || !hasCell ? placed : { ...placed, level: decibelToRatio(snrDb) };
}

/** RSRP, or what a newer header calls it. */
function powerColumnIn(content: string): string {
  const header = /^[^\r\n]*/.exec(content)![0];
  return /\bRSRP\b/i.test(header.replaceAll(/\bNRx\w+/g, '')) || !/\bLevel\b/i.test(header)
    ? 'RSRP'
    : 'Level';
}

/**
 * Rows from before the phone's clock was set are left out, and said to be, where others follow.
 * @param file name of the file; without its ending it is the device's
 * @throws InputError naming file, line and column
 */
export function parseGNetTrack(content: string, file: string, onRemark?: OnRemark): ChannelTrace[] {
  const powerColumn = powerColumnIn(content);
  const { rows } = readTable(content, file, ['Timestamp', 'SNR', powerColumn]);
  const device = file.replace(/\.(csv|tsv|txt)$/i, '');
  const samples = rows.map((row) => sampleOf(row, device, powerColumn));
  return gatherTraces(withClockSet(samples, file, onRemark), file, 'Timestamp', 'snr', onRemark);
}

/** All rows where none has a clock that is set: only differences of time matter. */
export function withClockSet(
  samples: readonly PlacedSample[],
  file: string,
  onRemark?: OnRemark,
): readonly PlacedSample[] {
  const set = samples.filter((sample) => isClockSet(sample.timeS));
  if (set.length === 0 || set.length === samples.length) return samples;
  const first = samples.find((sample) => !isClockSet(sample.timeS))!;
  onRemark?.({
    kind: 'unset-clock',
    where: `${file}:${first.line}`,
    amount: samples.length - set.length,
  });
  return set;
}
