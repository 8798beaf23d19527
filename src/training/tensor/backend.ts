/**
 * The seam between the layers and the routine that multiplies matrices. Layers are written once, over flat
 * row-major arrays, and run in float32 on the WASM kernel or in float64 on ml-matrix (the reference).
 */

/** Element type of a computation: float32 in the hot path, float64 in the reference. */
export type Floats = Float32Array | Float64Array;

/** A matrix operand: `data[offset + i * rowStride + p * colStride]`. Strides let one routine transpose and slice. */
export interface Operand {
  readonly data: Floats;
  readonly offset: number;
  readonly rowStride: number;
  readonly colStride: number;
}

/** Where results go: row-major with a row stride. */
export interface Target {
  readonly data: Floats;
  readonly offset: number;
  readonly rowStride: number;
}

export interface Backend {
  readonly name: string;
  readonly elementType: 'float32' | 'float64';
  /** Zeroed array that lives as long as the backend (weights). */
  allocate(length: number): Floats;
  /** Reused space for activations and gradients of one pass. */
  readonly arena: Arena;
  /** C += alpha op(A) op(B), C is m x n and the products run over k. */
  gemm(m: number, n: number, k: number, alpha: number, a: Operand, b: Operand, c: Target): void;
}

/** A stack of scratch arrays: `take` inside a pass, `release` to the mark at its end, so memory stays flat. */
export interface Arena {
  /** Zeroed array of the given length, valid until released. */
  take(length: number): Floats;
  mark(): number;
  release(mark: number): void;
}

/** Runs a computation whose scratch arrays are given back when it ends; the result must not be one of them. */
export function withScratch<T>(arena: Arena, work: () => T): T {
  const mark = arena.mark();
  try {
    return work();
  } finally {
    arena.release(mark);
  }
}

/** A whole row-major matrix with `cols` columns as an operand. */
export function plain(data: Floats, cols: number, offset = 0): Operand {
  return { data, offset, rowStride: cols, colStride: 1 };
}

/** The transpose of a row-major matrix stored with `cols` columns. */
export function transposed(data: Floats, cols: number, offset = 0): Operand {
  return { data, offset, rowStride: 1, colStride: cols };
}

/** A row-major result with `cols` columns. */
export function into(data: Floats, cols: number, offset = 0): Target {
  return { data, offset, rowStride: cols };
}

/** A zeroed array of the back end's element type outside its memory: messages outlive the pass that made them. */
export function newLike({ elementType }: Backend, length: number): Floats {
  return elementType === 'float32' ? new Float32Array(length) : new Float64Array(length);
}
