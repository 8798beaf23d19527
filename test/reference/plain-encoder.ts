/**
 * A transformer encoder in plain loops and double precision, written from the description of the architecture and
 * independently of src/training/layers: what those are compared with.
 */
import type { Encoder, LoraSet, TargetName } from '../../src/training/encoder/encoder.js';
import { normalCdf } from '../../src/training/layers/activation.js';
import type { LayerNorm } from '../../src/training/layers/layer-norm.js';
import type { Linear, Lora } from '../../src/training/layers/linear.js';

type Rows = number[][];

const add = (a: Rows, b: Rows): Rows => a.map((row, i) => row.map((v, j) => v + b[i]![j]!));

/** x W + b + s (x A^T) B^T, entry by entry. */
function linear(x: Rows, { inputs, outputs, weight, bias }: Linear, lora?: Lora): Rows {
  return x.map((row) =>
    Array.from({ length: outputs }, (_, j) => {
      let sum = bias[j]!;
      for (let i = 0; i < inputs; i++)
        sum += row[i]! * (weight[i * outputs + j]! + loraEntry(lora, inputs, i, j));
      return sum;
    }),
  );
}

function loraEntry(lora: Lora | undefined, inputs: number, i: number, j: number): number {
  let sum = 0;
  for (let r = 0; r < (lora?.rank ?? 0); r++) sum += lora!.b[j * lora!.rank + r]! * lora!.a[r * inputs + i]!;
  return sum * (lora?.scale ?? 0);
}

function layerNorm(x: Rows, { scale, bias, epsilon }: LayerNorm): Rows {
  return x.map((row) => {
    const mean = row.reduce((s, v) => s + v, 0) / row.length;
    const variance = row.reduce((s, v) => s + (v - mean) ** 2, 0) / row.length;
    return row.map((v, j) => (scale[j]! * (v - mean)) / Math.sqrt(variance + epsilon) + bias[j]!);
  });
}

function attention(qkv: Rows, heads: number, width: number): Rows {
  const depth = width / heads;
  return qkv.map((query) => {
    const out: number[] = [];
    for (let h = 0; h < heads; h++) {
      const at = h * depth;
      const scores = qkv.map((key) => {
        let sum = 0;
        for (let d = 0; d < depth; d++) sum += query[at + d]! * key[width + at + d]!;
        return Math.exp(sum / Math.sqrt(depth));
      });
      const total = scores.reduce((s, v) => s + v, 0);
      for (let d = 0; d < depth; d++) {
        out.push(qkv.reduce((s, value, t) => s + (scores[t]! / total) * value[2 * width + at + d]!, 0));
      }
    }
    return out;
  });
}

/** Unit vector of one text. @param features tokens x inputWidth */
export function plainEncode(encoder: Encoder, lora: LoraSet, features: Rows): number[] {
  const activate = (v: number) => (encoder.activation === 'relu' ? Math.max(0, v) : v * normalCdf(v));
  let x = features;
  encoder.blocks.forEach((block, i) => {
    const run = (name: TargetName, input: Rows) => linear(input, block.linear[name], lora[i]?.[name]);
    const attend = (input: Rows) =>
      run('attentionOut', attention(run('qkv', input), block.heads, block.attentionWidth));
    const feedForward = (input: Rows) =>
      run(
        'ffnOut',
        run('ffnIn', input).map((row) => row.map(activate)),
      );
    const residual = block.residual ? linear(x, block.residual) : x;
    if (encoder.normPlacement === 'pre') {
      const y = add(residual, attend(layerNorm(x, block.attentionNorm)));
      x = add(y, feedForward(layerNorm(y, block.ffnNorm)));
    } else {
      const y = layerNorm(add(residual, attend(x)), block.attentionNorm);
      x = layerNorm(add(y, feedForward(y)), block.ffnNorm);
    }
  });
  const mean = x[0]!.map((_, j) => x.reduce((s, row) => s + row[j]!, 0) / x.length);
  const pooled = encoder.pooler ? linear([mean], encoder.pooler)[0]!.map(Math.tanh) : mean;
  const norm = Math.sqrt(pooled.reduce((s, v) => s + v * v, 0));
  return pooled.map((v) => v / norm);
}
