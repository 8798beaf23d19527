/**
 * The published recordings themselves ("Beyond Throughput, The Next Generation", Raca et al., 2020), where
 * DRIFTLORA_TRACES names their folder: the importer against a count that knows nothing of it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChannelTrace, parseGNetTrack } from '../../../src/system/traces/index.js';

const FOLDER = process.env.DRIFTLORA_TRACES;
const files = FOLDER ? readdirSync(FOLDER).filter((name) => name.endsWith('.csv')) : [];

interface PlainRow {
  readonly time: string;
  readonly mode: string;
  readonly rsrp: string;
  readonly snr: string;
}

/** Columns 0, 6, 7 and 9 of every line but the first. */
function plainRows(text: string): PlainRow[] {
  const lines = text.trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const cells = line.split(',');
    return { time: cells[0]!, mode: cells[6]!, rsrp: cells[7]!, snr: cells[9]! };
  });
}

const isOutage = ({ rsrp, snr }: PlainRow) => snr === '-' || rsrp === '-200';

describe.skipIf(files.length === 0)(
  'measured recordings (skipped unless DRIFTLORA_TRACES names them)',
  () => {
    const read = (file: string): { trace: ChannelTrace; rows: PlainRow[] } => {
      const text = readFileSync(join(FOLDER!, file), 'utf8');
      return { trace: parseGNetTrack(text, file)[0]!, rows: plainRows(text) };
    };

    it.each(files)('%s: a sample a second, an outage wherever a row has no SNR', (file) => {
      const { trace, rows } = read(file);
      const seconds = new Set(rows.map(({ time }) => time));
      const outages = new Set(rows.filter(isOutage).map(({ time }) => time));
      expect(trace.samples).toHaveLength(seconds.size);
      expect(trace.samples.filter(({ level }) => level === undefined)).toHaveLength(outages.size);
      const best = Math.max(...rows.filter((row) => !isOutage(row)).map(({ snr }) => Number(snr)));
      const levels = trace.samples.flatMap(({ level }) => (level === undefined ? [] : [level]));
      expect(Math.max(...levels)).toBeLessThanOrEqual(10 ** (best / 10) * (1 + 1e-12));
    });

    it('have an SNR in every LTE and 5G row, and in no other: the network mode need not be read', () => {
      const rows = files.flatMap((file) => read(file).rows);
      const hasSnr = (row: PlainRow) => row.snr !== '-';
      expect(rows.filter((row) => hasSnr(row) !== /^(LTE|5G)$/.test(row.mode))).toEqual([]);
    });
  },
);
