// The loaded model against outputs of the original TensorFlow graph (fixtures/make-use-lite-vectors.mjs).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encoderForward } from '../../../src/training/encoder/pass.js';
import { randomUseLite, useLiteModel } from '../../../src/training/encoder/use-lite.js';
import { readUseLiteFiles } from '../../../src/training/encoder/use-lite-files.js';
import type { Floats } from '../../../src/training/tensor/backend.js';
import { createMatrixBackend } from '../../../src/training/tensor/matrix-backend.js';
import { createWasmBackend } from '../../../src/training/tensor/wasm-backend.js';
import { dot } from '../support.js';

interface Fixture {
  readonly cases: readonly { readonly ids: readonly number[]; readonly vector: readonly number[] }[];
}
const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/use-lite-vectors.json', import.meta.url), 'utf8'),
);
const files = await readUseLiteFiles();

const largestDifference = (a: Floats, b: ArrayLike<number>) => {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
};

describe.each([
  ['wasm', await createWasmBackend()],
  ['ml-matrix', createMatrixBackend()],
])('Universal Sentence Encoder Lite on %s', (_, backend) => {
  const { encoder, embedding } = useLiteModel(backend, files);
  const encode = (texts: readonly (readonly number[])[]) => {
    const lengths = texts.map((ids) => ids.length);
    const features = new Float64Array(lengths.reduce((a, b) => a + b, 0) * embedding.width);
    let token = 0;
    for (const ids of texts) {
      embedding.embed(ids, features, token * embedding.width);
      token += ids.length;
    }
    return encoderForward(backend, encoder, [], features, lengths).y;
  };

  it('gives the vectors of the original graph', () => {
    for (const { ids, vector } of fixture.cases) {
      expect(largestDifference(encode([ids]), vector)).toBeLessThan(1e-6);
    }
  });

  it('gives the same vectors to texts in one batch', () => {
    const together = encode(fixture.cases.map(({ ids }) => ids));
    fixture.cases.forEach(({ vector }, i) => {
      expect(largestDifference(together.slice(i * 512, (i + 1) * 512), vector)).toBeLessThan(1e-6);
    });
  });
});

describe('the random encoder', () => {
  it('has the shapes of the pre-trained one and other vectors', async () => {
    const backend = await createWasmBackend();
    const random = randomUseLite(backend, files, 3);
    const pretrained = useLiteModel(backend, files);
    expect(random.encoder.blocks.map((b) => b.linear.ffnIn.weight.length)).toEqual(
      pretrained.encoder.blocks.map((b) => b.linear.ffnIn.weight.length),
    );
    const weights = random.encoder.blocks[1]!.linear.ffnIn.weight;
    expect((dot(weights, weights) / weights.length) * 512).toBeCloseTo(1, 1);
  });
});
