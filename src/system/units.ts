/**
 * Units at the door: the only place that knows dB, prefixes and the accepted spellings. Everything behind
 * it is SI (Hz, W, J, s, m, bit, W/Hz, ratio).
 */
import { InputError } from '../core/errors.js';

/** Quantities a user writes with a unit, by what they measure. */
export type Dimension =
  | 'frequency'
  | 'time'
  | 'length'
  | 'power'
  | 'energy'
  | 'noiseDensity'
  | 'ratio'
  | 'computeRate'
  | 'switchedCapacitance'
  | 'speed';

/** Linear units multiply; logarithmic ones are 10^(x/10) times a reference. */
type Unit = { readonly factor: number } | { readonly decibelReference: number };

const UNITS: { readonly [D in Dimension]: Readonly<Record<string, Unit>> } = {
  frequency: { Hz: { factor: 1 }, kHz: { factor: 1e3 }, MHz: { factor: 1e6 }, GHz: { factor: 1e9 } },
  time: { s: { factor: 1 }, ms: { factor: 1e-3 }, min: { factor: 60 }, h: { factor: 3600 } },
  length: { m: { factor: 1 }, km: { factor: 1e3 } },
  power: {
    W: { factor: 1 },
    mW: { factor: 1e-3 },
    dBm: { decibelReference: 1e-3 },
    dBW: { decibelReference: 1 },
  },
  energy: { J: { factor: 1 }, mJ: { factor: 1e-3 }, kJ: { factor: 1e3 } },
  noiseDensity: { 'dBm/Hz': { decibelReference: 1e-3 }, 'W/Hz': { factor: 1 } },
  ratio: { dB: { decibelReference: 1 } },
  computeRate: {
    'MFLOP/s': { factor: 1e6 },
    'GFLOP/s': { factor: 1e9 },
    'TFLOP/s': { factor: 1e12 },
  },
  // kappa of E = kappa f^2 cycles (theory 1), with cycles as a pure number.
  switchedCapacitance: { 'J*s^2': { factor: 1 } },
  speed: { 'm/s': { factor: 1 }, 'km/h': { factor: 1 / 3.6 } },
};

/** What is accepted for a dimension, for messages and the editor schema. */
export function acceptedUnits(dimension: Dimension): readonly string[] {
  return Object.keys(UNITS[dimension]);
}

// Every text matches in at most one way, so that matching takes linear time whatever the text.
const NUMBER = '[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?';
const LEADING_NUMBER = new RegExp(`^${NUMBER}`);

/** "10 MHz" -> 10 and "MHz", whatever the unit; undefined for anything else. */
export function splitQuantity(text: string): { readonly value: number; readonly unit: string } | undefined {
  const trimmed = text.trim();
  const digits = LEADING_NUMBER.exec(trimmed)?.[0];
  if (digits === undefined || digits.length === trimmed.length) return undefined;
  return { value: Number(digits), unit: trimmed.slice(digits.length).trimStart() };
}

const escapePattern = (unit: string) => unit.replace(/[*^]/g, '\\$&');

/** A regular expression, as text, that the editor schema uses for a dimension. */
export function quantityPattern(dimension: Dimension): string {
  return `^\\s*${NUMBER}\\s*(${acceptedUnits(dimension).map(escapePattern).join('|')})\\s*$`;
}

/**
 * Parses `"10 MHz"` into SI.
 * @throws InputError naming the field, the text and the accepted units
 */
export function parseQuantity(text: unknown, dimension: Dimension, field: string): number {
  const units = acceptedUnits(dimension);
  const accepted = `a number with one of the units ${units.join(', ')}, e.g. "10 ${units[0]}"`;
  const quantity = typeof text === 'string' ? splitQuantity(text) : undefined;
  const unit =
    quantity && Object.hasOwn(UNITS[dimension], quantity.unit) ? UNITS[dimension][quantity.unit] : undefined;
  if (!quantity || !unit) throw new InputError(field, text, accepted);
  const { value } = quantity;
  const si = 'factor' in unit ? value * unit.factor : unit.decibelReference * decibelToRatio(value);
  if (!Number.isFinite(si)) throw new InputError(field, text, `${accepted}, finite`);
  return si;
}

/** 10^(dB/10). */
export function decibelToRatio(decibel: number): number {
  return 10 ** (decibel / 10);
}

/** 10 log10(ratio). */
export function ratioToDecibel(ratio: number): number {
  return 10 * Math.log10(ratio);
}
