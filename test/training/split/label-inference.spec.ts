/** What docs/training.md says of privacy, shown: the server recovers labels from the head's gradient, tokens from features. */
import { expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { createDeviceSide } from '../../../src/training/split/device.js';
import { recoverLabels } from '../../../src/training/split/label-inference.js';
import type { Precision } from '../../../src/training/split/precision.js';
import { createServerSide } from '../../../src/training/split/server.js';
import { createMatrixBackend } from '../../../src/training/tensor/matrix-backend.js';
import { normals } from '../support.js';
import { tinyEmbedding, tinyEncoder } from '../tiny-model.js';

const CLASSES = 3;
const backend = createMatrixBackend();
const encoder = tinyEncoder(3, { style: 'post', activation: 'gelu', pooler: true });
const embedding = tinyEmbedding(3, encoder.inputWidth);
const { outputWidth: width } = encoder;
const tokens = [[1, 2], [3], [4, 5, 6], [7, 8], [9, 1], [11]];
const labels = [0, 2, 1, 1, 0, 2];

function serverView(precision: Precision, headDeviation: number) {
  const device = createDeviceSide(backend, embedding, 'cross-entropy', precision);
  const server = createServerSide(backend, precision);
  const features = device.features(tokens);
  const { outputs } = server.open(encoder, [], features);
  const weights = normals(1, 'head', CLASSES * (width + 1)).map((v) => headDeviation * v);
  const head = {
    classes: CLASSES,
    width,
    weight: weights.subarray(0, CLASSES * width),
    bias: weights.subarray(CLASSES * width),
  };
  const { message } = device.trainHead(head, outputs, labels);
  return { features, outputs, headGradient: message.headGradient, classes: CLASSES, width };
}

it.each([
  ['fp32', 0],
  ['fp16', 0],
  ['fp16', 0.3],
] as const)(
  'the server recovers every label of a mini-batch from %s messages, head of size %f',
  async (precision, size) => {
    expect(await recoverLabels(serverView(precision, size))).toEqual(labels);
  },
);

it('does so from the gradient of the head and nothing else: another gradient gives other labels', async () => {
  const view = serverView('fp32', 0);
  const swapped = view.headGradient.slice();
  swapped.set(view.headGradient.subarray(width, 2 * width), 0);
  swapped.set(view.headGradient.subarray(0, width), width);
  const exchange = [1, 0, 2];
  expect(await recoverLabels({ ...view, headGradient: swapped })).toEqual(
    labels.map((label) => exchange[label]),
  );
});

it('recovers tokens from features by looking up the nearest row of the public embedding', () => {
  const { features } = serverView('fp16', 0);
  const vocabulary = embedding.rows(Array.from({ length: embedding.vocabularySize }, (_, id) => id));
  const nearest = (row: readonly number[]) => {
    const distances = vocabulary.map((known) => Math.hypot(...known.map((v, j) => v - row[j]!)));
    return distances.indexOf(Math.min(...distances));
  };
  const found = tokens.flat().map((_, t) => {
    const from = t * embedding.width;
    return nearest([...features.features.subarray(from, from + embedding.width)]);
  });
  expect(found).toEqual(tokens.flat());
});

it('refuses sizes that do not fit together', async () => {
  const view = serverView('fp32', 0);
  await expect(recoverLabels({ ...view, classes: 4 })).rejects.toThrow(InputError);
  await expect(recoverLabels({ ...view, outputs: view.outputs.slice(1) })).rejects.toThrow(InputError);
});
