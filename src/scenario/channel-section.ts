/** Keys of the group `radio.channel`: channels drawn for a cell, or measured ones. */
import { z } from 'zod';
import { TEXT_ENCODINGS } from '../core/text-input.js';
import { LEVEL_SCALES, TIME_UNITS } from '../system/traces/index.js';
import { defaultVariant, finishedVariant, section } from './groups.js';
import { choice, optionalText, path, quantity } from './keys.js';
import { named } from './si-names.js';

const reference = {
  referenceBandwidth: quantity(
    'frequency',
    { above: '0 Hz' },
    {
      about: 'Band the SNR was measured over.',
      default: '20 MHz',
      source: 'the widest LTE carrier (TS 36.101 Table 5.6-1)',
    },
  ),
  referencePower: quantity(
    'power',
    { above: '0 W' },
    {
      about: 'Power sent in that band.',
      default: '49 dBm',
      source: 'a 20 MHz base station, TR 36.814 Table A.2.1.1-2',
    },
  ),
  referenceNoise: quantity(
    'noiseDensity',
    { above: '0 W/Hz' },
    {
      about: 'Noise and interference where it was measured.',
      default: '-140 dBm/Hz',
      source: 'median of RSRP - SNR over the published traces (docs/traces.md)',
    },
  ),
};

const columns = section(
  'Names of the columns of tables in another form; with them, format is not asked. time and one of snr, gain and rsrp must be there.',
  {
    time: optionalText({
      about: 'Column with the time.',
      example: 'time',
      absent: "the format's own columns",
    }),
    timeUnit: choice(TIME_UNITS, {
      about: 'What the time is in; date is a date and time of day, as in 2026-01-31 12:00:00.',
      default: 's',
      source: 'what simulators write',
    }),
    device: optionalText({
      about: 'Column with the name of the device.',
      example: 'IMSI',
      absent: 'each file is a device and has its name',
    }),
    snr: optionalText({
      about: 'Column with the ratio of signal to noise and interference over the reference band.',
      example: 'sinr',
      absent: 'another of the three is there',
    }),
    gain: optionalText({
      about: 'Column with the power gain of the channel.',
      example: 'gain',
      absent: 'another of the three is there',
    }),
    rsrp: optionalText({
      about: 'Column with the power received over one subcarrier of 15 kHz.',
      example: 'rsrp',
      absent: 'another of the three is there',
    }),
    levels: choice(LEVEL_SCALES, {
      about: 'How that column is written: in dB (dBm for rsrp), or as ratios (W for rsrp).',
      default: 'dB',
      source: 'what drive tests write',
    }),
  },
);

const traceKeys = {
  folder: path({
    about:
      "Folder of the .csv, .tsv or .txt files, from the scenario file's folder; --traces on the command line replaces it, from the working directory.",
    default: 'traces',
    source: 'a name for the folder you put them in',
  }),
  format: choice(['g-net-track', 'plain'], {
    about: 'Recordings of G-NetTrack Pro, a device a file; or columns time_s, device and snr_db or gain_db.',
    default: 'g-net-track',
    source: 'what the published 5G traces are',
  }),
  columns,
  encoding: choice(TEXT_ENCODINGS, {
    about: 'How the characters of the files are written.',
    default: 'utf-8',
    source: 'what nearly all text is in',
  }),
  roundLength: named(
    'roundS',
    quantity(
      'time',
      { above: '0 s' },
      {
        about: 'Time in the traces from the start of a round to that of the next.',
        default: '2 s',
        source: 'the default deadline: a round is over before the next begins',
      },
    ),
  ),
  start: quantity(
    'time',
    { least: '0 s' },
    {
      about: 'How far into each trace the first round is; the past rounds that are learned from end there.',
      default: '2 min',
      source: 'room for sixty past rounds of the default length',
    },
  ),
  maxAge: quantity(
    'time',
    { least: '0 s' },
    {
      about:
        'At the start of a round the last sample counts; one older than this is a gap, and the device away.',
      default: '3 s',
      source: 'phones do not record every second: in the published traces 3 of 38,915 pauses are longer',
    },
  ),
  afterEnd: choice(['away', 'repeat'], {
    about: 'A trace that is shorter than the run: its device stays away, or its rounds are seen again.',
    default: 'away',
    source: 'nothing is made up',
  }),
  ...reference,
};

const traces = finishedVariant(
  'traces',
  'Measured channels, from a folder of files (docs/traces.md).',
  traceKeys,
  ({ referenceBandwidthHz, referencePowerW, referenceNoiseWPerHz, ...channel }) => ({
    ...channel,
    reference: {
      bandwidthHz: referenceBandwidthHz,
      powerW: referencePowerW,
      noiseWPerHz: referenceNoiseWPerHz,
    },
  }),
);

export const channel = z
  .discriminatedUnion('kind', [
    defaultVariant('cell', 'Drawn: devices in the group `cell`, with `fading` from round to round.', {}),
    traces,
  ])
  .prefault({})
  .meta({ description: 'Where the channels come from.' });
