/** Problems of the benchmark: a cell with path loss, shadowing and fading, priced as a controller would. */
import { type RandomStream, randomStream } from '../core/random.js';
import type { DelayKind, Penalty, RoundDevice, RoundProblem } from '../problem/round/problem.js';

export interface BenchInstance {
  readonly name: string;
  readonly family: string;
  readonly problem: RoundProblem;
}

/** A way of making problems of any size. */
export interface BenchFamily {
  readonly name: string;
  /** Of so many devices, with ids d0, d1, ...; a penalty whose numbers are drawn takes them from `random`. */
  readonly penalty: (count: number, random: RandomStream) => Penalty;
  readonly delayKind: DelayKind;
  readonly delayPrice: number;
  readonly equalShares: boolean;
  readonly energyPrices: boolean;
  /** Default 2: seldom binding. */
  readonly deadlineS?: number;
  /** Nothing tells the devices apart, as in a textbook's cell. */
  readonly sameDevices?: boolean;
  /** The rate ends at 7.41 bit/s/Hz (256QAM), and channels are 30 dB better: it does for nearly everybody. */
  readonly capped?: boolean;
}

const counted = (count: number, n: number) => (0.1 * (count - n) + 1) / n;
const COUNTED = (count: number): Penalty => ({
  kind: 'count',
  // Nobody costs 5, or as much as keeps the values convex.
  values: Array.from({ length: count + 1 }, (_, n) =>
    n === 0 ? Math.max(5, 2 * counted(count, 1) - counted(count, 2)) : counted(count, n),
  ),
});
const quadratic = (): Penalty => ({ kind: 'quadratic' });
const energy = { delayKind: 'mean', delayPrice: 0, equalShares: false, energyPrices: true } as const;

/** `energy` is the kind whose speed is stated in docs/solvers.md: energy prices and unequal shares. */
export const BENCH_FAMILIES: readonly BenchFamily[] = [
  { name: 'energy', penalty: quadratic, ...energy },
  { name: 'mean', penalty: quadratic, ...energy, delayPrice: 2 },
  { name: 'synchronous', penalty: quadratic, ...energy, delayKind: 'synchronous', delayPrice: 2 },
  { name: 'inverse', penalty: () => ({ kind: 'inverse', cap: 20 }), ...energy },
  { name: 'equal-shares', penalty: COUNTED, ...energy, equalShares: true },
  {
    name: 'fraction',
    penalty: (count, random) => ({
      kind: 'fraction',
      cap: 20,
      constant: 1,
      numerators: Object.fromEntries(
        Array.from({ length: count }, (_, k) => [`d${k}`, (4 / count) * random.exponential()]),
      ),
    }),
    ...energy,
  },
  {
    name: 'equal-devices',
    penalty: () => ({ kind: 'inverse', cap: 20 }),
    ...energy,
    delayKind: 'synchronous',
    delayPrice: 2,
    equalShares: true,
    sameDevices: true,
  },
  {
    name: 'capped',
    penalty: () => ({ kind: 'inverse', cap: 20 }),
    delayKind: 'synchronous',
    delayPrice: 2,
    equalShares: true,
    energyPrices: false,
    capped: true,
  },
  // All bandwidths at their least: a 0/1 knapsack.
  { name: 'knapsack', penalty: () => ({ kind: 'linear' }), ...energy, energyPrices: false, deadlineS: 0.4 },
];

/** One problem: `count` devices in a cell of 20 MHz per 100 devices. */
export function benchProblem(family: BenchFamily, count: number, seed: number): RoundProblem {
  const random = randomStream(seed, 'bench', family.name, count);
  const weights = Array.from({ length: count }, () => (family.equalShares ? 1 : 0.3 + random.exponential()));
  const sum = weights.reduce((a, b) => a + b, 0);
  const drawn = weights.map((weight, k) => cellDevice(random, k, weight / sum, family.energyPrices));
  const devices = family.sameDevices ? drawn.map(({ id }) => ({ ...drawn[0]!, id })) : drawn;
  return {
    bandwidthHz: 0.2e6 * count,
    ...(family.capped ? { maxSpectralEfficiency: 7.41 } : {}),
    deadlineS: family.deadlineS ?? 2,
    penaltyWeight: 20,
    penalty: family.penalty(count, random),
    delayPrice: family.delayPrice,
    delayKind: family.delayKind,
    devices: family.capped ? devices.map((one) => ({ ...one, snrHz: 1e3 * one.snrHz })) : devices,
  };
}

function cellDevice(random: RandomStream, k: number, share: number, priced: boolean): RoundDevice {
  const distanceM = 50 + 450 * Math.sqrt(random.uniform());
  const shadowing = 10 ** (0.5 * random.normal());
  const gain = 10 ** (-3 - 3.5 * Math.log10(distanceM)) * shadowing * random.exponential();
  return {
    id: `d${k}`,
    share,
    // 0.2 W over a noise density of -174 dBm/Hz
    snrHz: Math.max(1, (0.2 * gain) / 4e-21),
    uplinkBits: 1e6 * (0.5 + random.uniform()),
    fixedDelayS: 0.05 + 0.2 * random.uniform(),
    transmitPowerW: 0.2,
    fixedEnergyJ: 0.005 * random.uniform(),
    energyPrice: priced ? 0.5 + random.exponential() : 0,
  };
}

/** Instances of every family at every size. */
export function benchInstances(sizes: readonly number[], seeds: readonly number[]): BenchInstance[] {
  return BENCH_FAMILIES.flatMap((family) =>
    sizes.flatMap((count) =>
      seeds.map((seed) => ({
        name: `${family.name}-${count}-${seed}`,
        family: family.name,
        problem: benchProblem(family, count, seed),
      })),
    ),
  );
}
