/** The reference back end: float64, products by ml-matrix. Slow and plain; tests and gradient checks use it. */
import { Matrix } from 'ml-matrix';
import type { Arena, Backend, Operand, Target } from './backend.js';

/** Scratch that is simply new memory: nothing to get wrong in a reference. */
const freshArena: Arena = {
  take: (length) => new Float64Array(length),
  mark: () => 0,
  release: () => {},
};

/** Copies an operand into an ml-matrix matrix of the given shape. */
function toMatrix(rows: number, cols: number, operand: Operand): Matrix {
  const matrix = Matrix.zeros(rows, cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      matrix.set(i, j, operand.data[operand.offset + i * operand.rowStride + j * operand.colStride]!);
    }
  }
  return matrix;
}

function gemm(m: number, n: number, k: number, alpha: number, a: Operand, b: Operand, c: Target): void {
  if (m === 0 || n === 0 || k === 0) return;
  const product = toMatrix(m, k, a).mmul(toMatrix(k, n, b));
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) c.data[c.offset + i * c.rowStride + j]! += alpha * product.get(i, j);
  }
}

export function createMatrixBackend(): Backend {
  return {
    name: 'ml-matrix',
    elementType: 'float64',
    allocate: (length) => new Float64Array(length),
    arena: freshArena,
    gemm,
  };
}
