/** Kinds of files that people have: the application's own export, simulators, broken clocks, other units, other files. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkReach,
  gainOf,
  parseColumns,
  parseGNetTrack,
  parsePlainTraces,
  readTraceFolder,
  remarkLines,
  type TraceRemark,
} from '../../../src/system/traces/index.js';
import { clockS, recordingOf } from './recording.js';

const remarksOf = <T>(read: (onRemark: (remark: TraceRemark) => void) => T) => {
  const remarks: TraceRemark[] = [];
  const value = read((remark) => remarks.push(remark));
  return { value, lines: remarkLines(remarks) };
};

function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'driftlora-traces-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

describe("G-NetTrack's own export", () => {
  const rows = [
    { second: 0, snr: '10.0' },
    { second: 1, snr: '-' },
  ];
  const samples = [{ timeS: clockS(0), level: 10 }, { timeS: clockS(1) }];

  it('has tabs, and a tab more at the end of some rows', () => {
    const text = recordingOf(rows).replaceAll(',', '\t').replaceAll('\tD\n', '\tD\t\n');
    expect(parseGNetTrack(text, 'phone.txt')).toEqual([{ device: 'phone', quantity: 'snr', samples }]);
  });

  it('calls the RSRP Level in newer versions', () => {
    const text = recordingOf(rows).replace('RSRP', 'Level').replace('RSRQ', 'Qual').replace('CQI', 'NRxRSRP');
    expect(parseGNetTrack(text, 'a.csv')[0]!.samples).toEqual(samples);
    expect(parseGNetTrack(text.replaceAll('-95', '-200'), 'a.csv')[0]!.samples).toEqual([
      { timeS: clockS(0) },
      { timeS: clockS(1) },
    ]);
  });
});

describe('clocks', () => {
  const recording = (times: readonly string[]) =>
    `Timestamp,SNR,RSRP\n${times.map((time) => `${time},10,-90\n`).join('')}`;

  it('that were not set are left out with a word, wherever such rows stand', () => {
    const text = recording([
      '1970.01.01_00.00.07',
      '2019.12.14_10.16.30',
      '1980.01.06_00.00.00',
      '2019.12.14_10.16.31',
    ]);
    const { value, lines } = remarksOf((onRemark) => parseGNetTrack(text, 'a.csv', onRemark));
    expect(value[0]!.samples).toHaveLength(2);
    expect(lines).toEqual(['traces: 2 row(s) dated before 2000 left out, the clock was not set: a.csv:2']);
  });

  it('that were never set still tell how much time went by', () => {
    const text = recording(['1970.01.01_00.00.07', '1970.01.01_00.00.08']);
    expect(parseGNetTrack(text, 'a.csv')[0]!.samples.map(({ timeS }) => timeS)).toEqual([7, 8]);
  });

  it.each([
    ['2018.12.14_10.16.29', '2019.12.14_10.16.30', '365 days'],
    ['2019.12.14_10.16.30', '2038.01.19_03.14.07', '6.61e\\+3 days'],
  ])('that jump from %s to %s are refused', (before, after, jump) => {
    expect(() => parseGNetTrack(recording([before, after]), 'a.csv')).toThrow(
      new RegExp(`^a\\.csv:3, Timestamp: got "a jump of ${jump} from line 2 to line 3"`),
    );
  });

  it('that jump in numbers of seconds are refused too, each device for itself', () => {
    const text = 'time_s,device,snr_db\n0,a,1\n1e9,b,1\n1576318590,a,1\n';
    expect(() => parsePlainTraces(text, 'a.csv')).toThrow(/^a\.csv:4, time_s: got "a jump of/);
    expect(parsePlainTraces(text.replace('1576318590', '1'), 'a.csv')).toHaveLength(2);
  });

  it('that go back, stand still or pause are said, in a line a kind', () => {
    const text = recording([
      ...['2020.01.01_00.00.05', '2020.01.01_00.00.04', '2020.01.01_00.00.04', '2020.01.01_00.02.00'],
    ]);
    const { lines } = remarksOf((onRemark) => {
      for (const file of ['a.csv', 'b.csv', 'c.csv', 'd.csv']) parseGNetTrack(text, file, onRemark);
    });
    expect(lines).toEqual([
      'traces: 4 row(s) go back in time, rows are sorted: a.csv:3, b.csv:3, c.csv:3, and 1 more',
      'traces: 4 row(s) share their instant with another, the mean counts: a.csv:4, b.csv:4, c.csv:4, and 1 more',
      'traces: pauses of more than a minute (longest 115 s), devices are away in them: a.csv:5, b.csv:5, c.csv:5, and 1 more',
    ]);
  });
});

describe('what a folder holds beside recordings', () => {
  it('is left out where a spreadsheet or a system left it', async () => {
    const recording = recordingOf([{ second: 0, snr: '10.0' }]);
    const folder = folderOf({ 'a.csv': recording, '~$a.csv': 'x', '._a.csv': 'x', 'a.csv~': 'x' });
    expect((await readTraceFolder(folder, 'g-net-track')).map(({ device }) => device)).toEqual(['a']);
  });

  it('is said where a device has rows and nothing measured in any', () => {
    const text = 'time_s,device,snr_db\n0,a,1\n0,b,-\n1,b,\n';
    const { value, lines } = remarksOf((onRemark) => parsePlainTraces(text, 'a.csv', onRemark));
    expect(value).toHaveLength(2);
    expect(lines).toEqual(['traces: 1 device(s) without one measured level, which are never there: a.csv:3']);
  });

  it.each(['0x10', '0b11', '0o7', '1_0', 'Infinity', '１'])('%s is no number', (text) => {
    const cells = (time: string, snr: string) => `time_s,device,snr_db\n${time},a,${snr}\n`;
    expect(() => parsePlainTraces(cells(text, '1'), 'a.csv')).toThrow(/^a\.csv:2, time_s: got/);
    expect(() => parsePlainTraces(cells('1', text), 'a.csv')).toThrow(/^a\.csv:2, snr_db: got/);
  });
});

describe('units of time', () => {
  const every = (step: number, count: number, from = 0) =>
    `time_s,device,snr_db\n${Array.from({ length: count }, (_, i) => `${from + i * step},a,10\n`).join('')}`;

  it('since 1970 in milliseconds are no seconds', () => {
    expect(() => parsePlainTraces(every(1000, 3, 1576318590000), 'a.csv')).toThrow(
      /^a\.csv:2, time_s: got "1576318590000", .*columns: \{ time, timeUnit: ms \}/,
    );
  });

  it.each([100, 1000, 1e4])('of %d between samples are no seconds for a run', (step) => {
    const traces = parsePlainTraces(every(step, 200), 'a.csv');
    expect(() => checkReach(traces, { startS: 120, maxAgeS: 3 }, 'radio.channel')).toThrow(
      new RegExp(`^radio\\.channel\\.maxAge: got "3 s", accepted is at least .* ${step} s .*timeUnit: ms`),
    );
    checkReach(traces, { startS: 120, maxAgeS: step }, 'radio.channel');
  });

  it('that make every trace shorter than its first round are refused', () => {
    const traces = parsePlainTraces(every(1 / 60, 300), 'a.csv');
    expect(() => checkReach(traces, { startS: 120, maxAgeS: 3 }, 'k')).toThrow(
      /^k\.start: got "120 s", accepted is at most the length of the longest trace, 4\.98\d* s/,
    );
  });

  it.each([
    ['s', '12.5'],
    ['ms', '12500'],
    ['us', '12500000'],
    ['ns', '12500000000'],
    ['date', '1970-01-01 00:00:12.5'],
    ['date', '1970/01/01T01:00:12.500+01:00'],
    ['date', '1970-01-01T00:00:12.5Z'],
  ] as const)('are named: %s', (timeUnit, text) => {
    const columns = { time: 't', timeUnit, snr: 'x' };
    expect(parseColumns(`t,x\n${text},0\n`, 'a.csv', columns)[0]!.samples).toEqual([
      { timeS: 12.5, level: 1 },
    ]);
  });
});

describe('columns by name', () => {
  it('read the SINR of ns-3 (DlRsrpSinrStats.txt): tabs, a commented header, ratios', () => {
    const text =
      '% time\tcellId\tIMSI\tRNTI\trsrp\tsinr\tComponentCarrierId\n' +
      '0.0202143\t1\t1\t1\t3.98e-13\t251.189\t0\n0.0202143\t1\t2\t2\t1.1e-14\tnan\t0\n0.0302143\t1\t1\t1\t3.9e-13\t0\t0\n';
    const ns3 = { time: 'time', device: 'IMSI', snr: 'sinr', levels: 'linear' } as const;
    expect(parseColumns(text, 'DlRsrpSinrStats.txt', ns3)).toEqual([
      { device: '1', quantity: 'snr', samples: [{ timeS: 0.0202143, level: 251.189 }, { timeS: 0.0302143 }] },
      { device: '2', quantity: 'snr', samples: [{ timeS: 0.0202143 }] },
    ]);
    const rsrp = parseColumns(text, 'x.txt', {
      time: 'time',
      device: 'IMSI',
      rsrp: 'rsrp',
      levels: 'linear',
    });
    expect(rsrp[0]!.samples[0]!.level).toBe(3.98e-13);
  });

  it('read a power over a subcarrier as the gain that gives it', () => {
    const reference = { bandwidthHz: 20e6, powerW: 80, noiseWPerHz: 1e-17 };
    const [trace] = parseColumns('t;p\n0;-100\n1;-200\n', 'a.csv', { time: 't', rsrp: 'p' });
    expect(trace!.samples[1]).toEqual({ timeS: 1 });
    // 80 W over 20 MHz are 60 mW over 15 kHz; -100 dBm is 1e-13 W.
    expect(gainOf('rsrp', trace!.samples[0]!.level!, reference)).toBeCloseTo(1e-13 / 0.06, 20);
  });

  it.each([
    [{ time: 't', snr: 'y' }, 't,x\n0,1\n', /^a\.csv:1: got "t,x", accepted is a header with y/],
    [{ time: 't', snr: 'x' }, 't,x\nnow,1\n', /^a\.csv:2, t: got "now", accepted is a number of seconds/],
    [
      { time: 't', snr: 'x', levels: 'linear' },
      't,x\n0,-3\n',
      /^a\.csv:2, x: got "-3", accepted is a number from 0/,
    ],
    [{ time: 't', timeUnit: 'date', snr: 'x' }, 't,x\n31.12.2020 10:00:00,1\n', /^a\.csv:2, t: .*YYYY-MM-DD/],
    [{ time: 't', timeUnit: 'date', snr: 'x' }, 't,x\n2021-02-29 10:00:00,1\n', /^a\.csv:2, t: /],
    [
      { time: 't', device: 'd', snr: 'x' },
      't,d,x\n0,,1\n',
      /^a\.csv:2, d: got "", accepted is the name of a device/,
    ],
    [{ time: 't' }, 't,x\n0,1\n', /^columns: got .* one of the keys snr, gain and rsrp/],
    [{ time: 't', snr: 'x', gain: 'x' }, 't,x\n0,1\n', /^columns: /],
  ] as const)('%j on %j are refused', (columns, text, message) => {
    expect(() => parseColumns(text, 'a.csv', columns)).toThrow(message);
  });
});

describe('a folder as it is on a disk', () => {
  const recording = recordingOf([{ second: 0, snr: '1.0' }]);

  it('may have hidden files, a README and other things in it', async () => {
    const folder = folderOf({
      'a.csv': recording,
      'b.txt': recording.replaceAll(',', '\t'),
      '._a.csv': Uint8Array.of(0, 5, 22, 7),
      '.DS_Store': 'x',
      'README.txt': 'Phones, driving.\nSee the paper.\n',
    });
    const remarks: TraceRemark[] = [];
    const options = { onRemark: (remark: TraceRemark) => remarks.push(remark) };
    const traces = await readTraceFolder(folder, 'g-net-track', 'folder', options);
    expect(traces.map(({ device }) => device)).toEqual(['a', 'b']);
    expect(remarkLines(remarks)).toEqual([
      'traces: 1 file(s) without the columns of a trace left out: README.txt',
    ]);
  });

  it('names what is no file, and the encoding of what is no text', async () => {
    const folder = folderOf({ 'a.csv': recording });
    mkdirSync(join(folder, 'x.csv'));
    await expect(readTraceFolder(folder, 'g-net-track', 'key')).rejects.toThrow(
      /^x\.csv: got "something else", accepted is a file, .* \(in key .*driftlora-traces-/,
    );
    const latin = folderOf({ 'a.csv': Buffer.from(recording.replace(',B,', ',Telefónica,'), 'latin1') });
    await expect(readTraceFolder(latin, 'g-net-track')).rejects.toThrow(/^a\.csv:2: got "the byte 0xf3"/);
    const read = await readTraceFolder(latin, 'g-net-track', 'key', { encoding: 'windows-1252' });
    expect(read).toHaveLength(1);
  });
});
