/** The round problem's public contract (docs/round-problem.md), checked completely. */
import { InputError } from '../../core/errors.js';
import {
  COUNT,
  NON_NEGATIVE,
  type NumberRange,
  POSITIVE,
  pathOf,
  readArray,
  readNumber,
  readRecord,
  readString,
  readWord,
} from '../../core/read.js';
import { readPenalty } from './penalty/penalty.js';
import type { DelayKind, Radio, RoundDevice, RoundProblem } from './problem.js';

/** Shares are fractions summed in floating point: this much above 1 is still 1. */
const SHARE_SUM_SLACK = 1e-9;

/** More than 300 dB is no radio, and its ratio would leave the range of numbers. */
const SNR_GAP_DB: NumberRange = { accepted: 'a number in [0, 300] dB', contains: (v) => v >= 0 && v <= 300 };
const SHARE: NumberRange = { accepted: 'a number in (0, 1]', contains: (v) => v > 0 && v <= 1 };

const DEVICE_KEYS = [
  'id',
  'share',
  'snrHz',
  'uplinkBits',
  'fixedDelayS',
  'transmitPowerW',
  'fixedEnergyJ',
  'energyPrice',
  'energyLimitJ',
  'value',
] as const;

const PROBLEM_KEYS = [
  'id',
  'tag',
  'bandwidthHz',
  'deadlineS',
  'maxScheduled',
  'minScheduled',
  'penaltyWeight',
  'penalty',
  'delayPrice',
  'delayKind',
  'maxSpectralEfficiency',
  'snrGap',
  'devices',
] as const;

export const DELAY_KINDS: readonly DelayKind[] = ['synchronous', 'mean'];

/**
 * Checks every field of a round problem that came from outside and returns it typed.
 * @throws InputError naming the first field that is missing, unknown or out of range
 */
export function validateRoundProblem(value: unknown): RoundProblem {
  const record = readRecord(value, '', PROBLEM_KEYS);
  const devices = readDevices(record.devices);
  const limits = readLimits(record.minScheduled, record.maxScheduled);
  return {
    ...readName(record.id, 'id'),
    ...readName(record.tag, 'tag'),
    bandwidthHz: readNumber(record.bandwidthHz, 'bandwidthHz', POSITIVE),
    ...(record.deadlineS === undefined
      ? {}
      : { deadlineS: readNumber(record.deadlineS, 'deadlineS', POSITIVE) }),
    ...limits,
    penaltyWeight: readNumber(record.penaltyWeight, 'penaltyWeight', NON_NEGATIVE),
    penalty: readPenalty(record.penalty, {
      deviceCount: devices.length,
      deviceIds: devices.map(({ id }) => id),
      shares: devices.map(({ share }) => share),
    }),
    delayPrice: readNumber(record.delayPrice, 'delayPrice', NON_NEGATIVE),
    delayKind: readWord(record.delayKind, 'delayKind', DELAY_KINDS),
    ...readRadio(record.maxSpectralEfficiency, record.snrGap),
    devices,
  };
}

/** A name of the caller's own: any text or finite number. */
function readName<K extends 'id' | 'tag'>(value: unknown, key: K): { [P in K]?: string | number } {
  if (value === undefined) return {};
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value))) {
    throw new InputError(key, value, 'a text or a finite number');
  }
  return { [key]: value } as { [P in K]?: string | number };
}

/** @throws InputError naming the key */
export function readRadio(cap: unknown, gap: unknown): Radio {
  return {
    ...(cap === undefined
      ? {}
      : { maxSpectralEfficiency: readNumber(cap, 'maxSpectralEfficiency', POSITIVE) }),
    ...(gap === undefined ? {} : { snrGap: readNumber(gap, 'snrGap', SNR_GAP_DB) }),
  };
}

function readLimits(min: unknown, max: unknown): { minScheduled?: number; maxScheduled?: number } {
  const minScheduled = min === undefined ? undefined : readNumber(min, 'minScheduled', COUNT);
  const maxScheduled = max === undefined ? undefined : readNumber(max, 'maxScheduled', COUNT);
  if (minScheduled !== undefined && maxScheduled !== undefined && minScheduled > maxScheduled) {
    throw new InputError('minScheduled', min, `a whole number up to maxScheduled (${maxScheduled})`);
  }
  return {
    ...(minScheduled === undefined ? {} : { minScheduled }),
    ...(maxScheduled === undefined ? {} : { maxScheduled }),
  };
}

/** At least one device, checked completely; `at` is the field that messages name. */
export function readDevices(value: unknown, at = 'devices'): readonly RoundDevice[] {
  const list = readArray(value, at);
  if (list.length === 0) throw new InputError(at, value, 'at least one device');
  const seen = new Set<string>();
  let shareSum = 0;
  const devices = list.map((item, k) => {
    const device = readDevice(item, `${at}[${k}]`);
    if (seen.has(device.id)) throw new InputError(`${at}[${k}].id`, device.id, 'an id of its own');
    seen.add(device.id);
    shareSum += device.share;
    return device;
  });
  if (shareSum > 1 + SHARE_SUM_SLACK) {
    throw new InputError(at, `shares that sum to ${shareSum}`, 'shares that sum to at most 1');
  }
  return devices;
}

function readDevice(value: unknown, field: string): RoundDevice {
  const record = readRecord(value, field, DEVICE_KEYS);
  const number = (key: (typeof DEVICE_KEYS)[number], range: NumberRange) =>
    readNumber(record[key], pathOf(field, key), range);
  return {
    id: readString(record.id, pathOf(field, 'id')),
    share: number('share', SHARE),
    snrHz: number('snrHz', POSITIVE),
    uplinkBits: number('uplinkBits', NON_NEGATIVE),
    fixedDelayS: number('fixedDelayS', NON_NEGATIVE),
    transmitPowerW: number('transmitPowerW', NON_NEGATIVE),
    fixedEnergyJ: number('fixedEnergyJ', NON_NEGATIVE),
    ...(record.energyPrice === undefined ? {} : { energyPrice: number('energyPrice', NON_NEGATIVE) }),
    ...(record.energyLimitJ === undefined ? {} : { energyLimitJ: number('energyLimitJ', NON_NEGATIVE) }),
    ...(record.value === undefined ? {} : { value: number('value', NON_NEGATIVE) }),
  };
}
