/** Arithmetic a mini-batch costs each side, counted from the shapes: 2 FLOP for each multiply-add. */
import { type Encoder, TARGETS } from './encoder/encoder.js';
import type { LoraSpec } from './layout.js';

export interface Workload {
  readonly tokens: number;
  readonly deviceFlop: number;
  readonly serverFlop: number;
}

/**
 * Forward pass, gradient at the inputs of every matrix above the lowest adapted one, and gradients of the LoRA
 * factors; frozen matrices get no weight gradient. Norms, softmax and activations (about 1 %) are left out.
 */
export function batchWorkload(
  encoder: Encoder,
  lora: LoraSpec,
  classes: number,
  lengths: readonly number[],
): Workload {
  const texts = lengths.length;
  const tokens = lengths.reduce((sum, n) => sum + n, 0);
  const pairs = lengths.reduce((sum, n) => sum + n * n, 0);
  let serverFlop = encoder.pooler ? 4 * texts * encoder.pooler.weight.length : 0;
  encoder.blocks.forEach((block, i) => {
    for (const target of TARGETS) {
      const { inputs, outputs } = block.linear[target];
      const adapted = lora.targets.includes(target);
      const inputGradient = !(i === 0 && target === 'qkv');
      serverFlop += 2 * tokens * inputs * outputs * (inputGradient ? 2 : 1);
      // Down and up forward; up, both factor gradients backward, and down where the input's gradient is wanted.
      if (adapted)
        serverFlop +=
          2 * tokens * lora.rank * (2 * (inputs + outputs) + (inputGradient ? inputs : 0) + outputs);
    }
    if (block.residual) serverFlop += 2 * tokens * block.residual.weight.length * (i === 0 ? 1 : 2);
    serverFlop += 2 * pairs * block.attentionWidth * 6; // two products forward, four backward
  });
  const deviceFlop = 2 * tokens * encoder.inputWidth + 6 * texts * classes * encoder.outputWidth;
  return { tokens, deviceFlop, serverFlop };
}
