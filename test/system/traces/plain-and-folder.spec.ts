import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { parsePlainTraces, readTraceFolder } from '../../../src/system/traces/index.js';
import { recordingOf } from './recording.js';

describe('a plain trace file', () => {
  it('has any devices, rows in any order, and outages', () => {
    const text = 'time_s,device,snr_db\n0.5,b,10\n0,a,0\n1,a,-\n0,b,\n-1,a,3\n';
    expect(parsePlainTraces(text, 'a.csv')).toEqual([
      { device: 'b', quantity: 'snr', samples: [{ timeS: 0 }, { timeS: 0.5, level: 10 }] },
      {
        device: 'a',
        quantity: 'snr',
        samples: [{ timeS: -1, level: 10 ** 0.3 }, { timeS: 0, level: 1 }, { timeS: 1 }],
      },
    ]);
  });

  it('may have gains', () => {
    const [trace] = parsePlainTraces('device,gain_db,time_s\na,-120,0\n', 'a.csv');
    expect(trace).toEqual({ device: 'a', quantity: 'gain', samples: [{ timeS: 0, level: 1e-12 }] });
  });

  it.each([
    ['time_s,device\n0,a\n', /^a\.csv:1: .*a header with one of snr_db and gain_db/],
    ['time_s,device,snr_db,gain_db\n0,a,1,-90\n', /^a\.csv:1: .*a header with one of snr_db and gain_db/],
    ['time_s,snr_db\n0,1\n', /^a\.csv:1: .*a header with device/],
    ['time_s,device,snr_db\n,a,1\n', /^a\.csv:2, time_s: got "", accepted is a number of seconds/],
    ['time_s,device,snr_db\nInfinity,a,1\n', /^a\.csv:2, time_s: got "Infinity"/],
    ['time_s,device,snr_db\n0, ,1\n', /^a\.csv:2, device: got "", accepted is the name of a device/],
    ['time_s,device,gain_db\n0,a,3\n', /^a\.csv:2, gain_db: got "3", accepted is a number from -300 to 0/],
  ])('is refused by file, line and column: %j', (text, message) => {
    expect(() => parsePlainTraces(text, 'a.csv')).toThrow(message);
  });
});

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'driftlora-traces-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const PLAIN = 'time_s,device,snr_db\n0,a,1\n0,b,1\n';

describe('a folder of traces', () => {
  it('gives a device a recording, by name, and reads only .csv', async () => {
    const rows = recordingOf([{ second: 0, snr: '1.0' }]);
    const folder = folderOf({ 'z.csv': rows, 'A.CSV': rows, 'README.md': 'not a trace' });
    const traces = await readTraceFolder(folder, 'g-net-track');
    expect(traces.map(({ device }) => device)).toEqual(['A', 'z']);
  });

  it('gathers the devices of all plain files, by name', async () => {
    const folder = folderOf({ 'x.csv': PLAIN, 'b.csv': 'time_s,device,gain_db\n0,aa,-90\n' });
    const traces = await readTraceFolder(folder, 'plain');
    expect(traces.map(({ device, quantity }) => `${device} ${quantity}`)).toEqual([
      'a snr',
      'aa gain',
      'b snr',
    ]);
  });

  it.each([
    ['that is not there', () => 'no-such-folder', 'a folder of trace files that can be read'],
    ['without a .csv file', () => folderOf({ 'a.txt': '' }), 'a folder with at least one .csv file'],
    [
      'with a device twice',
      () => folderOf({ 'x.csv': PLAIN, 'y.csv': PLAIN }),
      'each device in one file only',
    ],
  ])('%s is refused', async (_, folder, message) => {
    const failure = await readTraceFolder(folder(), 'plain', 'radio.channel.folder').catch((error) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect(failure.message).toContain(message);
    expect(failure.field).toBe('radio.channel.folder');
  });
});
