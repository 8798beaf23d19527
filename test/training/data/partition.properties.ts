// Whatever the partition: every row has one owner, every device a row, and the same seed the same devices.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import {
  measureHeterogeneity,
  type PartitionSpec,
  partitionRows,
} from '../../../src/training/data/partition.js';

const CLASSES = 5;
const rows = Array.from({ length: 200 }, (_, i) => 3 * i);
const labels = Array.from({ length: 600 }, (_, row) => Math.floor(row / 3) % CLASSES);
const spec: fc.Arbitrary<PartitionSpec> = fc.oneof(
  fc.constant({ kind: 'iid' as const }),
  fc.record({ kind: fc.constant('dirichlet' as const), alpha: fc.constantFrom(0.01, 0.3, 1, 100) }),
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
        (kind, devices, seed) => {
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
    [{ kind: 'shards', perDevice: 0 }, 3],
    [{ kind: 'natural' }, 3],
  ])('refuses %j over %i devices', (kind, devices) => {
    expect(() => partitionRows(kind, rows, labels, devices, 1)).toThrow(InputError);
  });
});
