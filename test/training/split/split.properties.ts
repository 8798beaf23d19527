// The split model against the unsplit one: same loss and gradients to 1e-10 in float64; against plain loops; against
// central differences of the whole model; and what each precision costs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Adaptation, headSlice, headView } from '../../../src/training/adaptation/adaptation.js';
import { createFullAdaptation } from '../../../src/training/adaptation/full.js';
import { createLoraAdaptation } from '../../../src/training/adaptation/lora.js';
import { type Encoder, TARGETS } from '../../../src/training/encoder/encoder.js';
import { encoderBackward, encoderForward } from '../../../src/training/encoder/pass.js';
import { HEAD_SCALE, headBackward, headForward } from '../../../src/training/layers/head.js';
import { lossAndGradient } from '../../../src/training/layers/loss.js';
import { createDeviceSide } from '../../../src/training/split/device.js';
import type { Precision } from '../../../src/training/split/precision.js';
import { createServerSide } from '../../../src/training/split/server.js';
import { type Batch, splitScore, splitStep } from '../../../src/training/split/step.js';
import { createMatrixBackend } from '../../../src/training/tensor/matrix-backend.js';
import { plainEncode } from '../../reference/plain-encoder.js';
import { normals, relativeDistance } from '../support.js';
import { type TinyShape, tinyEmbedding, tinyEncoder } from '../tiny-model.js';

const CLASSES = 3;
const backend = createMatrixBackend();
const shape: fc.Arbitrary<TinyShape> = fc.record({
  style: fc.constantFrom('pre', 'post'),
  activation: fc.constantFrom('relu', 'gelu'),
  pooler: fc.boolean(),
});
const text = fc.array(fc.integer({ min: 0, max: 19 }), { minLength: 1, maxLength: 5 });
const batch: fc.Arbitrary<Batch> = fc
  .array(fc.tuple(text, fc.integer({ min: 0, max: CLASSES - 1 })), { minLength: 1, maxLength: 4 })
  .map((rows) => ({ tokens: rows.map(([t]) => t), labels: rows.map(([, l]) => l) }));
const trained = fc.oneof(
  fc.record({
    kind: fc.constant('lora' as const),
    rank: fc.integer({ min: 1, max: 3 }),
    targets: fc.subarray([...TARGETS]),
  }),
  fc.record({ kind: fc.constant('full' as const) }),
);
type Trained = typeof trained extends fc.Arbitrary<infer T> ? T : never;

function setup(seed: number, form: TinyShape, what: Trained, precision: Precision = 'fp32') {
  const encoder = tinyEncoder(seed, form);
  const embedding = tinyEmbedding(seed, encoder.inputWidth);
  const adaptation: Adaptation =
    what.kind === 'full'
      ? createFullAdaptation(encoder, CLASSES)
      : createLoraAdaptation(encoder, { rank: what.rank, alpha: 5, targets: what.targets }, CLASSES);
  const start = adaptation.initial(seed);
  const noise = normals(seed, 'theta', start.length);
  const theta = start.map((v, i) => v + 0.3 * noise[i]!);
  const model = {
    backend,
    adaptation,
    precision,
    device: createDeviceSide(backend, embedding, 'cross-entropy', precision),
    server: createServerSide(backend, precision),
  };
  return { encoder, embedding, adaptation, theta, model };
}

/** Everything in one place: no messages, no sides. */
function unsplit({ embedding, adaptation, theta }: ReturnType<typeof setup>, { tokens, labels }: Batch) {
  const vector = Float64Array.from(theta);
  const gradient = new Float64Array(vector.length);
  const { encoder, lora } = adaptation.bind(vector);
  const features = Float64Array.from(tokens.flatMap((ids) => embedding.rows(ids).flat()));
  const { y, cache } = encoderForward(
    backend,
    encoder,
    lora,
    features,
    tokens.map((ids) => ids.length),
  );
  const head = headView(adaptation.layout, vector);
  const logits = headForward(backend, head, y, labels.length);
  const loss = lossAndGradient('cross-entropy', logits, labels, CLASSES);
  const dy = headBackward(backend, head, y, logits, labels.length, headSlice(adaptation.layout, gradient));
  encoderBackward(backend, encoder, lora, cache, dy, adaptation.gradients(gradient));
  return { loss, gradient };
}

/** Mean cross-entropy by plain loops. */
function plainLoss(
  { embedding, adaptation, theta }: ReturnType<typeof setup>,
  { tokens, labels }: Batch,
  vector = Float64Array.from(theta),
) {
  const { encoder, lora }: { encoder: Encoder; lora: readonly object[] } = adaptation.bind(vector);
  const head = headView(adaptation.layout, vector);
  let loss = 0;
  tokens.forEach((ids, i) => {
    const z = plainEncode(encoder, lora, embedding.rows(ids));
    const logits = Array.from({ length: CLASSES }, (_, c) =>
      z.reduce((s, v, j) => s + HEAD_SCALE * v * head.weight[c * head.width + j]!, head.bias[c]!),
    );
    loss += Math.log(logits.reduce((s, v) => s + Math.exp(v - logits[labels[i]!]!), 0));
  });
  return loss / labels.length;
}

/**
 * Of the central differences. Those at STEP and 2 STEP are extrapolated: where a layer norm has next to no variance
 * the loss is so steep that STEP^2 alone shows as an error of 3e-6 of the gradient.
 */
const STEP = 1e-5;
const STEEP: [number, TinyShape, Trained, Batch] = [
  132008,
  { style: 'post', activation: 'gelu', pooler: false },
  { kind: 'lora', rank: 1, targets: ['qkv', 'attentionOut'] },
  { tokens: [[12, 3], [0]], labels: [1, 0] },
];

const seed = fc.integer({ min: 0, max: 1e6 });

describe('split model', () => {
  it('has the loss and the gradients of the unsplit model to 1e-10', () => {
    fc.assert(
      fc.property(seed, shape, trained, batch, (s, form, what, rows) => {
        const parts = setup(s, form, what);
        const split = splitStep(parts.model, parts.theta, rows);
        const whole = unsplit(parts, rows);
        expect(Math.abs(split.loss - whole.loss)).toBeLessThan(1e-10);
        expect(relativeDistance(split.gradient, whole.gradient)).toBeLessThan(1e-10);
      }),
      { numRuns: 40 },
    );
  });

  it('has the loss of plain loops', () => {
    fc.assert(
      fc.property(seed, shape, trained, batch, (s, form, what, rows) => {
        const parts = setup(s, form, what);
        const loss = plainLoss(parts, rows);
        expect(Math.abs(splitStep(parts.model, parts.theta, rows).loss - loss)).toBeLessThan(
          1e-10 * (1 + loss),
        );
        expect(Math.abs(splitScore(parts.model, parts.theta, rows).loss - loss)).toBeLessThan(
          1e-10 * (1 + loss),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('has the gradient of the plain loss by central differences, every entry', () => {
    fc.assert(
      // GELU: the corner of ReLU is checked layer by layer, where it can be kept away.
      fc.property(seed, shape, trained, batch, (s, form, what, rows) => {
        const parts = setup(s, { ...form, activation: 'gelu' }, what);
        const { gradient } = splitStep(parts.model, parts.theta, rows);
        const vector = Float64Array.from(parts.theta);
        const numeric = vector.map((value, i) => {
          const at = (v: number) => {
            vector[i] = v;
            return plainLoss(parts, rows, vector);
          };
          const difference = (step: number) => (at(value + step) - at(value - step)) / (2 * step);
          const extrapolated = (4 * difference(STEP) - difference(2 * STEP)) / 3;
          vector[i] = value;
          return extrapolated;
        });
        // A label met with certainty has a gradient near 0, and the differences see the rounding of the loss.
        const rounding =
          (Math.sqrt(vector.length) * 8 * Number.EPSILON * (1 + plainLoss(parts, rows))) / STEP;
        const distance = Math.hypot(...gradient.map((g, i) => g - numeric[i]!));
        expect(distance).toBeLessThan(1e-6 * Math.hypot(...gradient) + rounding);
      }),
      { numRuns: 5, examples: [STEEP] },
    );
  });

  it('starts at the frozen model exactly', () => {
    fc.assert(
      fc.property(seed, shape, batch, (s, form, rows) => {
        const parts = setup(s, form, { kind: 'lora', rank: 2, targets: [...TARGETS] });
        const vector = Float64Array.from(parts.adaptation.initial(s));
        const { encoder, lora } = parts.adaptation.bind(vector);
        const lengths = rows.tokens.map((ids) => ids.length);
        const features = Float64Array.from(rows.tokens.flatMap((ids) => parts.embedding.rows(ids).flat()));
        const adapted = encoderForward(backend, encoder, lora, features, lengths).y;
        expect(adapted).toEqual(encoderForward(backend, parts.encoder, [], features, lengths).y);
      }),
      { numRuns: 20 },
    );
  });

  it('loses little at fp16, more at int8, nothing at fp32', () => {
    const rows: Batch = {
      tokens: [
        [1, 2, 3],
        [4, 5],
      ],
      labels: [0, 2],
    };
    const what: Trained = { kind: 'lora', rank: 2, targets: ['qkv'] };
    const form: TinyShape = { style: 'pre', activation: 'gelu', pooler: true };
    const exact = setup(1, form, what);
    const gradient = splitStep(exact.model, exact.theta, rows).gradient;
    const lossOf = (precision: Precision) => {
      const parts = setup(1, form, what, precision);
      const step = splitStep(parts.model, parts.theta, rows);
      return { ...step, distance: relativeDistance(step.gradient, gradient) };
    };
    expect(Object.values(lossOf('fp32').relativeErrors)).toEqual([0, 0, 0, 0, 0]);
    const half = lossOf('fp16');
    const byte = lossOf('int8');
    // Half an ulp of binary16 is 2^-11; half a step of int8 is 1/254 of the largest entry of a row.
    for (const error of Object.values(half.relativeErrors)) expect(error).toBeLessThan(2 ** -11);
    for (const error of Object.values(byte.relativeErrors)) expect(error).toBeLessThan(0.02);
    expect(half.distance).toBeLessThan(0.01);
    expect(half.distance).toBeLessThan(byte.distance);
  });
});
