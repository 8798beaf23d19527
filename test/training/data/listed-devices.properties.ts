// Devices named one by one: a list that writes out what would be dealt is dealt the same, and every device gets what it names.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowCounts, turnsOf } from '../../../src/training/data/listed-devices.js';
import { type PartitionSpec, partitionRows } from '../../../src/training/data/partition.js';

const rows = Array.from({ length: 150 }, (_, i) => 2 * i);
const labels = Array.from({ length: 300 }, (_, row) => Math.floor(row / 2) % 4);
const sized: fc.Arbitrary<PartitionSpec> = fc.constantFrom(
  { kind: 'iid' as const },
  { kind: 'dirichlet-shares' as const, alpha: 0.3 },
);
const any: fc.Arbitrary<PartitionSpec> = fc.oneof(
  sized,
  fc.constantFrom({ kind: 'dirichlet' as const, alpha: 0.4 }, { kind: 'shards' as const, perDevice: 2 }),
);
const count = fc.integer({ min: 1, max: 60 });
const seed = fc.integer({ min: 0, max: 99 });
const rowsOf = (held: readonly { readonly rows: readonly number[] }[]) => held.map(({ rows: own }) => own);

describe('a list of devices', () => {
  it('is dealt what as many unnamed ones are, under its own ids', () => {
    fc.assert(
      fc.property(any, count, seed, (kind, devices, at) => {
        const named = Array.from({ length: devices }, (_, k) => ({ id: `phone ${k}` }));
        const held = partitionRows(kind, rows, labels, named, at);
        expect(rowsOf(held)).toEqual(rowsOf(partitionRows(kind, rows, labels, devices, at)));
        expect(held.map(({ id }) => id)).toEqual(named.map(({ id }) => id));
      }),
      { numRuns: 60 },
    );
  });

  it('that writes out the numbers, or shares, of rows is dealt the same rows', () => {
    fc.assert(
      fc.property(sized, count, seed, fc.boolean(), (kind, devices, at, inShares) => {
        const drawn = partitionRows(kind, rows, labels, devices, at);
        const named = drawn.map(({ id, rows: own }) =>
          inShares ? { id, share: own.length / rows.length } : { id, rows: own.length },
        );
        expect(partitionRows(kind, rows, labels, named, at)).toEqual(drawn);
      }),
      { numRuns: 60 },
    );
  });

  it('gets the numbers that it names, each row once, and the rest evenly', () => {
    const one = fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined });
    fc.assert(
      fc.property(sized, fc.array(one, { minLength: 1, maxLength: 20 }), seed, (kind, counts, at) => {
        const named = counts.map((own, k) => ({ id: `p${k}`, ...(own === undefined ? {} : { rows: own }) }));
        const held = rowsOf(partitionRows(kind, rows, labels, named, at));
        const all = held.flat();
        expect(new Set(all).size).toBe(all.length);
        if (counts.every((own) => own === undefined)) return;
        counts.forEach((own, k) => {
          if (own !== undefined) expect(held[k]).toHaveLength(own);
        });
        const others = held.filter((_, k) => counts[k] === undefined).map(({ length }) => length);
        if (others.length === 0) return;
        expect(Math.max(...others) - Math.min(...others)).toBeLessThanOrEqual(1);
        expect(all).toHaveLength(rows.length);
      }),
      { numRuns: 60 },
    );
  });

  it('rounds shares so that those of all are all', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 30 }), (weights) => {
        const sum = weights.reduce((a, b) => a + b, 0);
        const counts = rowCounts(
          weights.map((weight, k) => ({ id: `${k}`, share: weight / sum })),
          997,
        )!;
        expect(counts.reduce((a, b) => a + b, 0)).toBe(997);
        counts.forEach((n, k) => {
          expect(Math.abs(n - (997 * weights[k]!) / sum)).toBeLessThan(1.001);
        });
      }),
    );
  });

  it('is dealt in turns that end with each number, one device with a million rows among a thousand small ones quickly', () => {
    expect(turnsOf([2, 0, 3])).toEqual([0, 2, 0, 2, 2]);
    expect(turnsOf([1_000_000, ...new Array<number>(999).fill(1)])).toHaveLength(1_000_999);
  });

  it.each([
    [[{ id: 'a', rows: 150 }, { id: 'b' }], { kind: 'iid' as const }, /at most the 150 training rows/],
    [
      [{ id: 'a', rows: 3 }],
      { kind: 'dirichlet' as const, alpha: 1 },
      /no rows or shares where .* dirichlet/,
    ],
    [[{ id: 'ann' }], { kind: 'natural' as const }, /namedDevices\[0\]\.id: got "ann".*did you mean "anna"/],
  ])('%j does not go with %j', (named, kind, message) => {
    const owners = labels.map((label) => (label < 2 ? 'anna' : 'bert'));
    expect(() => partitionRows(kind, rows, labels, named, 1, owners)).toThrow(message);
  });

  it('of owners keeps the rows of each under its name, in the order of the list', () => {
    const owners = labels.map((label) => (label < 1 ? 'anna' : label < 2 ? 'bert' : 'carl'));
    const held = partitionRows(
      { kind: 'natural' },
      rows,
      labels,
      [{ id: 'bert' }, { id: 'anna' }],
      1,
      owners,
    );
    expect(held.map(({ id }) => id)).toEqual(['bert', 'anna']);
    for (const { id, rows: own } of held) for (const row of own) expect(owners[row]).toBe(id);
  });
});
