/** Arithmetic a mini-batch costs each side, counted from the shapes: 2 FLOP for each multiply-add. */
import type { LoraSpec } from './adaptation/lora.js';
import { type Encoder, TARGETS, type TargetName } from './encoder/encoder.js';
import type { HeadState } from './split/messages.js';

export interface Workload {
  readonly tokens: number;
  readonly deviceFlop: number;
  readonly serverFlop: number;
}

/** What is trained: LoRA factors of some matrices, or everything. */
export type Trained = { readonly kind: 'lora'; readonly lora: LoraSpec } | { readonly kind: 'full' };

/**
 * Forward pass, gradient at the inputs of every matrix above the lowest trained one, and gradients of what is
 * trained. Norms, softmax and activations (about 1 %) are left out.
 * @param head under one of zeros the server has its forward pass alone
 * @param looked lengths of the texts whose features the device computes; all of them when absent
 */
export function batchWorkload(
  encoder: Encoder,
  trained: Trained,
  classes: number,
  lengths: readonly number[],
  head: HeadState = 'trained',
  looked: readonly number[] = lengths,
): Workload {
  const texts = lengths.length;
  const tokens = lengths.reduce((sum, n) => sum + n, 0);
  const pairs = lengths.reduce((sum, n) => sum + n * n, 0);
  const goesBack = head === 'trained';
  const backward = goesBack && (trained.kind === 'full' || trained.lora.targets.length > 0);
  const full = goesBack && trained.kind === 'full' ? 1 : 0;
  let multiplyAdds = 0;
  encoder.blocks.forEach((block, i) => {
    for (const target of TARGETS) {
      // Below the first block nothing is trained; but the norm before its attention may be, which needs the way back to it.
      const isLowest = i === 0 && target === 'qkv';
      const inputGradient = backward && (!isLowest || (full === 1 && encoder.normPlacement === 'pre'));
      multiplyAdds += tokens * block.linear[target].weight.length * (1 + (inputGradient ? 1 : 0) + full);
      multiplyAdds +=
        tokens * loraMultiplyAdds(trained, target, block.linear[target], { backward, inputGradient });
    }
    if (block.residual)
      multiplyAdds += tokens * block.residual.weight.length * (backward && i > 0 ? 2 : 1 + full);
    multiplyAdds += pairs * block.attentionWidth * (backward ? 6 : 2); // two products forward, four backward
  });
  if (encoder.pooler) multiplyAdds += texts * encoder.pooler.weight.length * (1 + (backward ? 1 : 0) + full);
  const lookedTokens = looked.reduce((sum, n) => sum + n, 0);
  const deviceMultiplyAdds = lookedTokens * encoder.inputWidth + 3 * texts * classes * encoder.outputWidth;
  return { tokens, deviceFlop: 2 * deviceMultiplyAdds, serverFlop: 2 * multiplyAdds };
}

/** For one token: down and up forward; down's gradient, both factors' gradients, and the way back to the input. */
function loraMultiplyAdds(
  trained: Trained,
  target: TargetName,
  { inputs, outputs }: { inputs: number; outputs: number },
  { backward, inputGradient }: { backward: boolean; inputGradient: boolean },
): number {
  if (trained.kind === 'full' || !trained.lora.targets.includes(target)) return 0;
  const forward = inputs + outputs;
  const back = inputs + 2 * outputs + (inputGradient ? inputs : 0);
  return trained.lora.rank * (forward + (backward ? back : 0));
}
