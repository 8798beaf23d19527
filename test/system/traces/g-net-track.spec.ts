/** Every oddity of real recordings, one at a time. */
import { describe, expect, it } from 'vitest';
import { levelAt, parseGNetTrack } from '../../../src/system/traces/index.js';
import { clockS, type RecordedRow, recordingOf } from './recording.js';

const parse = (rows: readonly RecordedRow[]) => parseGNetTrack(recordingOf(rows), 'phone.csv')[0]!;
const samplesOf = (...rows: RecordedRow[]) => parse(rows).samples;

describe('a G-NetTrack recording', () => {
  it('is one device, named by its file, with SNRs as ratios on a clock in seconds', () => {
    const trace = parse([
      { second: 0, snr: '10.0' },
      { second: 1, snr: '-3.0' },
    ]);
    expect(trace).toMatchObject({ device: 'phone', quantity: 'snr' });
    expect(trace.samples).toEqual([
      { timeS: clockS(0), level: 10 },
      { timeS: clockS(1), level: 10 ** -0.3 },
    ]);
  });

  it('crosses midnight and a leap day without a jump', () => {
    const samples = samplesOf(...[0, 9, 10, 11].map((second) => ({ second, snr: '0.0' })));
    expect(samples.map(({ timeS }) => timeS - samples[0]!.timeS)).toEqual([0, 9, 10, 11]);
  });

  it('takes the mean of the ratios, not of the decibels, of a second that stands twice', () => {
    expect(samplesOf({ second: 0, snr: '0.0' }, { second: 0, snr: '10.0' })).toEqual([
      { timeS: clockS(0), level: 5.5 },
    ]);
  });

  it.each([
    ['"-"', { snr: '-' }],
    ['nothing', { snr: '' }],
    ['3G, which has none', { snr: '-', mode: 'HSPA+' }],
    ['an RSRP of -200, whatever stands beside it', { snr: '-30.0', rsrp: '-200' }],
  ])('has an outage, and no level, where the SNR is %s', (_, row) => {
    expect(samplesOf({ second: 0, ...row })).toEqual([{ timeS: clockS(0) }]);
  });

  it('has an outage at a second with a row that has an SNR and one that has not', () => {
    expect(samplesOf({ second: 0, snr: '7.0' }, { second: 0, snr: '-' })).toEqual([{ timeS: clockS(0) }]);
  });

  it('believes an SNR without an RSRP', () => {
    expect(samplesOf({ second: 0, snr: '0.0', rsrp: '-' })).toEqual([{ timeS: clockS(0), level: 1 }]);
  });

  it('knows the last second until it is too old, and nothing across an outage', () => {
    const trace = parse([
      { second: 0, snr: '0.0' },
      { second: 5, snr: '-' },
      { second: 6, snr: '10.0' },
    ]);
    const at = (second: number) => levelAt(trace, clockS(second), 3);
    expect([-1, 0, 3, 3.5, 5, 5.9, 6, 9, 10].map(at)).toEqual([
      undefined,
      1,
      1,
      undefined,
      undefined,
      undefined,
      10,
      10,
      undefined,
    ]);
  });

  it('may have Windows line ends, a byte order mark and columns in any order', () => {
    const text = '\ufeffSNR,Timestamp,NetworkMode,RSRP\r\n10.0,2020.02.29_23.59.50,5G,-90\r\n';
    expect(parseGNetTrack(text, 'a.csv')[0]!.samples).toEqual([{ timeS: clockS(0), level: 10 }]);
  });

  const header = 'Timestamp,SNR,RSRP\n';
  it.each([
    ['Timestamp,SNR\n', /^a\.csv:1: got "Timestamp,SNR", accepted is a header with RSRP/],
    ['', /^a\.csv:1: got "", accepted is a header with Timestamp and SNR and RSRP/],
    ['Timestamp,SNR,RSRP,SNR\n', /^a\.csv:1: got "SNR", accepted is a header that names each column once/],
    [header, /^a\.csv: got "a header alone", accepted is at least one row/],
    [`${header}2020.02.29_23.59.50,1\n`, /^a\.csv:2: got "2 cells", accepted is 3, as in the header/],
    [`${header}2020.02.30_23.59.50,1,-90\n`, /^a\.csv:2, Timestamp: got "2020.02.30_23.59.50", accepted/],
    [`${header}2020.02.29_24.59.50,1,-90\n`, /^a\.csv:2, Timestamp: /],
    [`${header}2020-02-29 23:59:50,1,-90\n`, /^a\.csv:2, Timestamp: /],
    [`${header}-,1,-90\n`, /^a\.csv:2, Timestamp: got "-", accepted is a time as YYYY.MM.DD_hh.mm.ss/],
    [`${header}2020.02.29_23.59.50,2147483647,-90\n`, /^a\.csv:2, SNR: got "2147483647", .* -50 to 60/],
    [`${header}\n2020.02.29_23.59.50,1 dB,-90\n`, /^a\.csv:3, SNR: got "1 dB"/],
    [`${header}2020.02.29_23.59.50,1,high\n`, /^a\.csv:2, RSRP: got "high"/],
    [`${header}2020.02.29_23.59.50,"1,-90\n`, /^a\.csv, line 2: .* accepted is a closing quotation mark/],
  ])('is refused by file, line and column: %j', (text, message) => {
    expect(() => parseGNetTrack(text, 'a.csv')).toThrow(message);
  });
});
