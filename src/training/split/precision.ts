/** Number formats of the messages over the air: how many bits they cost and what they do to the values. */
import type { Floats } from '../tensor/backend.js';

export type Precision = 'fp32' | 'fp16' | 'int8';

const VALUE_BITS: Readonly<Record<Precision, number>> = { fp32: 32, fp16: 16, int8: 8 };
/** int8 sends one float32 scale for each row. */
const SCALE_BITS = 32;

/** Bits of a rows x cols matrix. */
export function matrixBits(precision: Precision, rows: number, cols: number): number {
  return rows * (cols * VALUE_BITS[precision] + (precision === 'int8' ? SCALE_BITS : 0));
}

/**
 * Replaces the values (rows of `cols`) by what arrives after encoding and decoding them.
 * @returns relative error in the Euclidean norm, 0 for fp32
 */
export function transmit(precision: Precision, values: Floats, cols: number): number {
  if (precision === 'fp32') return 0;
  const sent = values.slice();
  if (precision === 'fp16') for (let i = 0; i < values.length; i++) values[i] = roundToHalf(values[i]!);
  else {
    for (let i = 0; i < values.length; i += cols) quantiseRow(values.subarray(i, i + cols) as Floats);
  }
  let error = 0;
  let norm = 0;
  for (let i = 0; i < values.length; i++) {
    error += (values[i]! - sent[i]!) ** 2;
    norm += sent[i]! ** 2;
  }
  return norm > 0 ? Math.sqrt(error / norm) : 0;
}

/** Symmetric: the largest magnitude of the row becomes 127. */
function quantiseRow(row: Floats): void {
  let largest = 0;
  for (let i = 0; i < row.length; i++) largest = Math.max(largest, Math.abs(row[i]!));
  const scale = Math.fround(largest / 127);
  // Below the least float32 the scale is lost, and the row with it.
  for (let i = 0; i < row.length; i++) row[i] = scale === 0 ? 0 : Math.round(row[i]! / scale) * scale;
}

const HALF_MAX = 65_504;
const HALF_LEAST_EXPONENT = -14;
const HALF_FRACTION_BITS = 10;

/** Nearest IEEE 754 binary16 value, ties to even; beyond the range it saturates, so no gradient becomes infinite. */
export function roundToHalf(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude === 0 || Number.isNaN(value)) return value;
  if (magnitude >= HALF_MAX) return Math.sign(value) * HALF_MAX;
  let exponent = Math.floor(Math.log2(magnitude));
  if (2 ** exponent > magnitude) exponent--; // log2 may round up to the next power
  const unit = 2 ** (Math.max(exponent, HALF_LEAST_EXPONENT) - HALF_FRACTION_BITS);
  return Math.sign(value) * roundTiesToEven(magnitude / unit) * unit;
}

function roundTiesToEven(x: number): number {
  const down = Math.floor(x);
  if (x - down !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
}
