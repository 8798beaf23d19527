// What a folder of G-NetTrack recordings holds, as a Markdown table: npm run build && node benchmarks/traces/describe.mjs DIR
// Also measured: the pauses between recorded seconds, and the noise and interference at the phones, RSRP - SNR over the
// 15 kHz of a resource element, from which radio.channel.referenceNoise has its default.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '../../dist/core/csv.js';
import { levelAt, readTraceFolder } from '../../dist/system/traces/index.js';

const SUBCARRIER_HZ = 15e3;
const NO_CELL_DBM = -200;
const ROUND_LENGTHS_S = [1, 2, 5];
const MAX_AGE_S = 3;

const folder = process.argv[2] ?? process.env.DRIFTLORA_TRACES;
if (!folder) {
  process.stderr.write('usage: node benchmarks/traces/describe.mjs DIR\n');
  process.exit(2);
}

const decibel = (ratio) => 10 * Math.log10(ratio);
const share = (part, whole) => (whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)} %`);

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

/** Rounds of a recording from its first second to its last, and those of them in which its device has a channel. */
function rounds({ samples, ...trace }, lengthS) {
  const first = samples[0].timeS;
  const count = Math.floor((samples.at(-1).timeS - first) / lengthS) + 1;
  let usable = 0;
  let longestAwayS = 0;
  let awayS = 0;
  for (let t = 0; t < count; t++) {
    const level = levelAt({ ...trace, samples }, first + t * lengthS, MAX_AGE_S);
    usable += Number(level !== undefined);
    awayS = level === undefined ? awayS + lengthS : 0;
    longestAwayS = Math.max(longestAwayS, awayS);
  }
  return { count, usable, longestAwayS };
}

const pausesOf = ({ samples }) => samples.slice(1).map(({ timeS }, i) => timeS - samples[i].timeS);

function row(trace) {
  const { samples } = trace;
  const levels = samples.flatMap(({ level }) => (level === undefined ? [] : [level]));
  const snr =
    levels.length === 0
      ? 'none'
      : [0.1, 0.5, 0.9].map((q) => decibel(quantile(levels, q)).toFixed(0)).join(' / ');
  const byLength = ROUND_LENGTHS_S.map((lengthS) => rounds(trace, lengthS));
  return [
    trace.device,
    samples.at(-1).timeS - samples[0].timeS,
    samples.length,
    share(samples.length - levels.length, samples.length),
    Math.max(0, ...pausesOf(trace)),
    snr,
    ...byLength.map(({ usable, count }) => `${usable} of ${count}`),
    byLength[0].longestAwayS,
  ];
}

/** Noise and interference density at the phone, dBm/Hz, of every row that has an RSRP and an SNR. */
function noiseDbmPerHz(text) {
  const [header, ...records] = parseCsv(text);
  const [rsrp, snr] = ['RSRP', 'SNR'].map((name) => header.cells.indexOf(name));
  return records.flatMap(({ cells }) =>
    cells[snr] === '-' || Number(cells[rsrp]) <= NO_CELL_DBM
      ? []
      : [Number(cells[rsrp]) - Number(cells[snr]) - decibel(SUBCARRIER_HZ)],
  );
}

const traces = await readTraceFolder(folder, 'g-net-track');
const head = [
  'recording',
  'length (s)',
  'seconds recorded',
  'of them outage',
  'longest pause (s)',
  'SNR 10 / 50 / 90 % (dB)',
  ...ROUND_LENGTHS_S.map((lengthS) => `rounds of ${lengthS} s with a channel`),
  'longest absence (s)',
];
const total = (values) => values.reduce((sum, value) => sum + value, 0);
const samples = traces.flatMap((trace) => trace.samples);
const outages = samples.filter(({ level }) => level === undefined).length;
const all = ROUND_LENGTHS_S.map((lengthS) => {
  const each = traces.map((trace) => rounds(trace, lengthS));
  return share(total(each.map(({ usable }) => usable)), total(each.map(({ count }) => count)));
});
const table = [head, head.map(() => '---'), ...traces.map(row)];
process.stdout.write(`${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n`);

const pauses = traces.flatMap(pausesOf);
const noise = readdirSync(folder)
  .filter((name) => /\.csv$/i.test(name))
  .flatMap((name) => noiseDbmPerHz(readFileSync(join(folder, name), 'utf8')));
process.stdout.write(
  `${traces.length} recordings, ${samples.length} seconds recorded, ${share(outages, samples.length)} of them outage\n` +
    `rounds with a channel: ${ROUND_LENGTHS_S.map((lengthS, i) => `${all[i]} of those of ${lengthS} s`).join(', ')}\n` +
    `pauses between recorded seconds: ${[1, 2, 3].map((s) => `${pauses.filter((p) => p > s).length} above ${s} s`).join(', ')}, of ${pauses.length}\n` +
    `noise and interference at the phones, 10 / 50 / 90 %: ${[0.1, 0.5, 0.9].map((q) => quantile(noise, q).toFixed(1)).join(' / ')} dBm/Hz\n`,
);
