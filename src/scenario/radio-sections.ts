/** Keys of the groups `cell`, `radio` and `compute`: where devices stand, how they send, how fast they are. */

import { ratioToDecibel } from '../system/units.js';
import { channel } from './channel-section.js';
import { FADING_KINDS, fadingSection } from './fading/table.js';
import { finishedSection, section } from './groups.js';
import { flag, number, numberOrRule, optionalQuantity, quantity } from './keys.js';
import { named } from './si-names.js';

export const cell = section(
  'Where the devices stand: uniform over a ring, urban macro cell (3GPP TR 38.901).',
  {
    radius: quantity(
      'length',
      { above: '10 m', most: '5 km' },
      {
        about: 'Outer radius of the ring.',
        default: '250 m',
        source: 'half the 500 m between sites of TR 38.901 Table 7.2-1',
      },
    ),
    leastDistance: quantity(
      'length',
      { least: '10 m', most: '5 km' },
      {
        about: 'Nobody stands nearer to the base station.',
        default: '35 m',
        source: 'TR 38.901 Table 7.2-1, UMa',
      },
    ),
    carrier: quantity(
      'frequency',
      { least: '0.5 GHz', most: '100 GHz' },
      { about: 'Carrier frequency.', default: '3.5 GHz', source: 'band n78 of TS 38.101-1' },
    ),
    baseStationHeight: quantity(
      'length',
      { least: '25 m', most: '25 m' },
      {
        about: 'Height of the base station: the table of the path loss has this one alone.',
        default: '25 m',
        source: 'TR 38.901 Table 7.4.1-1, UMa',
      },
    ),
    deviceHeight: quantity(
      'length',
      { least: '1.5 m', most: '22.5 m' },
      { about: 'Height of the devices.', default: '1.5 m', source: 'TR 38.901 Table 7.2-1, UMa, outdoors' },
    ),
    shadowing: flag({
      about: 'Log-normal shadowing, 4 dB with line of sight and 6 dB without.',
      default: true,
      source: 'TR 38.901 Table 7.4.1-1',
    }),
    speed: optionalQuantity(
      'speed',
      { least: '0 km/h', most: '500 km/h' },
      {
        about:
          "Speed of the devices, each in a direction of its own. The fading is then correlated as Jakes' model has it, and line of sight and shadowing belong to the place: they change on the way and neighbours share them (TR 38.901 Table 7.5-6: 37 m in sight, 50 m without).",
        example: '50 km/h',
        absent:
          'absent, devices stay, their shadowing is their own, and the fading of a round is independent of the last',
      },
    ),
    roundLength: optionalQuantity(
      'time',
      { above: '0 s' },
      {
        about: 'Time from the start of a round to that of the next, over which devices move on.',
        example: '0.4 s',
        absent: 'absent, constraints.averageDelay',
      },
    ),
    antennaGain: quantity(
      'ratio',
      {},
      { about: 'Antenna gains of both ends together.', default: '0 dB', source: 'isotropic antennas' },
    ),
  },
);

const radioKeys = {
  bandwidth: quantity(
    'frequency',
    { above: '0 Hz' },
    {
      about: 'Uplink bandwidth B that the scheduled devices share.',
      default: '2 MHz',
      source:
        'our choice: a fifth of the narrowest n78 channel (TS 38.101-1 Table 5.3.5-1), the rest is for others',
    },
  ),
  noise: quantity(
    'noiseDensity',
    { above: '0 W/Hz' },
    { about: 'Thermal noise density.', default: '-174 dBm/Hz', source: 'k T at 290 K' },
  ),
  noiseFigure: quantity(
    'ratio',
    { least: '0 dB' },
    {
      about: 'Added to the noise, at both ends.',
      default: '9 dB',
      source: 'of a device (TR 38.802 Table A.2.1-1); a base station is better',
    },
  ),
  power: named(
    'transmitPowerW',
    quantity(
      'power',
      { above: '0 W' },
      {
        about: 'Transmit power of a device.',
        default: '23 dBm',
        source: 'power class 3, TS 38.101-1 Table 6.2.1-1',
      },
    ),
  ),
  downlinkBandwidth: quantity(
    'frequency',
    { above: '0 Hz' },
    {
      about: 'Downlink band of each device, its own.',
      default: '1 MHz',
      source: 'a 20 MHz carrier over 20 devices',
    },
  ),
  downlinkPower: quantity(
    'power',
    { above: '0 W' },
    {
      about: 'Power of the base station in the downlink band of one device.',
      default: '36 dBm',
      source: '49 dBm in 20 MHz (TR 36.814 Table A.2.1.1-2), spread evenly',
    },
  ),
  maxSpectralEfficiency: numberOrRule(
    'none',
    { above: 0, most: 100 },
    {
      about: 'Most bit/s that a Hz carries, however good the channel; none is Shannon without a ceiling.',
      default: 7.41,
      source: '256QAM at the highest code rate of 5G NR, 8 x 948/1024 (TS 38.214 Table 5.1.3.1-2)',
    },
  ),
  snrGap: quantity(
    'ratio',
    { least: '0 dB' },
    {
      about: "What codes of finite length lose against Shannon's.",
      default: '0 dB',
      source: 'none: capacity-achieving codes',
    },
  ),
  fading: fadingSection(FADING_KINDS),
  channel,
};

export const radio = finishedSection(
  'The shared uplink, and the downlink of each device.',
  radioKeys,
  ({ noiseFigure, maxSpectralEfficiency, snrGap, ...keys }) => ({
    ...keys,
    noiseWPerHz: keys.noiseWPerHz * noiseFigure,
    ...(maxSpectralEfficiency === 'none' ? {} : { maxSpectralEfficiency }),
    ...(snrGap === 1 ? {} : { snrGap: ratioToDecibel(snrGap) }), // The round problem has it in dB.
  }),
);

export const compute = section('How fast devices and server compute, and what computing costs a device.', {
  deviceClock: named(
    'deviceCyclesPerS',
    finishedSection(
      'Clocks of the devices, uniform between least and most.',
      {
        least: quantity(
          'frequency',
          { above: '0 Hz' },
          {
            about: 'Slowest clock, cycles a second.',
            default: '0.8 GHz',
            source: 'our choice: little cores of a phone',
          },
        ),
        most: quantity(
          'frequency',
          { above: '0 Hz' },
          {
            about: 'Fastest clock, cycles a second.',
            default: '2 GHz',
            source: 'our choice: big cores of a phone',
          },
        ),
      },
      ({ leastHz, mostHz }) => [leastHz, mostHz] as const,
    ),
  ),
  deviceFlopPerCycle: number(
    { above: 0 },
    {
      about: 'Floating-point operations a device does in a cycle.',
      default: 8,
      source: 'one 128-bit multiply-add a cycle, as ARM NEON has',
    },
  ),
  deviceCapacitance: quantity(
    'switchedCapacitance',
    { least: '0 J*s^2' },
    {
      about: 'Energy of a cycle is this times the clock squared (kappa).',
      default: '1e-28 J*s^2',
      source: 'Mao, Zhang, Letaief 2016, section VI',
    },
  ),
  serverRate: named(
    'serverFlopPerS',
    quantity(
      'computeRate',
      { above: '0 MFLOP/s' },
      {
        about: "What the server gives to one device's mini-batch.",
        default: '1 TFLOP/s',
        source: 'our choice: a small part of one accelerator',
      },
    ),
  ),
});
