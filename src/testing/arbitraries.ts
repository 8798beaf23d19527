/** fast-check arbitraries of round problems, every family the solvers must take (theory 3 and 4). */
import fc from 'fast-check';
import type { DelayKind, Penalty, Radio, RoundDevice, RoundProblem } from '../problem/round/problem.js';
import { rateBitPerS } from '../problem/round/rate.js';
import { takesEnergyLimits } from '../solvers/tools/checks.js';

export interface ProblemRange {
  /** Whether some devices have an energy limit (default true). */
  readonly energyLimits?: boolean;
  /** Whether some problems cap the spectral efficiency or have an SNR gap (default true). */
  readonly radio?: boolean;
  /** Whether some devices have a value of their own (default true). */
  readonly values?: boolean;
  /** Default 1. */
  readonly minDevices?: number;
  /** Default 8. */
  readonly maxDevices?: number;
}

/** Uniform on a fine grid over [low, high]: floating-point extremes such as 1e-300 are no radio's numbers. */
function real(low: number, high: number): fc.Arbitrary<number> {
  const steps = 2 ** 30;
  return fc.integer({ min: 0, max: steps }).map((i) => low + ((high - low) * i) / steps);
}

/** Uniform in the logarithm. */
function magnitude(low: number, high: number): fc.Arbitrary<number> {
  return real(Math.log(low), Math.log(high)).map((z) => Math.min(high, Math.max(low, Math.exp(z))));
}

const BANDWIDTH_HZ = 20e6;

const zeroOr = (arbitrary: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 6, arbitrary });

/** What a family draws a device from; shares are relative here. */
interface DeviceRange {
  readonly snrHz: fc.Arbitrary<number>;
  readonly uplinkBits: fc.Arbitrary<number>;
  readonly share: fc.Arbitrary<number>;
  readonly energyPrice: fc.Arbitrary<number>;
}

export type Family = 'ordinary' | 'wild' | 'equal-shares' | 'unpriced' | 'alike';

const FAMILIES: Readonly<Record<Family, DeviceRange>> = {
  ordinary: {
    snrHz: magnitude(1e6, 1e10),
    uplinkBits: zeroOr(magnitude(1e5, 1e7)),
    share: real(0.2, 1.2),
    energyPrice: zeroOr(magnitude(0.1, 10)),
  },
  wild: {
    snrHz: magnitude(1e2, 1e14),
    uplinkBits: zeroOr(magnitude(1, 1e10)),
    share: magnitude(1e-3, 1),
    energyPrice: zeroOr(magnitude(1e-3, 1e3)),
  },
  'equal-shares': {
    snrHz: magnitude(1e7, 1e9),
    uplinkBits: magnitude(1e5, 1e7),
    share: fc.constant(1),
    energyPrice: zeroOr(magnitude(0.1, 10)),
  },
  unpriced: {
    snrHz: magnitude(1e6, 1e10),
    uplinkBits: magnitude(1e5, 1e7),
    share: real(0.2, 1.2),
    energyPrice: fc.constant(0),
  },
  alike: {
    snrHz: fc.constantFrom(1e8, 2e8),
    uplinkBits: fc.constantFrom(1e6, 2e6),
    share: fc.constantFrom(1, 2),
    energyPrice: fc.constantFrom(0, 1),
  },
};

function deviceOf(range: DeviceRange): fc.Arbitrary<Omit<RoundDevice, 'id'>> {
  const device = fc.record({
    ...range,
    fixedDelayS: zeroOr(real(0, 0.5)),
    transmitPowerW: real(0, 0.3),
    fixedEnergyJ: zeroOr(real(0, 0.01)),
  });
  return fc.tuple(device, fc.option(magnitude(1e-3, 2), { freq: 4, nil: undefined })).map(limited);
}

/** Limits the energy to what sending takes over a part of the band; now and then less than computing takes. */
function limited([device, bandPart]: [Omit<RoundDevice, 'id'>, number | undefined]): Omit<RoundDevice, 'id'> {
  if (bandPart === undefined) return device;
  const { uplinkBits, snrHz, transmitPowerW, fixedEnergyJ } = device;
  if (bandPart > 1.8) return { ...device, energyLimitJ: fixedEnergyJ / 2 };
  const sendS = uplinkBits / rateBitPerS(bandPart * BANDWIDTH_HZ, snrHz);
  return { ...device, energyLimitJ: fixedEnergyJ + transmitPowerW * sendS };
}

/** Devices with ids d0, d1, ... and shares that sum to `total`. */
export function roundDevices(
  family: Family = 'ordinary',
  { minDevices = 1, maxDevices = 8 }: ProblemRange = {},
): fc.Arbitrary<RoundDevice[]> {
  const list = fc.array(deviceOf(FAMILIES[family]), { minLength: minDevices, maxLength: maxDevices });
  return fc.tuple(list, fc.constantFrom(1, 0.8)).map(([devices, total]) => {
    const sum = devices.reduce((shares, device) => shares + device.share, 0);
    return devices.map((device, k) => ({ ...device, id: `d${k}`, share: (device.share / sum) * total }));
  });
}

/** phi of every kind; 'count' with values c1 (K - n)/n + c2/n, convex and decreasing. */
function penaltyFor(count: number): fc.Arbitrary<Penalty> {
  const counted = fc.tuple(real(0, 1), real(0, 1)).map(([c1, c2]): Penalty => {
    const at = (n: number) => (c1 * (count - n) + c2) / n;
    const values = Array.from({ length: count }, (_, i) => at(i + 1));
    const first = 2 * values[0]! - (values[1] ?? values[0]!) + c2;
    return { kind: 'count', values: [first, ...values] };
  });
  return fc.oneof(
    fc.constant<Penalty>({ kind: 'linear' }),
    fc.constant<Penalty>({ kind: 'quadratic' }),
    real(0, 20).map((cap): Penalty => ({ kind: 'inverse', cap })),
    counted,
    fractionFor(count),
    expressions,
  );
}

/** Own formulas: those of other kinds, steep and flat ones, a line, a slope without end at either side. */
const expressions: fc.Arbitrary<Penalty> = fc
  .record({
    phi: fc.oneof(
      fc.constantFrom('(1 - x)^2', '1/x - 1', '1 - x', '-log(x)', 'x + 1/x - 2', '3', '(1 - x)^1.5', 'x^-3'),
      real(0.01, 1).map((c) => `(1 - x)^2 / (${c.toFixed(3)} + x)`),
      real(0.5, 8).map((c) => `${c.toFixed(3)} * exp(-${c.toFixed(2)} * x)`),
    ),
    cap: real(0, 20),
  })
  .map((found) => ({ kind: 'expression', ...found }));

/** A linear fraction: numerators of both signs, none, equal or large. A constant below 0 makes the least share alone worth anything. */
function fractionFor(count: number): fc.Arbitrary<Penalty> {
  const one = fc.oneof(fc.constant(0), real(-1, 1), fc.constant(0.5), real(-20, 20));
  const numerators = fc.array(one, { minLength: count, maxLength: count });
  return fc
    .record({ cap: real(0, 20), constant: fc.constantFrom(1, 1, 0, 3), numerators })
    .map(({ numerators: values, ...rest }) => ({
      kind: 'fraction',
      ...rest,
      numerators: Object.fromEntries(values.map((n, k) => [`d${k}`, n])),
    }));
}

/**
 * Round problems of every family: penalties, delay kinds, deadlines, limits on the number scheduled, zero prices, capped rates,
 * devices with a value.
 */
export function roundProblems({
  energyLimits = true,
  radio = true,
  values = true,
  ...range
}: ProblemRange = {}): fc.Arbitrary<RoundProblem> {
  const families = Object.keys(FAMILIES) as Family[];
  return fc
    .constantFrom(...families)
    .chain((family) => roundDevices(family, range))
    .chain((devices) => problemWith(devices, energyLimits))
    .chain((problem) => (radio ? RADIO.map((limits) => ({ ...problem, ...limits })) : fc.constant(problem)))
    .chain((problem) => (values ? withValues(problem) : fc.constant(problem)));
}

/** Caps from below what a poor channel reaches to above what a good one does. */
const RADIO: fc.Arbitrary<Radio> = fc
  .record({
    cap: fc.option(magnitude(0.2, 14), { freq: 1, nil: undefined }),
    gap: fc.option(real(0.1, 10), { freq: 1, nil: undefined }),
  })
  .map(({ cap, gap }) => ({
    ...(cap === undefined ? {} : { maxSpectralEfficiency: cap }),
    ...(gap === undefined ? {} : { snrGap: gap }),
  }));

/** Values of a few devices, from far less to somewhat more than what their shares are worth. */
function withValues(problem: RoundProblem): fc.Arbitrary<RoundProblem> {
  const { devices, penaltyWeight } = problem;
  const parts = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, magnitude(1e-3, 3)), {
    minLength: devices.length,
    maxLength: devices.length,
  });
  const valued = parts.map((list) => ({
    ...problem,
    devices: devices.map((device, k) =>
      list[k] === 0 ? device : { ...device, value: list[k]! * device.share * Math.max(penaltyWeight, 1) },
    ),
  }));
  return fc.oneof({ weight: 2, arbitrary: fc.constant(problem) }, { weight: 1, arbitrary: valued });
}

function problemWith(devices: RoundDevice[], energyLimits: boolean): fc.Arbitrary<RoundProblem> {
  const count = devices.length;
  return fc
    .record({
      penaltyWeight: zeroOr(magnitude(0.1, 50)),
      penalty: penaltyFor(count),
      delayPrice: zeroOr(magnitude(0.1, 10)),
      delayKind: fc.constantFrom<DelayKind>('synchronous', 'mean'),
      deadlineS: fc.option(real(0.3, 2.3), { nil: undefined }),
      limits: fc.option(fc.tuple(fc.integer({ min: 0, max: count }), fc.integer({ min: 0, max: count })), {
        nil: undefined,
      }),
    })
    .map(({ deadlineS, limits, ...rest }) => ({
      bandwidthHz: BANDWIDTH_HZ,
      ...rest,
      ...(deadlineS === undefined ? {} : { deadlineS }),
      ...(limits === undefined
        ? {}
        : { minScheduled: Math.min(...limits), maxScheduled: Math.max(...limits) }),
      devices: energyLimits && takesEnergyLimits(rest) ? devices : devices.map(withoutLimit),
    }));
}

function withoutLimit({ energyLimitJ: _, ...device }: RoundDevice): RoundDevice {
  return device;
}
