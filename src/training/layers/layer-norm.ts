/** Layer normalisation over the last axis: y = scale (x - mean) / sqrt(var + eps) + bias, row by row. */
import type { Backend, Floats } from '../tensor/backend.js';

export interface LayerNorm {
  readonly width: number;
  readonly scale: Floats;
  readonly bias: Floats;
  /** 1e-6 in the Universal Sentence Encoder, 1e-12 in BERT. */
  readonly epsilon: number;
}

/** `normalised` is (x - mean) / sqrt(var + eps), rows x width; `inverseDeviation` has one entry a row. */
export interface LayerNormCache {
  readonly normalised: Floats;
  readonly inverseDeviation: Floats;
}

export interface LayerNormGradients {
  readonly scale?: Floats;
  readonly bias?: Floats;
  readonly x?: Floats;
}

export function layerNormForward(
  backend: Backend,
  layer: LayerNorm,
  x: Floats,
  rows: number,
): { y: Floats; cache: LayerNormCache } {
  const { width, scale, bias, epsilon } = layer;
  const y = backend.arena.take(rows * width);
  const normalised = backend.arena.take(rows * width);
  const inverseDeviation = backend.arena.take(rows);
  for (let i = 0; i < rows; i++) {
    const row = i * width;
    let sum = 0;
    for (let j = 0; j < width; j++) sum += x[row + j]!;
    const mean = sum / width;
    let squares = 0;
    for (let j = 0; j < width; j++) squares += (x[row + j]! - mean) ** 2;
    const inverse = 1 / Math.sqrt(squares / width + epsilon);
    inverseDeviation[i] = inverse;
    for (let j = 0; j < width; j++) {
      const value = (x[row + j]! - mean) * inverse;
      normalised[row + j] = value;
      y[row + j] = scale[j]! * value + bias[j]!;
    }
  }
  return { y, cache: { normalised, inverseDeviation } };
}

/** With h = scale * dy: dx += inverseDeviation (h - mean(h) - normalised mean(h normalised)). */
export function layerNormBackward(
  layer: LayerNorm,
  cache: LayerNormCache,
  dy: Floats,
  rows: number,
  gradients: LayerNormGradients,
): void {
  const { width, scale } = layer;
  const { normalised, inverseDeviation } = cache;
  for (let i = 0; i < rows; i++) {
    const row = i * width;
    let sum = 0;
    let dot = 0;
    for (let j = 0; j < width; j++) {
      const h = scale[j]! * dy[row + j]!;
      sum += h;
      dot += h * normalised[row + j]!;
    }
    const { x: dx, scale: dScale, bias: dBias } = gradients;
    if (dx) {
      for (let j = 0; j < width; j++) {
        const h = scale[j]! * dy[row + j]!;
        dx[row + j]! += inverseDeviation[i]! * (h - (sum + normalised[row + j]! * dot) / width);
      }
    }
    if (dScale) for (let j = 0; j < width; j++) dScale[j]! += dy[row + j]! * normalised[row + j]!;
    if (dBias) for (let j = 0; j < width; j++) dBias[j]! += dy[row + j]!;
  }
}
