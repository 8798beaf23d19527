/** Full fine-tuning: every weight, bias and norm of the encoder is trained, and the head. The embedding stays frozen. */
import type { BlockGradients } from '../encoder/block.js';
import { type Block, type Encoder, TARGETS } from '../encoder/encoder.js';
import type { LayerNorm } from '../layers/layer-norm.js';
import type { Linear, LinearGradients } from '../layers/linear.js';
import { type Layout, LayoutBuilder, sliceOf } from '../layout.js';
import type { Floats } from '../tensor/backend.js';
import type { Adaptation } from './adaptation.js';

/** Every array of an encoder with a name, in a fixed order. */
function namedArrays(encoder: Encoder): { name: string; values: Floats; rows: number }[] {
  const arrays: { name: string; values: Floats; rows: number }[] = [];
  const addLinear = (name: string, layer?: Linear) => {
    if (!layer) return;
    arrays.push({ name: `${name}.weight`, values: layer.weight, rows: layer.inputs });
    arrays.push({ name: `${name}.bias`, values: layer.bias, rows: 1 });
  };
  const addNorm = (name: string, norm: LayerNorm) => {
    arrays.push({ name: `${name}.scale`, values: norm.scale, rows: 1 });
    arrays.push({ name: `${name}.bias`, values: norm.bias, rows: 1 });
  };
  encoder.blocks.forEach((block, i) => {
    for (const target of TARGETS) addLinear(`block${i}.${target}`, block.linear[target]);
    addLinear(`block${i}.residual`, block.residual);
    addNorm(`block${i}.attentionNorm`, block.attentionNorm);
    addNorm(`block${i}.ffnNorm`, block.ffnNorm);
  });
  addLinear('pooler', encoder.pooler);
  return arrays;
}

export function createFullAdaptation(encoder: Encoder, classes: number): Adaptation {
  const arrays = namedArrays(encoder);
  const builder = new LayoutBuilder();
  for (const { name, values, rows } of arrays) builder.add(name, 'encoder', rows, values.length / rows);
  const layout = builder.finish(classes, encoder.outputWidth);
  return {
    layout,
    initial() {
      const vector = new Float32Array(layout.size);
      for (const { name, values } of arrays) sliceOf(layout, vector, name).set(values);
      return vector;
    },
    bind: (vector) => ({ encoder: bindEncoder(encoder, layout, vector), lora: [] }),
    gradients: (gradient) => ({
      blocks: encoder.blocks.map((block, i) => blockGradients(block, i, layout, gradient)),
      ...(encoder.pooler && { pooler: linearGradients('pooler', layout, gradient) }),
    }),
  };
}

function linearGradients(name: string, layout: Layout, gradient: Floats): LinearGradients {
  return {
    weight: sliceOf(layout, gradient, `${name}.weight`),
    bias: sliceOf(layout, gradient, `${name}.bias`),
  };
}

function normArrays(name: string, layout: Layout, vector: Floats): { scale: Floats; bias: Floats } {
  return { scale: sliceOf(layout, vector, `${name}.scale`), bias: sliceOf(layout, vector, `${name}.bias`) };
}

function blockGradients(block: Block, i: number, layout: Layout, gradient: Floats): BlockGradients {
  const linear = (name: string) => linearGradients(`block${i}.${name}`, layout, gradient);
  return {
    linear: {
      qkv: linear('qkv'),
      attentionOut: linear('attentionOut'),
      ffnIn: linear('ffnIn'),
      ffnOut: linear('ffnOut'),
    },
    ...(block.residual && { residual: linear('residual') }),
    attentionNorm: normArrays(`block${i}.attentionNorm`, layout, gradient),
    ffnNorm: normArrays(`block${i}.ffnNorm`, layout, gradient),
  };
}

/** The same encoder with its arrays replaced by slices of `vector`. */
function bindEncoder(encoder: Encoder, layout: Layout, vector: Floats): Encoder {
  const linear = (name: string, layer: Linear): Linear => ({
    ...layer,
    weight: sliceOf(layout, vector, `${name}.weight`),
    bias: sliceOf(layout, vector, `${name}.bias`),
  });
  const blocks = encoder.blocks.map((block, i): Block => {
    const at = `block${i}`;
    return {
      ...block,
      linear: {
        qkv: linear(`${at}.qkv`, block.linear.qkv),
        attentionOut: linear(`${at}.attentionOut`, block.linear.attentionOut),
        ffnIn: linear(`${at}.ffnIn`, block.linear.ffnIn),
        ffnOut: linear(`${at}.ffnOut`, block.linear.ffnOut),
      },
      ...(block.residual && { residual: linear(`${at}.residual`, block.residual) }),
      attentionNorm: { ...block.attentionNorm, ...normArrays(`${at}.attentionNorm`, layout, vector) },
      ffnNorm: { ...block.ffnNorm, ...normArrays(`${at}.ffnNorm`, layout, vector) },
    };
  });
  return { ...encoder, blocks, ...(encoder.pooler && { pooler: linear('pooler', encoder.pooler) }) };
}
