/** Recordings of our own in the form of G-NetTrack Pro, with the oddities that real ones have. */
import { randomStream } from '../../../src/core/random.js';

const HEADER =
  'Timestamp,Longitude,Latitude,Speed,Operatorname,CellID,NetworkMode,RSRP,RSRQ,SNR,CQI,RSSI,DL_bitrate,UL_bitrate,State';

export interface RecordedRow {
  /** Seconds since the recording began. */
  readonly second: number;
  /** As written in the file: a number of dB, or "-". */
  readonly snr: string;
  readonly rsrp?: string;
  readonly mode?: string;
}

const BEGIN = Date.UTC(2020, 1, 29, 23, 59, 50); // a leap day, and midnight comes soon

/** Time of a second of a recording on the clock of its trace. */
export const clockS = (second: number) => BEGIN / 1000 + second;

function timestamp(second: number): string {
  const [date, time] = new Date(BEGIN + 1000 * second).toISOString().slice(0, 19).split('T');
  return `${date!.replaceAll('-', '.')}_${time!.replaceAll(':', '.')}`;
}

const lineOf = ({ second, snr, rsrp = '-95', mode = '5G' }: RecordedRow) =>
  `${timestamp(second)},-8.4,51.9,0,B,11,${mode},${rsrp},-11,${snr},10,-90,2000,100,D`;

export const recordingOf = (rows: readonly RecordedRow[]) => `${[HEADER, ...rows.map(lineOf)].join('\n')}\n`;

/**
 * About a row a second: seconds that are skipped or stand more than once, a stretch of 3G without SNR, rows without a cell.
 * @param outage from and to which second there is no SNR
 */
export function syntheticRows(
  seed: number,
  seconds: number,
  outage: readonly [number, number] = [-1, -1],
): RecordedRow[] {
  const random = randomStream(seed, 'recording');
  let snrDb = 5;
  return Array.from({ length: seconds }, (_, second): RecordedRow[] => {
    snrDb = Math.max(-12, Math.min(30, Math.round(snrDb + 2 * random.normal())));
    if (second > 0 && second < seconds - 1 && random.uniform() < 0.1) return [];
    const is3g = second >= outage[0] && second < outage[1];
    const row = is3g ? { second, snr: '-', mode: 'HSPA+' } : { second, snr: `${snrDb}.0` };
    const repeats = random.uniform() < 0.9 ? 0 : 1 + random.below(3);
    const again = (n: number) => ({ ...row, snr: is3g ? '-' : `${snrDb + n}.0` });
    return [row, ...Array.from({ length: repeats }, (_, n) => again(n + 1))];
  }).flat();
}
