/** Guide lines: the curve a theorem promises the shape of, fitted to measured means so that the eye can compare. */
import type { GuideSpec } from '../cells/plan.js';

export interface GuideLine {
  /** e.g. "0.31 + 12 / x". */
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const SHAPES: Readonly<Record<GuideSpec['shape'], { of(x: number): number; text: string }>> = {
  inverse: { of: (x) => 1 / x, text: '/ x' },
  linear: { of: (x) => x, text: 'x' },
};

/** Points of a drawn curve. */
const DRAWN = 41;

const short = (value: number) => String(Number(value.toPrecision(2)));

/**
 * Least squares of y = a + b f(x), in relative errors, so that on a logarithmic axis every point counts the same.
 * @param points at least two different x, all x > 0 and y > 0; undefined otherwise
 */
export function fitGuide(
  shape: GuideSpec['shape'],
  points: readonly { readonly x: number; readonly y: number }[],
): GuideLine | undefined {
  const isPositive = points.every(({ x, y }) => x > 0 && y > 0);
  if (!isPositive || new Set(points.map(({ x }) => x)).size < 2) return undefined;
  const { of, text } = SHAPES[shape];
  const sums = { w: 0, f: 0, ff: 0, y: 0, fy: 0 };
  for (const { x, y } of points) {
    const weight = 1 / (y * y);
    const f = of(x);
    sums.w += weight;
    sums.f += weight * f;
    sums.ff += weight * f * f;
    sums.y += weight * y;
    sums.fy += weight * f * y;
  }
  const determinant = sums.w * sums.ff - sums.f * sums.f;
  const b = (sums.w * sums.fy - sums.f * sums.y) / determinant;
  const a = (sums.y - b * sums.f) / sums.w;
  const xs = points.map(({ x }) => x);
  const [least, most] = [Math.min(...xs), Math.max(...xs)];
  const drawn = Array.from({ length: DRAWN }, (_, i) => least * (most / least) ** (i / (DRAWN - 1)));
  return {
    label: `${short(a)} ${b < 0 ? '-' : '+'} ${short(Math.abs(b))} ${text}`,
    points: drawn.map((x) => ({ x, y: a + b * of(x) })),
  };
}
