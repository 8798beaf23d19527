/** A short name for a problem's numbers, so that a certificate can say which problem it speaks of. */
import { penaltyNumbers } from './penalty/penalty.js';
import type { Penalty, RoundDevice, RoundProblem } from './problem.js';

/** The numbers that a problem is known by (docs/certificate-format.md, section 6); arrays have one entry a device. */
export interface FingerprintNumbers {
  readonly deviceCount: number;
  readonly bandwidthHz: number;
  /** Infinity without a deadline. */
  readonly deadlineS: number;
  readonly minScheduled: number;
  /** At most the number of devices. */
  readonly maxScheduled: number;
  readonly penaltyWeight: number;
  /** Of the largest delay: 0 for 'mean'. */
  readonly tauPrice: number;
  readonly penalty: Penalty;
  readonly share: Float64Array;
  readonly snrHz: Float64Array;
  readonly uplinkBits: Float64Array;
  readonly fixedDelayS: Float64Array;
  /** Q e + Y share a - value, Y share for 'mean' alone. */
  readonly fixedCost: Float64Array;
  /** (Q p + Y share) u; 0 where it is below 1e-280. */
  readonly sendCost: Float64Array;
  /** (limit - e)/p; Infinity without a limit or power, -1 where limit < e. */
  readonly longestUplinkS: Float64Array;
  /** Infinity without a cap. */
  readonly maxSpectralEfficiency: number;
  readonly snrGapDb: number;
}

const NO_COST = 1e-280;

export function fingerprintNumbers(problem: RoundProblem): FingerprintNumbers {
  const { devices, delayKind } = problem;
  const count = devices.length;
  // One buffer: for few devices making it costs more than filling it.
  const buffer = new ArrayBuffer(7 * 8 * count);
  let columns = 0;
  const column = () => new Float64Array(buffer, 8 * count * columns++, count);
  const numbers: FingerprintNumbers = {
    deviceCount: count,
    bandwidthHz: problem.bandwidthHz,
    deadlineS: problem.deadlineS ?? Number.POSITIVE_INFINITY,
    minScheduled: problem.minScheduled ?? 0,
    maxScheduled: Math.min(problem.maxScheduled ?? count, count),
    penaltyWeight: problem.penaltyWeight,
    tauPrice: delayKind === 'mean' ? 0 : problem.delayPrice,
    penalty: problem.penalty,
    share: column(),
    snrHz: column(),
    uplinkBits: column(),
    fixedDelayS: column(),
    fixedCost: column(),
    sendCost: column(),
    longestUplinkS: column(),
    maxSpectralEfficiency: problem.maxSpectralEfficiency ?? Number.POSITIVE_INFINITY,
    snrGapDb: problem.snrGap ?? 0,
  };
  const meanPrice = delayKind === 'mean' ? problem.delayPrice : 0;
  for (let k = 0; k < count; k++) writeDevice(numbers, k, devices[k]!, meanPrice);
  return numbers;
}

/** In this order of operations: the name depends on every last digit. */
function writeDevice(numbers: FingerprintNumbers, k: number, device: RoundDevice, delayPrice: number): void {
  const { share, uplinkBits, fixedDelayS, fixedEnergyJ, transmitPowerW, energyPrice = 0, value = 0 } = device;
  const meanPrice = delayPrice * share;
  const sendCost = (energyPrice * transmitPowerW + meanPrice) * uplinkBits;
  numbers.share[k] = share;
  numbers.snrHz[k] = device.snrHz;
  numbers.uplinkBits[k] = uplinkBits;
  numbers.fixedDelayS[k] = fixedDelayS;
  numbers.fixedCost[k] = energyPrice * fixedEnergyJ + meanPrice * fixedDelayS - value;
  numbers.sendCost[k] = sendCost < NO_COST ? 0 : sendCost;
  numbers.longestUplinkS[k] = longestUplinkS(device);
}

function longestUplinkS({ energyLimitJ, fixedEnergyJ, transmitPowerW }: RoundDevice): number {
  if (energyLimitJ === undefined) return Number.POSITIVE_INFINITY;
  const leftJ = energyLimitJ - fixedEnergyJ;
  if (leftJ < 0) return -1;
  return transmitPowerW > 0 ? leftJ / transmitPowerW : Number.POSITIVE_INFINITY;
}

/**
 * 64 bits as hex, from two multiplicative hashes over the bit patterns of every number that enters the
 * mathematics. Not cryptographic: it guards against mix-ups. What a certificate claims is recomputed anyway.
 */
export function fingerprint(columns: FingerprintNumbers): string {
  const { kind, numbers } = penaltyNumbers(columns.penalty);
  const head = [
    columns.deviceCount,
    columns.bandwidthHz,
    columns.deadlineS,
    columns.minScheduled,
    columns.maxScheduled,
    columns.penaltyWeight,
    columns.tauPrice,
    kind,
  ];
  const state = { a: 0x811c9dc5 | 0, b: 0x9e3779b9 | 0 };
  absorb(state, new Float64Array(head));
  absorb(state, Float64Array.from(numbers));
  const { share, snrHz, uplinkBits, fixedDelayS, fixedCost, sendCost } = columns;
  for (const column of [share, snrHz, uplinkBits, fixedDelayS, fixedCost, sendCost]) absorb(state, column);
  // Problems without energy limits, or a radio of their own, keep the name they had before there were any.
  if (columns.longestUplinkS.some((s) => s !== Number.POSITIVE_INFINITY))
    absorb(state, columns.longestUplinkS);
  const { maxSpectralEfficiency, snrGapDb } = columns;
  if (maxSpectralEfficiency !== Number.POSITIVE_INFINITY || snrGapDb !== 0)
    absorb(state, new Float64Array([maxSpectralEfficiency, snrGapDb]));
  return hex(state.a) + hex(state.b);
}

/** The sign bit of a double, in its high word. */
const SIGN = 0x80000000 | 0;

function absorb(state: { a: number; b: number }, numbers: Float64Array): void {
  const words = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
  // As 32-bit integers from the start, lest the loop runs on doubles.
  let a = state.a | 0;
  let b = state.b | 0;
  for (let i = 0; i < words.length; i++) {
    let word = words[i]!;
    // The high word of -0, which is 0 once it went through JSON.
    if (word === SIGN && i % 2 === 1 && words[i - 1] === 0) word = 0;
    a = Math.imul(a ^ word, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b + word, 0x85ebca6b);
    b ^= b >>> 13;
  }
  state.a = a;
  state.b = b;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
