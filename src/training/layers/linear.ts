/**
 * y = x W + b, with an optional low-rank update y += s (x A^T) B^T. W is frozen unless its gradient is asked for.
 * Shapes: x tokens x inputs, W inputs x outputs, A rank x inputs, B outputs x rank. s = alpha / rank.
 */
import { type Backend, type Floats, into, plain, transposed } from '../tensor/backend.js';

export interface Linear {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Floats;
  readonly bias: Floats;
}

export interface Lora {
  readonly rank: number;
  readonly scale: number;
  readonly a: Floats;
  readonly b: Floats;
}

/** What the backward pass needs again. `down` is x A^T, tokens x rank. */
export interface LinearCache {
  readonly x: Floats;
  readonly down: Floats | undefined;
}

/** Where gradients are accumulated; an absent entry costs no arithmetic. */
export interface LinearGradients {
  readonly a?: Floats;
  readonly b?: Floats;
  readonly weight?: Floats;
  readonly bias?: Floats;
  /** Gradient at the input, tokens x inputs. */
  readonly x?: Floats;
}

export function linearForward(
  backend: Backend,
  layer: Linear,
  lora: Lora | undefined,
  x: Floats,
  tokens: number,
): { y: Floats; cache: LinearCache } {
  const { inputs, outputs } = layer;
  const y = backend.arena.take(tokens * outputs);
  for (let t = 0; t < tokens; t++) y.set(layer.bias, t * outputs);
  backend.gemm(tokens, outputs, inputs, 1, plain(x, inputs), plain(layer.weight, outputs), into(y, outputs));
  if (!lora) return { y, cache: { x, down: undefined } };
  const { rank } = lora;
  const down = backend.arena.take(tokens * rank);
  backend.gemm(tokens, rank, inputs, 1, plain(x, inputs), transposed(lora.a, inputs), into(down, rank));
  const up = transposed(lora.b, rank);
  backend.gemm(tokens, outputs, rank, lora.scale, plain(down, rank), up, into(y, outputs));
  return { y, cache: { x, down } };
}

/** Adds the gradients of <y, dy> to those entries of `into` that are present. */
export function linearBackward(
  backend: Backend,
  layer: Linear,
  lora: Lora | undefined,
  cache: LinearCache,
  dy: Floats,
  tokens: number,
  gradients: LinearGradients,
): void {
  const { inputs, outputs } = layer;
  if (gradients.weight) {
    const xT = transposed(cache.x, inputs);
    backend.gemm(inputs, outputs, tokens, 1, xT, plain(dy, outputs), into(gradients.weight, outputs));
  }
  if (gradients.bias) addColumnSums(dy, tokens, outputs, gradients.bias);
  if (gradients.x) {
    const wT = transposed(layer.weight, outputs);
    backend.gemm(tokens, inputs, outputs, 1, plain(dy, outputs), wT, into(gradients.x, inputs));
  }
  if (lora && cache.down) loraBackward(backend, layer, lora, cache.x, cache.down, dy, tokens, gradients);
}

function loraBackward(
  backend: Backend,
  { inputs, outputs }: Linear,
  { rank, scale, a, b }: Lora,
  x: Floats,
  down: Floats,
  dy: Floats,
  tokens: number,
  gradients: LinearGradients,
): void {
  if (gradients.b) {
    const dyT = transposed(dy, outputs);
    backend.gemm(outputs, rank, tokens, scale, dyT, plain(down, rank), into(gradients.b, rank));
  }
  if (!gradients.a && !gradients.x) return;
  const dDown = backend.arena.take(tokens * rank);
  backend.gemm(tokens, rank, outputs, scale, plain(dy, outputs), plain(b, rank), into(dDown, rank));
  if (gradients.a) {
    backend.gemm(
      rank,
      inputs,
      tokens,
      1,
      transposed(dDown, rank),
      plain(x, inputs),
      into(gradients.a, inputs),
    );
  }
  if (gradients.x) {
    backend.gemm(tokens, inputs, rank, 1, plain(dDown, rank), plain(a, inputs), into(gradients.x, inputs));
  }
}

/** sums[j] += sum over rows of m[i, j]. */
export function addColumnSums(m: Floats, rows: number, cols: number, sums: Floats): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) sums[j]! += m[i * cols + j]!;
  }
}
