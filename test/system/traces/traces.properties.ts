/** Laws of the importer: the order of rows is nothing, the future is nothing, a gap is never a level. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  gainOf,
  levelAt,
  parseGNetTrack,
  pastTimeS,
  roundTimeS,
  type TraceWindow,
} from '../../../src/system/traces/index.js';
import { clockS, type RecordedRow, recordingOf, syntheticRows } from './recording.js';

const parse = (rows: readonly RecordedRow[]) => parseGNetTrack(recordingOf(rows), 'phone.csv')[0]!;

const recordings = fc
  .record({ seed: fc.nat(), seconds: fc.integer({ min: 2, max: 60 }), from: fc.nat({ max: 60 }) })
  .map(({ seed, seconds, from }) => syntheticRows(seed, seconds, [from, from + 10]));

// In quarters of a second, which the clock of a recording holds exactly.
const moment = fc.integer({ min: -20, max: 280 }).map((n) => n / 4);
const age = fc.integer({ min: 0, max: 40 }).map((n) => n / 4);

describe('a trace', () => {
  test.prop([recordings, fc.infiniteStream(fc.nat())])(
    'is the same bytes in whatever order the rows stand',
    (rows, keys) => {
      const shuffled = rows
        .map((row) => ({ row, key: keys.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ row }) => row);
      expect(parse(shuffled)).toEqual(parse(rows));
    },
  );

  test.prop([recordings, moment, age])('knows nothing of what comes later', (rows, second, maxAgeS) => {
    const untilNow = rows.filter((row) => row.second <= second);
    const known = untilNow.length > 0 ? levelAt(parse(untilNow), clockS(second), maxAgeS) : undefined;
    expect(levelAt(parse(rows), clockS(second), maxAgeS)).toBe(known);
  });

  test.prop([recordings, moment, age])(
    'has a level only where the last second was measured, and lately',
    (rows, second, maxAgeS) => {
      const level = levelAt(parse(rows), clockS(second), maxAgeS);
      const last = Math.max(...rows.filter((row) => row.second <= second).map((row) => row.second));
      const lastRows = rows.filter((row) => row.second === last);
      const isKnown = second - last <= maxAgeS && lastRows.every(({ snr }) => snr !== '-');
      expect(level !== undefined).toBe(isKnown);
      if (level === undefined) return;
      const ratios = lastRows.map(({ snr }) => 10 ** (Number(snr) / 10));
      expect(level).toBeGreaterThanOrEqual(Math.min(...ratios) * (1 - 1e-12));
      expect(level).toBeLessThanOrEqual(Math.max(...ratios) * (1 + 1e-12));
    },
  );
});

const windows: fc.Arbitrary<TraceWindow> = fc.record({
  startS: fc.integer({ min: 0, max: 200 }),
  roundS: fc.integer({ min: 1, max: 20 }).map((n) => n / 2),
  endS: fc.integer({ min: 0, max: 400 }),
  afterEnd: fc.constantFrom('away' as const, 'repeat' as const),
});

describe('the rounds in a trace', () => {
  test.prop([windows, fc.nat({ max: 99 }), fc.integer({ min: 1, max: 100 })])(
    'all lie after the past, within the trace',
    (window, round, count) => {
      const timeS = roundTimeS(window, round);
      if (timeS !== undefined) {
        expect(timeS).toBeGreaterThanOrEqual(window.startS);
        expect(timeS).toBeLessThanOrEqual(window.endS);
      }
      expect(pastTimeS(window, count - 1, count)).toBeLessThan(window.startS);
      expect(pastTimeS(window, 0, count)).toBe(window.startS - count * window.roundS);
    },
  );

  test.prop([windows, fc.nat({ max: 99 })])(
    'are evenly spaced until the trace ends; then there are none, or the same again from the first',
    (window, round) => {
      const plainS = window.startS + round * window.roundS;
      const timeS = roundTimeS(window, round);
      if (plainS <= window.endS) expect(timeS).toBe(plainS);
      else if (window.afterEnd === 'away' || window.startS > window.endS) expect(timeS).toBeUndefined();
      else expect((plainS - timeS!) % window.roundS).toBe(0);
    },
  );
});

test.prop([fc.double({ min: 1e-3, max: 1e4, noNaN: true })])(
  'a gain gives back the signal-to-noise ratio it came from',
  (ratio) => {
    const reference = { bandwidthHz: 20e6, powerW: 80, noiseWPerHz: 1e-17 };
    const gain = gainOf('snr', ratio, reference);
    const received = (reference.powerW * gain) / (reference.noiseWPerHz * reference.bandwidthHz);
    expect(received / ratio).toBeCloseTo(1, 12);
    expect(gainOf('gain', ratio, reference)).toBe(ratio);
  },
);
