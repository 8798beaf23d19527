/** Forward and backward pass of one transformer block, pre-LN or post-LN. */
import { activate, activateBackward } from '../layers/activation.js';
import { type AttentionCache, attentionBackward, attentionForward } from '../layers/attention.js';
import { type LayerNormCache, layerNormBackward, layerNormForward } from '../layers/layer-norm.js';
import { type LinearCache, type LinearGradients, linearBackward, linearForward } from '../layers/linear.js';
import type { Backend, Floats } from '../tensor/backend.js';
import type { Block, Encoder, LoraSet, TargetName } from './encoder.js';

/** Where a block's gradients go, by matrix; what is absent is not computed. */
export interface BlockGradients {
  readonly linear: Readonly<Partial<Record<TargetName, LinearGradients>>>;
  readonly residual?: LinearGradients;
  readonly attentionNorm?: { readonly scale: Floats; readonly bias: Floats };
  readonly ffnNorm?: { readonly scale: Floats; readonly bias: Floats };
}

export interface BlockCache {
  readonly linear: Record<TargetName, LinearCache>;
  readonly residual: LinearCache | undefined;
  readonly attention: AttentionCache;
  readonly attentionNorm: LayerNormCache;
  readonly ffnNorm: LayerNormCache;
  /** Input of the activation. */
  readonly hidden: Floats;
}

type Style = Pick<Encoder, 'normPlacement' | 'activation'>;

/** y += x */
function add(y: Floats, x: Floats): void {
  for (let i = 0; i < y.length; i++) y[i]! += x[i]!;
}

/**
 * @param x tokens x (width of the block's input)
 * @param lengths tokens of each text
 */
export function blockForward(
  backend: Backend,
  style: Style,
  block: Block,
  lora: LoraSet[number],
  x: Floats,
  lengths: readonly number[],
): { y: Floats; cache: BlockCache } {
  const tokens = x.length / block.linear.qkv.inputs;
  const pre = style.normPlacement === 'pre';
  const linear = (name: TargetName, input: Floats) =>
    linearForward(backend, block.linear[name], lora[name], input, tokens);

  const before = pre ? layerNormForward(backend, block.attentionNorm, x, tokens) : undefined;
  const qkv = linear('qkv', before ? before.y : x);
  const shape = { heads: block.heads, width: block.attentionWidth };
  const attention = attentionForward(backend, shape, qkv.y, lengths);
  const attentionOut = linear('attentionOut', attention.y);
  const residual = block.residual ? linearForward(backend, block.residual, undefined, x, tokens) : undefined;
  add(attentionOut.y, residual ? residual.y : x);
  const between = layerNormForward(
    backend,
    pre ? block.ffnNorm : block.attentionNorm,
    attentionOut.y,
    tokens,
  );

  const ffnIn = linear('ffnIn', between.y);
  const active = backend.arena.take(ffnIn.y.length);
  active.set(ffnIn.y);
  activate(style.activation, active);
  const ffnOut = linear('ffnOut', active);
  add(ffnOut.y, pre ? attentionOut.y : between.y);
  const after = pre ? undefined : layerNormForward(backend, block.ffnNorm, ffnOut.y, tokens);
  return {
    y: after ? after.y : ffnOut.y,
    cache: {
      linear: { qkv: qkv.cache, attentionOut: attentionOut.cache, ffnIn: ffnIn.cache, ffnOut: ffnOut.cache },
      residual: residual?.cache,
      attention: attention.cache,
      attentionNorm: before ? before.cache : between.cache,
      ffnNorm: after ? after.cache : between.cache,
      hidden: ffnIn.y,
    },
  };
}

/**
 * @param dy gradient at the block's output
 * @param wantInput whether the gradient at the input is needed (not below the lowest trained matrix)
 * @returns gradient at the input, or undefined
 */
export function blockBackward(
  backend: Backend,
  style: Style,
  block: Block,
  lora: LoraSet[number],
  cache: BlockCache,
  dy: Floats,
  lengths: readonly number[],
  gradients: BlockGradients,
  wantInput: boolean,
): Floats | undefined {
  const tokens = cache.hidden.length / block.linear.ffnIn.outputs;
  const pre = style.normPlacement === 'pre';
  const linear = (name: TargetName, d: Floats, dx?: Floats) => {
    const wanted = { ...gradients.linear[name], ...(dx && { x: dx }) };
    linearBackward(backend, block.linear[name], lora[name], cache.linear[name], d, tokens, wanted);
  };
  const take = (width: number) => backend.arena.take(tokens * width);

  let dOut = dy;
  if (!pre) {
    dOut = take(block.ffnNorm.width);
    layerNormBackward(block.ffnNorm, cache.ffnNorm, dy, tokens, { ...gradients.ffnNorm, x: dOut });
  }
  const dHidden = take(block.linear.ffnIn.outputs);
  linear('ffnOut', dOut, dHidden);
  activateBackward(style.activation, cache.hidden, dHidden);
  const dBetween = take(block.linear.ffnIn.inputs);
  linear('ffnIn', dHidden, dBetween);

  const dMiddle = take(block.linear.ffnIn.inputs);
  if (pre) {
    dMiddle.set(dOut);
    layerNormBackward(block.ffnNorm, cache.ffnNorm, dBetween, tokens, { ...gradients.ffnNorm, x: dMiddle });
  } else {
    add(dBetween, dOut);
    const wanted = { ...gradients.attentionNorm, x: dMiddle };
    layerNormBackward(block.attentionNorm, cache.attentionNorm, dBetween, tokens, wanted);
  }

  const dAttention = take(block.attentionWidth);
  linear('attentionOut', dMiddle, dAttention);
  const shape = { heads: block.heads, width: block.attentionWidth };
  const dQkv = attentionBackward(backend, shape, cache.attention, dAttention, lengths);
  const dx = wantInput ? take(block.linear.qkv.inputs) : undefined;
  const needsNorm = pre && (dx !== undefined || gradients.attentionNorm !== undefined);
  const dNormed = needsNorm ? take(block.linear.qkv.inputs) : undefined;
  linear('qkv', dQkv, pre ? dNormed : dx);
  if (dNormed) {
    const wanted = { ...gradients.attentionNorm, ...(dx && { x: dx }) };
    layerNormBackward(block.attentionNorm, cache.attentionNorm, dNormed, tokens, wanted);
  }
  if (block.residual && cache.residual) {
    const wanted = { ...gradients.residual, ...(dx && { x: dx }) };
    linearBackward(backend, block.residual, undefined, cache.residual, dMiddle, tokens, wanted);
  } else if (dx) add(dx, dMiddle);
  return dx;
}
