// The WASM kernel against ml-matrix, over shapes around the tile edges, transposes, strides and places in memory.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { into, plain, transposed } from '../../../src/training/tensor/backend.js';
import { createMatrixBackend } from '../../../src/training/tensor/matrix-backend.js';
import { createWasmBackend } from '../../../src/training/tensor/wasm-backend.js';
import { normals } from '../support.js';

/** The long version: the reference is slow on large matrices. */
const FULL = process.env.DRIFTLORA_FULL !== undefined;

const wasm = await createWasmBackend(64);
const reference = createMatrixBackend();
/** Around the tile (4, 8), the blocks (64, 256, 512) and below. */
const size = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(63, 64, 65, 255, 257, 513));

it('computes C += alpha op(A) op(B) wherever the arrays lie', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.record({ m: size, n: size, k: size }).filter(({ m, n, k }) => m * n * k < (FULL ? 2e6 : 1e6)),
      fc.record({
        aT: fc.boolean(),
        bT: fc.boolean(),
        inside: fc.boolean(),
        pad: fc.integer({ min: 0, max: 3 }),
      }),
      (seed, { m, n, k }, { aT, bT, inside, pad }) => {
        const mark = wasm.arena.mark();
        const place = (values: Float64Array) => {
          const array = inside ? wasm.arena.take(values.length) : new Float32Array(values.length);
          array.set(values);
          return array;
        };
        const [aCols, bCols] = [(aT ? m : k) + pad, (bT ? k : n) + pad];
        const a = place(normals(seed, 'a', (aT ? k : m) * aCols + 1));
        const b = place(normals(seed, 'b', (bT ? n : k) * bCols + 1));
        const c = place(normals(seed, 'c', m * (n + pad) + 1));
        const expected = Float64Array.from(c);
        const left = aT ? transposed(a, aCols, 1) : plain(a, aCols, 1);
        const right = bT ? transposed(b, bCols, 1) : plain(b, bCols, 1);
        wasm.gemm(m, n, k, 0.7, left, right, into(c, n + pad, 1));
        reference.gemm(m, n, k, 0.7, left, right, into(expected, n + pad, 1));
        // Rounding of a float32 sum of k products of size 1: far below 1e-6 k.
        let largest = 0;
        for (let i = 0; i < c.length; i++) largest = Math.max(largest, Math.abs(c[i]! - expected[i]!));
        expect(largest).toBeLessThan(1e-6 * (k + 10));
        wasm.arena.release(mark);
      },
    ),
    { numRuns: FULL ? 60 : 30 },
  );
});

it('says that a batch is too large instead of growing its memory', () => {
  expect(() => wasm.arena.take(64 * 2 ** 20)).toThrow(InputError);
});
