// Trace files of every kind: whatever is in them, traces in ascending time come out, or one line says why not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/core/text-input.js';
import {
  type ChannelTrace,
  parseColumns,
  parseGNetTrack,
  parsePlainTraces,
} from '../../../src/system/traces/index.js';
import { HOSTILE_RUNS, hostileBytes, readsOrRefuses } from '../../core/hostile.js';
import { recordingOf, syntheticRows } from './recording.js';

const RECORDING = recordingOf(syntheticRows(1, 5));
const PLAIN = 'time_s,device,snr_db\n0,a,1\n0.5,b,-\n1,a,3\n';
const NS3 = '% time\tcellId\tIMSI\tRNTI\trsrp\tsinr\n0.1\t1\t1\t1\t1e-12\t21.5\n0.2\t1\t2\t1\t2e-12\tnan\n';

const READERS: Readonly<Record<string, (content: string) => ChannelTrace[]>> = {
  'g-net-track': (content) => parseGNetTrack(content, 'a.csv'),
  plain: (content) => parsePlainTraces(content, 'a.csv'),
  columns: (content) =>
    parseColumns(content, 'a.csv', { time: 'time', device: 'IMSI', snr: 'sinr', levels: 'linear' }),
  dates: (content) => parseColumns(content, 'a.csv', { time: 'Timestamp', timeUnit: 'date', rsrp: 'RSRP' }),
};

describe.each(Object.keys(READERS))('the reader of %s', (name) => {
  it('reads hostile bytes or refuses them in one line', () => {
    fc.assert(
      fc.property(hostileBytes([RECORDING, RECORDING.replaceAll(',', '\t'), PLAIN, NS3]), (bytes) => {
        const read = () => READERS[name]!(decodeText(bytes, 'a.csv'));
        for (const { samples } of readsOrRefuses(read, /^a\.csv/) ?? []) {
          expect(samples.length).toBeGreaterThan(0);
          samples.forEach(({ timeS, level }, i) => {
            expect(
              Number.isFinite(timeS) && timeS > (samples[i - 1]?.timeS ?? Number.NEGATIVE_INFINITY),
            ).toBe(true);
            expect(level === undefined || (level > 0 && Number.isFinite(level))).toBe(true);
          });
        }
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });
});
