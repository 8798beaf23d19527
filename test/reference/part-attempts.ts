/** Parts and multipliers that try to push a bound above the truth: sane, zero, negative, huge, tiny, not finite. */
import type { CertificateNode, Multipliers } from '../../src/problem/round/certificate.js';
import type { RoundProblem } from '../../src/problem/round/problem.js';
import type { PartTruth } from './part-truth.js';
import { type Draw, magnitude, pick } from './random-rounds.js';

const ODD = [0, 1e300, 1.7e308, 5e-324, 1e-300, 1e17, -1e17, -1e300, Number.NaN, Number.POSITIVE_INFINITY];

function randomMultipliers(draw: Draw, { problem, delaysS }: PartTruth): Multipliers {
  const weight = Math.max(problem.penaltyWeight, 1e-3);
  const odd = (part: number, sane: () => number) => (draw() < part ? pick(draw, ODD) : sane());
  const sign = () => (draw() < 0.5 ? 1 : -1);
  return {
    bandwidth: Math.abs(
      odd(0.1, () => (draw() < 0.2 ? 0 : (weight / problem.bandwidthHz) * magnitude(draw, -4, 2))),
    ),
    share: odd(0.1, () => (draw() < 0.2 ? 0 : weight * magnitude(draw, -2, 1.5) * (draw() < 0.9 ? 1 : -1))),
    count: odd(0.1, () => (draw() < 0.5 ? 0 : sign() * weight * magnitude(draw, -3, 1))),
    tauS: Math.abs(
      odd(0.05, () => pick(draw, [...delaysS, 0, problem.deadlineS ?? 1]) * pick(draw, [1, 1, 0.5, 2])),
    ),
    ...(draw() < 0.1 ? { ray: true as const } : {}),
  };
}

/** A tree that splits in every way, down to a few leaves. */
export function randomTree(draw: Draw, truth: PartTruth): CertificateNode {
  const { problem } = truth;
  const latestS = problem.deadlineS ?? Number.POSITIVE_INFINITY;
  return split(
    draw,
    truth,
    0,
    latestS,
    0,
    problem.devices.map((_, k) => k),
  );
}

function split(
  draw: Draw,
  truth: PartTruth,
  earliestS: number,
  latestS: number,
  depth: number,
  free: readonly number[],
): CertificateNode {
  const { problem } = truth;
  const u = depth < 3 ? draw() : 1;
  if (u < 0.25) {
    const wished = pick(draw, [...truth.delaysS, 0.1, 1]) * pick(draw, [1, 1, 1.3, 0.7]);
    const tauS = Math.min(Math.max(wished, earliestS), latestS);
    const [a, b] = [
      split(draw, truth, earliestS, tauS, depth + 1, free),
      split(draw, truth, tauS, latestS, depth + 1, free),
    ];
    return { split: 'tau', tauS, parts: [a, b] };
  }
  if (u < 0.5) {
    const parts = [0, 1].map(() => split(draw, truth, earliestS, latestS, depth + 1, free));
    const pair = [parts[0]!, parts[1]!] as const;
    if (u < 0.37)
      return { split: 'count', scheduled: Math.floor(draw() * problem.devices.length), parts: pair };
    const sums = [0];
    for (const { share } of problem.devices) sums.push(sums.at(-1)! + share);
    return { split: 'participation', share: pick(draw, sums) * pick(draw, [1, 1, draw()]), parts: pair };
  }
  return devicesNode(draw, truth, earliestS, latestS, depth, free);
}

function devicesNode(
  draw: Draw,
  truth: PartTruth,
  earliestS: number,
  latestS: number,
  depth: number,
  free: readonly number[],
): CertificateNode {
  const order = [...free].sort(() => draw() - 0.5);
  const shared = Array.from({ length: 3 }, () => randomMultipliers(draw, truth));
  const own: Multipliers[] = [];
  const parts: CertificateNode[] = [];
  const tree: number[] = [];
  const grow = (d: number): void => {
    if (d < order.length && draw() < 0.7) {
      tree.push(-1);
      grow(d + 1);
      grow(d + 1);
    } else if (draw() < 0.2) {
      tree.push(-2);
      own.push(randomMultipliers(draw, truth));
    } else if (depth < 2 && draw() < 0.15) {
      tree.push(-3);
      parts.push(split(draw, truth, earliestS, latestS, depth + 1, order.slice(d)));
    } else {
      tree.push(Math.floor(draw() * shared.length));
    }
  };
  grow(0);
  return { split: 'devices', shared, order, tree, own, parts };
}

/** What a bound may be at most: the truth, and what plain bisection leaves open. */
export function mostAllowed({ value, size }: { readonly value: number; readonly size: number }): number {
  return value === Number.POSITIVE_INFINITY ? value : value + 1e-9 * size;
}

/** The problem's name for messages. */
export function nameOf(problem: RoundProblem): string {
  return JSON.stringify(problem);
}
