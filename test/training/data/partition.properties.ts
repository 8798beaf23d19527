// Whatever the partition: every row has one owner, every device a row, and the same seed the same devices.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { measureHeterogeneity } from '../../../src/training/data/heterogeneity.js';
import { type PartitionSpec, partitionRows } from '../../../src/training/data/partition.js';

const CLASSES = 5;
const rows = Array.from({ length: 200 }, (_, i) => 3 * i);
const labels = Array.from({ length: 600 }, (_, row) => Math.floor(row / 3) % CLASSES);
const spec: fc.Arbitrary<PartitionSpec> = fc.oneof(
  fc.constant({ kind: 'iid' as const }),
  fc.record({ kind: fc.constant('dirichlet' as const), alpha: fc.constantFrom(0.01, 0.3, 1, 100) }),
  fc.record({ kind: fc.constant('dirichlet-shares' as const), alpha: fc.constantFrom(1e-9, 0.1, 1, 1e6) }),
  fc.record({
    kind: fc.constant('by-distance' as const),
    mixture: fc.constantFrom(0, 0.3, 1),
    // One for each of the most devices that the laws ask for; cut to their number there.
    distanceM: fc.array(fc.integer({ min: 35, max: 250 }), { minLength: 60, maxLength: 60 }),
  }),
  fc.record({ kind: fc.constant('shards' as const), perDevice: fc.integer({ min: 1, max: 3 }) }),
);
const total = (kind: PartitionSpec, devices = 20) =>
  measureHeterogeneity(partitionRows(kind, rows, labels, devices, 1), labels, CLASSES);

describe('partition', () => {
  it('gives every row to one device and every device a row', () => {
    fc.assert(
      fc.property(
        spec,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 99 }),
        (drawn, devices, seed) => {
          const kind =
            drawn.kind === 'by-distance' ? { ...drawn, distanceM: drawn.distanceM.slice(0, devices) } : drawn;
          const held = partitionRows(kind, rows, labels, devices, seed);
          expect(held).toHaveLength(devices);
          expect(Math.min(...held.map((d) => d.rows.length))).toBeGreaterThan(0);
          expect(held.flatMap((d) => d.rows).sort((a, b) => a - b)).toEqual(rows);
          expect(partitionRows(kind, rows, labels, devices, seed)).toEqual(held);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is the less alike the smaller alpha, and shards are unlike', () => {
    const iid = total({ kind: 'iid' }).meanTotalVariation;
    const mild = total({ kind: 'dirichlet', alpha: 100 }).meanTotalVariation;
    const strong = total({ kind: 'dirichlet', alpha: 0.1 }).meanTotalVariation;
    expect(iid).toBeLessThan(strong);
    expect(mild).toBeLessThan(strong);
    expect(total({ kind: 'shards', perDevice: 1 }).meanClasses).toBeLessThan(2.1);
    expect(measureHeterogeneity([{ id: 'd0', rows }], labels, CLASSES).meanTotalVariation).toBeCloseTo(0, 12);
  });

  // Devices are told apart by their number alone, so each gets a K-th of the rows on average over seeds.
  it.each([1e-6, 1e-4, 1e-2, 0.4, 1, 30, 1e3])('prefers no device at alpha %f', (alpha) => {
    const [devices, seeds] = [5, 150];
    const held = Array.from({ length: seeds }, (_, seed) =>
      partitionRows({ kind: 'dirichlet', alpha }, rows, labels, devices, seed).map((d) => d.rows.length),
    );
    for (let k = 0; k < devices; k++) {
      const own = held.map((sizes) => sizes[k]! / rows.length);
      const mean = own.reduce((sum, share) => sum + share, 0) / seeds;
      const variance = own.reduce((sum, share) => sum + (share - mean) ** 2, 0) / seeds;
      expect(Math.abs(mean - 1 / devices)).toBeLessThan(5 * Math.sqrt(variance / seeds) + 0.005);
    }
  });

  it('splits classes over devices, or draws the classes of each device, as the kind says', () => {
    const classesOf = (own: readonly number[]) => new Set(own.map((row) => labels[row]!)).size;
    // Hsu, Qi and Brown: equal sizes; towards 0 a device draws from one class, and from another when that is used up.
    const shares = partitionRows({ kind: 'dirichlet-shares', alpha: 1e-6 }, rows, labels, 20, 3);
    expect(shares.map((d) => d.rows.length)).toEqual(Array(20).fill(10));
    expect(shares.reduce((sum, d) => sum + classesOf(d.rows), 0) / 20).toBeLessThan(3);
    // The other law: a class is with one device, which may have several of them, and sizes differ.
    const split = partitionRows({ kind: 'dirichlet', alpha: 1e-6 }, rows, labels, 20, 3);
    expect(split.filter((d) => d.rows.length === 1).length).toBeGreaterThanOrEqual(15);
    const even = partitionRows({ kind: 'dirichlet-shares', alpha: 1e9 }, rows, labels, 4, 3);
    expect(measureHeterogeneity(even, labels, CLASSES).meanTotalVariation).toBeLessThan(0.2);
  });

  it('deals out a class of more rows than a call takes arguments', () => {
    const many = Array.from({ length: 300_000 }, (_, i) => i);
    const held = partitionRows(
      { kind: 'dirichlet', alpha: 1e-6 },
      many,
      many.map(() => 0),
      2,
      1,
    );
    expect(held.reduce((sum, d) => sum + d.rows.length, 0)).toBe(300_000);
  });

  it('keeps natural owners, the largest first', () => {
    const owners = labels.map((_, row) => (row < 300 ? 'a' : row < 500 ? 'b' : 'c'));
    const held = partitionRows({ kind: 'natural' }, rows, labels, 2, 1, owners);
    expect(held.map((d) => d.id)).toEqual(['a', 'b']);
    expect(held.map((d) => d.rows.length)).toEqual([100, 67]);
  });

  it.each<[PartitionSpec, number]>([
    [{ kind: 'iid' }, 0],
    [{ kind: 'iid' }, 201],
    [{ kind: 'dirichlet', alpha: 0 }, 3],
    [{ kind: 'dirichlet', alpha: Number.NaN }, 3],
    [{ kind: 'dirichlet-shares', alpha: -1 }, 3],
    [{ kind: 'shards', perDevice: 0 }, 3],
    [{ kind: 'natural' }, 3],
  ])('refuses %j over %i devices', (kind, devices) => {
    expect(() => partitionRows(kind, rows, labels, devices, 1)).toThrow(InputError);
  });

  it('by distance: classes follow one another outwards, a mixture blurs them, all of it is as good as random', () => {
    const distanceM = Array.from({ length: 10 }, (_, k) => 40 + ((7 * k) % 10) * 20);
    const of = (mixture: number) =>
      partitionRows({ kind: 'by-distance', mixture, distanceM }, rows, labels, 10, 3);
    const classesOf = (k: number) => new Set(of(0)[k]!.rows.map((row) => labels[row]!));
    const outwards = distanceM.map((_, k) => k).sort((a, b) => distanceM[a]! - distanceM[b]!);
    // 200 rows of 5 classes on 10 devices: two neighbours in distance share a class, and nobody else has it.
    for (let place = 0; place < 10; place += 2) {
      expect(classesOf(outwards[place]!)).toEqual(classesOf(outwards[place + 1]!));
      expect(classesOf(outwards[place]!).size).toBe(1);
    }
    expect(new Set(outwards.flatMap((k) => [...classesOf(k)])).size).toBe(5);
    const variation = (mixture: number) =>
      measureHeterogeneity(of(mixture), labels, CLASSES).meanTotalVariation;
    expect(variation(0)).toBeCloseTo(0.8, 9);
    expect(variation(0.5)).toBeLessThan(0.6);
    expect(variation(1)).toBeLessThan(0.3);
  });

  it('by channel: the same for devices in the order of their ranks', () => {
    const rank = Array.from({ length: 10 }, (_, k) => (7 * k) % 10);
    const held = partitionRows({ kind: 'by-channel', mixture: 0, rank }, rows, labels, 10, 3);
    const classesAt = (place: number) => new Set(held[rank.indexOf(place)]!.rows.map((row) => labels[row]!));
    for (let place = 0; place < 10; place += 2) {
      expect(classesAt(place).size).toBe(1);
      expect(classesAt(place)).toEqual(classesAt(place + 1));
    }
  });

  it.each([
    ['partition.rank', { kind: 'by-channel', mixture: 0 }],
    ['partition.rank', { kind: 'by-channel', mixture: 0, rank: [0] }],
    ['partition.mixture', { kind: 'by-distance', mixture: 1.1, distanceM: [1, 2] }],
    ['partition.distanceM', { kind: 'by-distance', mixture: 0, distanceM: [1] }],
    ['partition.distanceM', { kind: 'by-distance', mixture: 0, distanceM: [1, Number.NaN] }],
  ] as const)('refuses %s', (field, kind) => {
    expect(() => partitionRows(kind, rows, labels, 2, 1)).toThrow(expect.objectContaining({ field }));
  });
});
