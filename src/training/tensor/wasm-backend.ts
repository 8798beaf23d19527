/** The fast back end: float32 in WebAssembly memory, products by the SIMD kernel of assembly/gemm.ts. */
import { readFile } from 'node:fs/promises';
import { InputError } from '../../core/errors.js';
import type { Arena, Backend, Floats, Operand, Target } from './backend.js';

/** Reached from src/ and dist/ alike. */
const KERNEL = new URL('../../../wasm/gemm.wasm', import.meta.url);
const PAGE_BYTES = 65_536;
const FLOAT_BYTES = 4;
/** A v128 load that straddles a cache line costs a second one. */
const ALIGN_BYTES = 64;

/** The part of the WebAssembly interface used here; lib.dom, which declares it, is not a Node library. */
declare const WebAssembly: {
  Memory: new (descriptor: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: unknown } }>;
};

interface KernelExports {
  workspaceBytes(): number;
  gemm(...args: number[]): void;
}

/** Hands out slices of one memory from both ends: weights from below for good, scratch from above as a stack. */
class WasmMemory implements Arena {
  private low = ALIGN_BYTES;
  private high: number;

  constructor(readonly buffer: ArrayBuffer) {
    this.high = buffer.byteLength;
  }

  allocate(length: number): Float32Array {
    const start = this.low;
    this.low += Math.ceil((length * FLOAT_BYTES) / ALIGN_BYTES) * ALIGN_BYTES;
    this.checkRoom();
    return new Float32Array(this.buffer, start, length);
  }

  take(length: number): Float32Array {
    this.high -= Math.ceil((length * FLOAT_BYTES) / ALIGN_BYTES) * ALIGN_BYTES;
    this.checkRoom();
    return new Float32Array(this.buffer, this.high, length).fill(0);
  }

  mark(): number {
    return this.high;
  }

  release(mark: number): void {
    this.high = mark;
  }

  private checkRoom(): void {
    if (this.high < this.low) {
      const megabytes = Math.round(this.buffer.byteLength / 2 ** 20);
      throw new InputError(
        'batch',
        `more than ${megabytes} MB of activations`,
        'fewer rows or shorter texts',
      );
    }
  }
}

/**
 * @param megabytes size of the fixed memory. Pages that are never touched cost nothing, so be generous.
 * @throws InputError when the kernel was not built
 */
export async function createWasmBackend(megabytes = 256): Promise<Backend> {
  const bytes = await readFile(KERNEL).catch(() => {
    throw new InputError('wasm/gemm.wasm', undefined, 'a built kernel: run `npm run build`');
  });
  const pages = (megabytes * 2 ** 20) / PAGE_BYTES;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory, abort } });
  const kernel = instance.exports as KernelExports;
  const arena = new WasmMemory(memory.buffer);
  const work = arena.allocate(kernel.workspaceBytes() / FLOAT_BYTES).byteOffset;

  /** Byte address of an operand; arrays from elsewhere are copied in first. */
  const addressOf = (data: Floats, offset: number): number => {
    const inside = data.buffer === memory.buffer ? data : arena.take(data.length);
    if (inside !== data) inside.set(data);
    return inside.byteOffset + offset * FLOAT_BYTES;
  };
  const gemm = (m: number, n: number, k: number, alpha: number, a: Operand, b: Operand, c: Target) => {
    if (m === 0 || n === 0 || k === 0) return;
    const mark = arena.mark();
    const at = addressOf(c.data, c.offset);
    const aAt = addressOf(a.data, a.offset);
    const bAt = addressOf(b.data, b.offset);
    kernel.gemm(
      m,
      n,
      k,
      alpha,
      aAt,
      a.rowStride,
      a.colStride,
      bAt,
      b.rowStride,
      b.colStride,
      at,
      c.rowStride,
      work,
    );
    if (c.data.buffer !== memory.buffer) {
      const start = at - c.offset * FLOAT_BYTES;
      c.data.set(new Float32Array(memory.buffer, start, c.data.length));
    }
    arena.release(mark);
  };
  return { name: 'wasm', elementType: 'float32', allocate: (length) => arena.allocate(length), arena, gemm };
}

function abort(): never {
  throw new Error('the WASM kernel aborted');
}
