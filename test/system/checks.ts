/**
 * What must hold of src/system, by hand counts and quick laws: what mutation.spec.ts holds broken copies against. It runs on any copy of
 * the modules, so it imports none itself.
 */

/** Modules of a compiled copy of src/system, by file. */
// biome-ignore lint/suspicious/noExplicitAny: a copy may export anything
export type Load = (file: string) => Promise<Record<string, any>>;

const near = (a: number, b: number, tolerance = 1e-9) =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function delayAndEnergy(load: Load): Promise<boolean[]> {
  const { fixedDelayS } = await load('delay');
  const { computeEnergyJ, deviceFlopPerS } = await load('energy');
  const { snrHz } = await load('link');
  const rates = { deviceFlopPerS: 1e10, serverFlopPerS: 1e12 };
  const downlink = { bandwidthHz: 1e6, snrHz: 3e6 };
  const work = { deviceFlop: 2e9, serverFlop: 3e12, downlinkBits: 4e6 };
  const processor = { cyclesPerS: 2e9, flopPerCycle: 8, capacitance: 1e-28 };
  return [
    near(fixedDelayS(work, rates, downlink), 5.2),
    near(fixedDelayS({ ...work, downlinkBits: 0 }, rates, { bandwidthHz: 1e6, snrHz: 0 }), 3.2),
    near(fixedDelayS({ ...work, downlinkBits: 1 }, rates, downlink), 3.2 + 0.5e-6),
    near(fixedDelayS(work, rates, { ...downlink, maxSpectralEfficiency: 1 }), 7.2),
    near(computeEnergyJ(processor, 8e9), 0.4),
    near(deviceFlopPerS(processor), 16e9),
    near(snrHz(0.2, 1e-10, 4e-20), 5e8),
  ];
}

const link = (groundDistanceM: number, over: object = {}) => ({
  groundDistanceM,
  baseStationHeightM: 25,
  deviceHeightM: 1.5,
  carrierHz: 3.5e9,
  ...over,
});

async function pathLoss(load: Load): Promise<boolean[]> {
  const { lineOfSightLossDb, obstructedLossDb, lineOfSightProbability, drawEnvironmentHeightM, ...table } =
    await load('path-loss');
  const high = link(300, { deviceHeightM: 22.5 });
  const clear = 0.18 + Math.exp(-100 / 63) * 0.82;
  const heights = Array.from({ length: 4000 }, (_, i) => drawEnvironmentHeightM(high, (i + 0.5) / 4000));
  const share = (height: number) => heights.filter((h) => h === height).length / heights.length;
  return [
    near(lineOfSightLossDb(link(100)), 83.1382, 1e-6),
    near(lineOfSightLossDb(link(500)), 98.2693, 1e-6),
    near(lineOfSightLossDb(link(1000)), 109.4065, 1e-6),
    near(lineOfSightLossDb(link(560.39)), lineOfSightLossDb(link(560.4)), 1e-5),
    near(lineOfSightLossDb(link(3)), lineOfSightLossDb(link(10)), 1e-12),
    lineOfSightLossDb(link(12)) > lineOfSightLossDb(link(10)),
    near(obstructedLossDb(link(500)), 129.9158, 1e-6),
    near(obstructedLossDb(link(500)) - obstructedLossDb(link(500, { deviceHeightM: 11.5 })), 6.0166, 1e-3),
    obstructedLossDb(link(10, { deviceHeightM: 22.5 })) >=
      lineOfSightLossDb(link(10, { deviceHeightM: 22.5 })),
    near(lineOfSightProbability(link(10)), 1),
    near(lineOfSightProbability(link(17)), 1),
    // 18/20 + exp(-20/63) * 0.1, and for 22.5 m times 1 + 0.95^1.5 * 1.25 * 0.008 * exp(-20/150)
    near(lineOfSightProbability(link(20)), 0.9 + 0.1 * Math.exp(-20 / 63)),
    near(
      lineOfSightProbability(link(20, { deviceHeightM: 22.5 })),
      (0.9 + 0.1 * Math.exp(-20 / 63)) * (1 + 0.95 ** 1.5 * 0.01 * Math.exp(-20 / 150)),
    ),
    near(
      lineOfSightProbability(link(100, { deviceHeightM: 15 })),
      clear * (1 + 0.2 ** 1.5 * 1.25 * Math.exp(-2 / 3)),
    ),
    near(lineOfSightProbability(link(100)), clear),
    near(lineOfSightProbability(link(100, { deviceHeightM: 13 })), clear),
    near(
      lineOfSightProbability(link(100, { deviceHeightM: 18 })),
      clear * (1 + 0.5 ** 1.5 * 1.25 * Math.exp(-2 / 3)),
    ),
    lineOfSightProbability(link(300, { deviceHeightM: 22.5 })) <= 1,
    near(lineOfSightProbability(link(100, { deviceHeightM: 40 })), clear * (1 + 1.25 * Math.exp(-2 / 3))),
    near(share(1), 0.19123, 1e-3),
    ...[12, 15, 18, 21].map((height) => near(share(height), 0.80877 / 4, 1e-3)),
    near(drawEnvironmentHeightM(link(300, { deviceHeightM: 20 }), 0.9999), 18.5),
    drawEnvironmentHeightM(link(18, { deviceHeightM: 20 }), 0.9999) === 1,
    drawEnvironmentHeightM(link(300, { deviceHeightM: 12.9 }), 0.9999) === 1,
    near(lineOfSightLossDb(link(1000, { deviceHeightM: 22.5, environmentHeightM: 21 })), 114.8267, 1e-5),
    // The standard's figures themselves: Tables 7.4.1-1, 7.5-6, 7.6.3.1-2, and the speed of light.
    JSON.stringify([
      table.SHADOWING_DB,
      table.SHADOWING_DISTANCE_M,
      table.SIGHT_DISTANCE_M,
      table.UMA_HEIGHTS_M,
    ]) ===
      '[{"lineOfSight":4,"obstructed":6},{"lineOfSight":37,"obstructed":50},50,{"baseStation":25,"leastDevice":1.5,"mostDevice":22.5}]',
    table.SPEED_OF_LIGHT_M_PER_S === 299_792_458,
  ];
}

async function fading(load: Load): Promise<boolean[]> {
  const { createFading, drawFading } = await load('fading');
  const draws = (law: object, count = 10_000): number[] => {
    const process = createFading(law, 'd', 5);
    return Array.from({ length: count }, () => process.next());
  };
  const rayleigh = draws({ directRatio: 0, correlation: 0 });
  const rician = draws({ directRatio: 4, correlation: 0 });
  const slow = draws({ directRatio: 0, correlation: 0.9 }, 40_000);
  const variance = (powers: readonly number[]) => {
    const average = mean(powers);
    return mean(powers.map((power) => (power - average) ** 2));
  };
  const ricianMean = mean(rician);
  const still = draws({ directRatio: 0, correlation: 1 }, 3);
  const table = drawFading(
    (k: number, t: number) => ({ directRatio: t === 1 ? 1e12 : k, correlation: 0 }),
    ['a', 'b'],
    3,
    1,
  );
  const first = createFading({ directRatio: 0, correlation: 1 }, 'x', 3);
  const starts = Array.from({ length: 1500 }, (_, seed) =>
    createFading({ directRatio: 0, correlation: 1 }, 'x', seed).next(),
  );
  return [
    Math.abs(mean(rayleigh) - 1) < 0.03,
    Math.abs(variance(rayleigh) - 1) < 0.08,
    Math.abs(rayleigh.filter((power) => power < 0.1).length / 10_000 - 0.0952) < 0.012,
    Math.abs(ricianMean - 1) < 0.02,
    Math.abs(mean(rician.map((power) => (power - ricianMean) ** 2)) - 9 / 25) < 0.02,
    Math.abs(mean(slow.slice(1).map((power, i) => (power - 1) * (slow[i]! - 1))) - 0.81) < 0.09,
    Math.abs(mean(slow) - 1) < 0.06,
    near(still[0]!, still[2]!),
    near(first.next(), first.next()),
    Math.abs(mean(starts) - 1) < 0.1,
    createFading(undefined, 'd', 1).next() === 1,
    table.length === 3 && table[0].length === 2 && near(table[1][0], 1, 1e-4) && near(table[1][1], 1, 1e-4),
    !near(table[0][0], 1, 1e-3),
  ];
}

async function jakes(load: Load): Promise<boolean[]> {
  const { besselJ0, jakesCorrelation, speedOfCorrelation } = await load('jakes');
  const values: readonly (readonly [number, number])[] = [
    [0, 1],
    [0.5, 0.938469807240813],
    [5, -0.177596771314338],
    [20, 0.167024664340583],
    [29.9, -0.0982219988],
    [31, 0.0512081445],
    [50, 0.055812327669252],
    [100, 0.019985850304223],
  ];
  return [
    ...values.map(([x, expected]) => near(besselJ0(x), expected, x === 29.9 || x === 31 ? 0.02 : 2e-9)),
    near(besselJ0(30 + 1e-12), besselJ0(30 - 1e-12), 4e-10),
    near(besselJ0(-3), besselJ0(3)),
    near(jakesCorrelation(3 / 3.6, 3.5e9, 0.01), 0.90874, 1e-4),
    near(speedOfCorrelation(0.8, 5.9e9, 0.4) * 3.6, 0.0673, 1e-3),
    ...[0.05, 0.5, 1].map((c) =>
      near(jakesCorrelation(speedOfCorrelation(c, 2e9, 0.05), 2e9, 0.05), c, 1e-9),
    ),
  ];
}

async function fields(load: Load): Promise<boolean[]> {
  const { gaussianField, exponentialCorrelation, normalProbability } = await load('gaussian-field');
  const pairs = Array.from({ length: 1500 }, (_, seed) => {
    const field = gaussianField(37, seed, 'check');
    const [a, across] = [field(5, 7), field(5 + 3, 7)];
    return [a, field(5 + 6, 7 + 8), field(5 + 60, 7 - 80), field(5, 7 + 10), (a - across) ** 2 / 2] as const;
  });
  const product = (i: 1 | 2 | 3) => mean(pairs.map((pair) => pair[0] * pair[i]));
  const normal: readonly (readonly [number, number])[] = [
    [0, 0.5],
    [1, 0.841344746],
    [-1, 0.158655254],
    [-1.96, 0.0249978951],
    [3, 0.998650102],
    [0.3, 0.617911422],
  ];
  return [
    Math.abs(mean(pairs.map(([a]) => a))) < 0.1,
    Math.abs(mean(pairs.map(([a]) => a * a)) - 1) < 0.12,
    Math.abs(mean(pairs.map(([a]) => a ** 4)) - 3) < 0.7,
    Math.abs(product(1) - Math.exp(-10 / 37)) < 0.1,
    Math.abs(product(3) - Math.exp(-10 / 37)) < 0.1,
    Math.abs(product(2) - Math.exp(-100 / 37)) < 0.1,
    // Steep at the origin, as an exponential is: 1 - exp(-3/37)
    Math.abs(mean(pairs.map((pair) => pair[4])) - 0.0779) < 0.012,
    near(exponentialCorrelation(10, 37), Math.exp(-10 / 37)),
    ...normal.map(([z, expected]) => near(normalProbability(z), expected, 3e-7)),
  ];
}

async function places(load: Load): Promise<boolean[]> {
  const { placeDevices, moveDevices } = await load('cell');
  const { walk } = await load('motion');
  const cell = {
    radiusM: 400,
    leastDistanceM: 35,
    carrierHz: 3.5e9,
    baseStationHeightM: 25,
    deviceHeightM: 1.5,
    shadowing: true,
    antennaGain: 2,
  };
  const ids = Array.from({ length: 3000 }, (_, k) => `d${k}`);
  const still = placeDevices(cell, ids, 3);
  const flat = placeDevices({ ...cell, shadowing: false }, ids, 3);
  const spread = (inSight: boolean) => {
    const off = still.flatMap((place: { lineOfSight: boolean; lossDb: number }, k: number) =>
      place.lineOfSight === inSight ? [place.lossDb - flat[k].lossDb] : [],
    );
    return [mean(off), Math.sqrt(mean(off.map((db: number) => db * db)))] as const;
  };
  const half = Math.sqrt((400 ** 2 + 35 ** 2) / 2);
  const few = ids.slice(0, 40);
  const rows = moveDevices(cell, 5, few, 3, { from: -4, rounds: 8 });
  const refused = (over: object) => {
    try {
      placeDevices({ ...cell, ...over }, ['a'], 1);
      return false;
    } catch {
      return true;
    }
  };
  const moved = moveDevices({ ...cell, radiusM: 5000 }, 5, few, 3, { from: 0, rounds: 3 });
  const radial = moved[0].map((place: { groundDistanceM: number }, k: number) =>
    Math.abs(place.groundDistanceM - moved[1][k].groundDistanceM),
  );
  const mirrored = walk({ x: 398, y: 0 }, { x: 5, y: 0 }, cell, 3);
  const inner = walk({ x: 37, y: 0 }, { x: -5, y: 0 }, cell, 3);
  const offAxis = walk({ x: 398, y: 30 }, { x: 3, y: 4 }, cell, 3);
  const slanted = walk({ x: 399, y: 0 }, { x: 3, y: 4 }, cell, 3);
  const sight = Array.from({ length: 1500 }, (_, seed) =>
    Number(
      moveDevices({ ...cell, radiusM: 100.001, leastDistanceM: 99.999 }, 0, ['d'], seed, {
        from: 0,
        rounds: 1,
      })[0][0].lineOfSight,
    ),
  );
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return [
    still.every(({ groundDistanceM: d }: { groundDistanceM: number }) => d >= 35 && d <= 400),
    Math.abs(
      still.filter(({ groundDistanceM: d }: { groundDistanceM: number }) => d < half).length / 3000 - 0.5,
    ) < 0.03,
    still.every(({ gain, lossDb }: { gain: number; lossDb: number }) => near(gain * 10 ** (lossDb / 10), 2)),
    Math.abs(spread(true)[1] - 4) < 0.6 && Math.abs(spread(true)[0]) < 0.8,
    Math.abs(spread(false)[1] - 6) < 0.35 && Math.abs(spread(false)[0]) < 0.4,
    refused({ baseStationHeightM: 24 }) &&
      refused({ deviceHeightM: 1.4 }) &&
      refused({ deviceHeightM: 22.6 }),
    !refused({ deviceHeightM: 1.5 }) && !refused({ deviceHeightM: 22.5 }),
    same(moveDevices(cell, 5, few, 3, { from: 0, rounds: 4 }), rows.slice(4)),
    same(
      moveDevices(cell, 0, few, 3, { from: -1, rounds: 2 })[0],
      moveDevices(cell, 0, few, 3, { from: 5, rounds: 1 })[0],
    ),
    rows
      .flat()
      .every(({ groundDistanceM: d }: { groundDistanceM: number }) => d >= 35 - 1e-9 && d <= 400 + 1e-9),
    Math.max(...radial) <= 5 + 1e-9 && Math.max(...radial) > 4,
    Math.abs(mean(radial) - (5 * 2) / Math.PI) < 0.8,
    near(mirrored[1].x, 397) && near(mirrored[2].x, 392),
    near(inner[1].x, 38) && near(inner[2].x, 43),
    near(slanted[2].x - slanted[1].x, -3.079, 1e-4) && near(slanted[2].y - slanted[1].y, 3.93951, 1e-4),
    near(offAxis[2].x - offAxis[1].x, -3.63066, 1e-4) && near(offAxis[2].y - offAxis[1].y, 3.4378, 1e-4),
    near(walk({ x: 100, y: 0 }, { x: 3, y: 4 }, cell, 4)[3].y, 12),
    walk({ x: 36, y: 0 }, { x: -36, y: 0 }, cell, 2)[1].x >= 35 &&
      walk({ x: 36, y: 0 }, { x: 0, y: 0 }, cell, 5).length === 5,
    Math.abs(mean(sight) - 0.3476) < 0.05,
  ];
}

const CHECKS: Readonly<Record<string, (load: Load) => Promise<boolean[]>>> = {
  delay: delayAndEnergy,
  energy: delayAndEnergy,
  link: delayAndEnergy,
  'path-loss': pathLoss,
  fading,
  jakes,
  'gaussian-field': fields,
  cell: places,
  motion: places,
};

/** Whether all that must hold of a file does. A file that throws does not hold. */
export async function holds(file: string, load: Load): Promise<boolean> {
  try {
    return (await CHECKS[file]!(load)).every(Boolean);
  } catch {
    return false;
  }
}
