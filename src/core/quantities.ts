/** Numbers as a reader wants them: three digits, a prefix, a unit. Never "NaN": what is not known is a dash. */

const UNKNOWN = '–';

/** Three significant digits; powers of ten beyond a million or below a thousandth. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(1).replace('e+', 'e');
  return String(Number(value.toPrecision(3)));
}

/** Three significant digits, zeros kept, so that a column of them lines up: 1.70 beside 1.64. */
export function formatAligned(value: number): string {
  const text = formatNumber(value);
  return /e|–/.test(text) || Math.abs(value) >= 1000 ? text : value.toPrecision(3);
}

/** 123456 -> "123,456". */
export function formatCount(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',') : UNKNOWN;
}

const PREFIXES: readonly (readonly [least: number, prefix: string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
  [1e-3, 'm'],
  [1e-6, 'µ'],
  [1e-9, 'n'],
];

/** 12_300_000, 'bit' -> "12.3 Mbit". */
export function formatUnit(value: number, unit: string): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  if (value === 0) return `0 ${unit}`;
  const rounded = Math.abs(Number(value.toPrecision(3)));
  const [factor, prefix] = PREFIXES.find(([least]) => rounded >= least) ?? PREFIXES.at(-1)!;
  return `${Number((value / factor).toPrecision(3))} ${prefix}${unit}`;
}

/** 0.7421 -> "74.2 %". */
export function formatShare(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${formatPoints(share, digits)} %` : UNKNOWN;
}

/** A share in percentage points: 0.7421 -> "74.2". */
export function formatPoints(share: number, digits = 1): string {
  return Number.isFinite(share) ? (100 * share).toFixed(digits) : UNKNOWN;
}

/** A difference of shares in percentage points, with its sign: 0.0123 -> "+1.2". */
export function formatSignedPoints(share: number): string {
  return `${share >= 0 ? '+' : ''}${formatPoints(share)}`;
}

/** Seconds with three digits, without prefixes, so that budgets compare at a glance. */
export function formatSeconds(seconds: number): string {
  return Number.isFinite(seconds) ? `${Number(seconds.toPrecision(3))} s` : UNKNOWN;
}

/** "1 round", "3 rounds". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** "a, b and c". */
export function listInWords(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
