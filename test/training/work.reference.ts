/** The arithmetic that is charged, against a count of every product that a real step makes. */
import { describe, expect, it } from 'vitest';
import { createFullAdaptation } from '../../src/training/adaptation/full.js';
import { createLoraAdaptation } from '../../src/training/adaptation/lora.js';
import { TARGETS } from '../../src/training/encoder/encoder.js';
import { createDeviceSide } from '../../src/training/split/device.js';
import type { HeadState } from '../../src/training/split/messages.js';
import { createServerSide } from '../../src/training/split/server.js';
import { splitStep } from '../../src/training/split/step.js';
import type { Backend } from '../../src/training/tensor/backend.js';
import { createMatrixBackend } from '../../src/training/tensor/matrix-backend.js';
import { batchWorkload, type Trained } from '../../src/training/work.js';
import { tinyEmbedding, tinyEncoder } from './tiny-model.js';

const CLASSES = 3;
const BATCH = { tokens: [[1, 2, 3, 4], [5, 6], [7]], labels: [0, 1, 2] };
const LENGTHS = BATCH.tokens.map((ids) => ids.length);

/** Multiply-adds of one step, as the back end sees them. */
function counted(style: 'pre' | 'post', trained: Trained, head: HeadState = 'trained'): number {
  const inner = createMatrixBackend();
  let multiplyAdds = 0;
  const backend: Backend = {
    ...inner,
    gemm(m, n, k, ...rest) {
      multiplyAdds += m * n * k;
      inner.gemm(m, n, k, ...rest);
    },
  };
  const encoder = tinyEncoder(1, { style, activation: 'relu', pooler: true });
  const adaptation =
    trained.kind === 'full'
      ? createFullAdaptation(encoder, CLASSES)
      : createLoraAdaptation(encoder, trained.lora, CLASSES);
  const embedding = tinyEmbedding(1, encoder.inputWidth);
  const device = createDeviceSide(backend, embedding, 'cross-entropy', 'fp32');
  const model = {
    backend,
    adaptation,
    device,
    server: createServerSide(backend, 'fp32'),
    precision: 'fp32' as const,
  };
  const vector = adaptation.initial(1);
  if (head === 'trained') vector[vector.length - 1] = 1;
  splitStep(model, vector, BATCH);
  return multiplyAdds;
}

const charged = (style: 'pre' | 'post', trained: Trained, head?: HeadState) =>
  batchWorkload(tinyEncoder(1, { style, activation: 'relu', pooler: true }), trained, CLASSES, LENGTHS, head);

/** Forward, gradient of the weights, and gradient at the outputs of the encoder. */
const HEAD = 3 * BATCH.tokens.length * CLASSES * 6;

describe.each(['pre', 'post'] as const)('with norms placed %s', (style) => {
  it.each<[string, Trained]>([
    ['everything', { kind: 'full' }],
    ['LoRA on every matrix', { kind: 'lora', lora: { rank: 2, alpha: 2, targets: [...TARGETS] } }],
  ])('training %s costs the server what is charged', (_what, trained) => {
    for (const head of ['trained', 'zero'] as const) {
      expect(charged(style, trained, head).serverFlop).toBe(2 * (counted(style, trained, head) - HEAD));
    }
  });
});

it("full fine-tuning goes back through the first block's queries to the norm before them, by hand", () => {
  // Seven tokens; block 0 goes from 4 to 6: qkv 4 x 12, out 4 x 6, ffn 6 x 8 and 8 x 6, residual 4 x 6 (nothing below it
  // is trained: forward and weights only); block 1: qkv 6 x 18, out 6 x 6, ffn the same. Each matrix three times.
  const matrices = 3 * (48 + 24 + 48 + 48) + 2 * 24 + 3 * (108 + 36 + 48 + 48);
  // Scores and weighted sums, 4^2 + 2^2 + 1 pairs of tokens, width 4 and 6: two products forward, four backward.
  const attention = 21 * (4 + 6) * 6;
  const pooler = 3 * 3 * 36;
  expect(charged('pre', { kind: 'full' }).serverFlop).toBe(2 * (7 * matrices + attention + pooler));
});
