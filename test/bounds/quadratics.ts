/** Random quadratic losses in the plane, on which every quantity of the debts' theorems is exact, noise included. */
import fc from 'fast-check';

export type Vector = readonly [number, number];
export type Symmetric = readonly [xx: number, xy: number, yy: number];

export const add = (a: Vector, b: Vector, scale = 1): Vector => [a[0] + scale * b[0], a[1] + scale * b[1]];
export const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1];
export const norm2 = (a: Vector) => dot(a, a);
export const times = ([xx, xy, yy]: Symmetric, [x, y]: Vector): Vector => [xx * x + xy * y, xy * x + yy * y];
const ZERO: Vector = [0, 0];

/** F_k(theta) = (1/2)(theta - m_k)' H_k (theta - m_k), with shares pi_k. */
export interface Quadratics {
  readonly shares: readonly number[];
  readonly hessians: readonly Symmetric[];
  readonly centres: readonly Vector[];
}

/** sum_k w_k p_k. */
export function combine(weights: readonly number[], points: readonly Vector[]): Vector {
  return points.reduce((sum: Vector, point, k) => add(sum, point, weights[k]!), ZERO);
}

export function hessian({ shares, hessians }: Quadratics): Symmetric {
  const entry = (i: 0 | 1 | 2) => hessians.reduce((sum, H, k) => sum + shares[k]! * H[i], 0);
  return [entry(0), entry(1), entry(2)];
}

/** Least and largest eigenvalue. */
export function eigenvalues([xx, xy, yy]: Symmetric): readonly [number, number] {
  const middle = (xx + yy) / 2;
  const radius = Math.hypot((xx - yy) / 2, xy);
  return [middle - radius, middle + radius];
}

export const deviceGradients = ({ hessians, centres }: Quadratics, theta: Vector) =>
  hessians.map((H, k) => times(H, add(theta, centres[k]!, -1)));
export const gradient = (F: Quadratics, theta: Vector) => combine(F.shares, deviceGradients(F, theta));
export const away = (F: Quadratics, theta: Vector) => {
  const mean = gradient(F, theta);
  return deviceGradients(F, theta).map((g) => add(g, mean, -1));
};
export const value = ({ shares, hessians, centres }: Quadratics, theta: Vector) =>
  shares.reduce((sum, share, k) => {
    const d = add(theta, centres[k]!, -1);
    return sum + (share / 2) * dot(d, times(hessians[k]!, d));
  }, 0);

/** theta* where F's Hessian is not singular. */
export function optimum(F: Quadratics): Vector {
  const [xx, xy, yy] = hessian(F);
  const [gx, gy] = gradient(F, ZERO);
  const determinant = xx * yy - xy * xy;
  return [-(yy * gx - xy * gy) / determinant, -(xx * gy - xy * gx) / determinant];
}

const grid = (most: number) => fc.integer({ min: -8, max: 8 }).map((n) => (n * most) / 8);
export const vectors: fc.Arbitrary<Vector> = fc.tuple(grid(2), grid(2));

/** Q diag(h) Q' with h in [least, 2]. */
const symmetric = (least: number): fc.Arbitrary<Symmetric> =>
  fc
    .tuple(
      fc.double({ min: least, max: 2, noNaN: true }),
      fc.double({ min: least, max: 2, noNaN: true }),
      grid(3),
    )
    .map(([a, b, angle]) => {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      return [a * c * c + b * s * s, (a - b) * c * s, a * s * s + b * c * c] as const;
    });

export const sharesOf = (devices: number) =>
  fc.array(fc.integer({ min: 1, max: 6 }), { minLength: devices, maxLength: devices }).map((sizes) => {
    const total = sizes.reduce((sum, n) => sum + n, 0);
    return sizes.map((n) => n / total);
  });

/** @param least curvature of a device: negative for losses that are not convex */
export function quadratics(devices: number, least: number, equalHessians = false): fc.Arbitrary<Quadratics> {
  return fc
    .tuple(
      sharesOf(devices),
      fc.array(symmetric(least), { minLength: devices, maxLength: devices }),
      fc.array(vectors, { minLength: devices, maxLength: devices }),
    )
    .map(([shares, hessians, centres]) => ({
      shares,
      centres,
      hessians: equalHessians ? hessians.map(() => hessians[0]!) : hessians,
    }));
}

/** One round: weights that sum to 1 (pi/x on a subset, or any), and one noisy device among the heard. */
export interface NoisyRound {
  readonly weights: readonly number[];
  /** xi = a_k times this vector, or minus it, with equal chance. */
  readonly noise: Vector;
}

export function rounds(shares: readonly number[], most: number): fc.Arbitrary<NoisyRound[]> {
  const devices = shares.map((_, k) => k);
  const heard = fc.subarray(devices, { minLength: 1 }).map((S) => {
    const x = S.reduce((sum, k) => sum + shares[k]!, 0);
    return devices.map((k) => (S.includes(k) ? shares[k]! / x : 0));
  });
  // Weights of a rule of its own: they sum to 1, and may be negative.
  const odd = fc
    .array(fc.integer({ min: -3, max: 6 }), { minLength: devices.length, maxLength: devices.length })
    .map((numbers) => {
      const rest = numbers.slice(1).reduce((sum, n) => sum + n / 8, 0);
      return [1 - rest, ...numbers.slice(1).map((n) => n / 8)];
    });
  const round = fc.record({
    weights: fc.oneof({ weight: 3, arbitrary: heard }, { weight: 1, arbitrary: odd }),
    noise: fc.oneof(fc.constant(ZERO), vectors),
    who: fc.nat({ max: devices.length - 1 }),
  });
  return fc.array(
    round.map(({ weights, noise, who }) => ({
      weights,
      noise: [weights[who]! * noise[0], weights[who]! * noise[1]] as Vector,
    })),
    { minLength: 1, maxLength: most },
  );
}

/** Every path of signs that the noise of these rounds can take, all of equal chance: theta_0 ... theta_T of each. */
export function paths(F: Quadratics, start: Vector, plan: readonly NoisyRound[], eta: number): Vector[][] {
  let all: Vector[][] = [[start]];
  for (const { weights, noise } of plan) {
    all = all.flatMap((path) => {
      const theta = path.at(-1)!;
      const step = combine(weights, deviceGradients(F, theta));
      const signs = norm2(noise) === 0 ? [0] : [1, -1];
      return signs.map((sign) => [...path, add(add(theta, step, -eta), noise, -eta * sign)]);
    });
  }
  // A round without noise does not split: weigh every path alike all the same, since splits are whole levels.
  return all;
}

export const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
