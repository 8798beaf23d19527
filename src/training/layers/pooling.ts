/** From token vectors to one vector a text: mean over its tokens, tanh, and the L2 norm. */
import type { Backend, Floats } from '../tensor/backend.js';

/** Mean over the tokens of each text; texts x width. */
export function meanForward(backend: Backend, x: Floats, lengths: readonly number[], width: number): Floats {
  const y = backend.arena.take(lengths.length * width);
  let token = 0;
  lengths.forEach((length, text) => {
    for (let t = 0; t < length; t++, token++) {
      for (let j = 0; j < width; j++) y[text * width + j]! += x[token * width + j]! / length;
    }
  });
  return y;
}

/** Adds the gradient at the tokens to dx. */
export function meanBackward(dy: Floats, lengths: readonly number[], width: number, dx: Floats): void {
  let token = 0;
  lengths.forEach((length, text) => {
    for (let t = 0; t < length; t++, token++) {
      for (let j = 0; j < width; j++) dx[token * width + j]! += dy[text * width + j]! / length;
    }
  });
}

/** The graph's floor under the squared norm. */
const LEAST_SQUARED_NORM = 1e-12;

function squaredNorm(x: Floats, row: number, width: number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += x[row + j]! ** 2;
  return Math.max(sum, LEAST_SQUARED_NORM);
}

/** Each row divided by its length. */
export function normaliseForward(backend: Backend, x: Floats, rows: number, width: number): Floats {
  const y = backend.arena.take(rows * width);
  for (let i = 0; i < rows; i++) {
    const inverse = 1 / Math.sqrt(squaredNorm(x, i * width, width));
    for (let j = 0; j < width; j++) y[i * width + j] = x[i * width + j]! * inverse;
  }
  return y;
}

/** Gradient at x: (dy - y <y, dy>) / |x|, rows x width. */
export function normaliseBackward(
  backend: Backend,
  x: Floats,
  y: Floats,
  dy: Floats,
  rows: number,
  width: number,
): Floats {
  const dx = backend.arena.take(rows * width);
  for (let i = 0; i < rows; i++) {
    const row = i * width;
    const inverse = 1 / Math.sqrt(squaredNorm(x, row, width));
    let dot = 0;
    for (let j = 0; j < width; j++) dot += y[row + j]! * dy[row + j]!;
    for (let j = 0; j < width; j++) dx[row + j] = (dy[row + j]! - y[row + j]! * dot) * inverse;
  }
  return dx;
}
