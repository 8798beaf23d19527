/** Low-rank adaptation: W0 + (alpha / rank) B A with W0 frozen (theory 1). No targets: the head alone is trained. */
import { InputError } from '../../core/errors.js';
import { randomStream } from '../../core/random.js';
import type { BlockGradients } from '../encoder/block.js';
import { type Encoder, type LoraSet, TARGETS, type TargetName } from '../encoder/encoder.js';
import type { Linear, LinearGradients, Lora } from '../layers/linear.js';
import { type Layout, LayoutBuilder, sliceOf } from '../layout.js';
import { type Backend, type Floats, into, transposed } from '../tensor/backend.js';
import type { Adaptation } from './adaptation.js';

export interface LoraSpec {
  /** At least 1. */
  readonly rank: number;
  /** The update is (alpha / rank) B A; > 0. */
  readonly alpha: number;
  /** Matrices that are adapted, in every block. */
  readonly targets: readonly TargetName[];
}

const blockName = (block: number, target: TargetName, factor: 'A' | 'B') =>
  `block${block}.${target}.${factor}`;

/** A: rank x inputs, B: outputs x rank, block after block, then the head. */
function createLoraLayout(encoder: Encoder, { rank, targets }: LoraSpec, classes: number): Layout {
  const builder = new LayoutBuilder();
  encoder.blocks.forEach((block, i) => {
    for (const target of targets) {
      const { inputs, outputs } = block.linear[target];
      builder.add(blockName(i, target, 'A'), 'loraA', rank, inputs);
      builder.add(blockName(i, target, 'B'), 'loraB', outputs, rank);
    }
  });
  return builder.finish(classes, encoder.outputWidth);
}

/** A normal with variance 1 / inputs, B and the head zero. */
function initialVector(layout: Layout, seed: number): Float32Array {
  const vector = new Float32Array(layout.size);
  for (const { name, role, offset, rows, cols } of layout.blocks) {
    if (role !== 'loraA') continue;
    const stream = randomStream(seed, 'lora', name);
    for (let i = 0; i < rows * cols; i++) vector[offset + i] = stream.normal() / Math.sqrt(cols);
  }
  return vector;
}

/** @throws InputError when rank, alpha or a target is out of its range */
export function createLoraAdaptation(encoder: Encoder, spec: LoraSpec, classes: number): Adaptation {
  checkSpec(spec);
  const layout = createLoraLayout(encoder, spec, classes);
  const ofTargets = <T>(visit: (target: TargetName) => T) =>
    Object.fromEntries(spec.targets.map((t) => [t, visit(t)])) as Partial<Record<TargetName, T>>;
  const factors = (vector: Floats, block: number, target: TargetName) => ({
    a: sliceOf(layout, vector, blockName(block, target, 'A')),
    b: sliceOf(layout, vector, blockName(block, target, 'B')),
  });
  const lora = (vector: Floats): LoraSet =>
    encoder.blocks.map((_, i) =>
      ofTargets((t): Lora => ({ rank: spec.rank, scale: spec.alpha / spec.rank, ...factors(vector, i, t) })),
    );
  return {
    layout,
    initial: (seed) => initialVector(layout, seed),
    bind: (vector) => ({ encoder, lora: lora(vector) }),
    gradients: (gradient) => ({
      blocks: encoder.blocks.map(
        (_, i): BlockGradients => ({ linear: ofTargets((t): LinearGradients => factors(gradient, i, t)) }),
      ),
    }),
  };
}

function checkSpec({ rank, alpha, targets }: LoraSpec): void {
  if (!Number.isInteger(rank) || rank < 1) throw new InputError('lora.rank', rank, 'an integer >= 1');
  if (!(alpha > 0 && Number.isFinite(alpha)))
    throw new InputError('lora.alpha', alpha, 'a finite number > 0');
  targets.forEach((target, i) => {
    if (!TARGETS.includes(target) || targets.indexOf(target) !== i) {
      throw new InputError(`lora.targets[${i}]`, target, `each of ${TARGETS.join(', ')} at most once`);
    }
  });
}

/** W + s A^T B^T as a new array (inputs x outputs): the adapted matrix as one, for use without LoRA arithmetic. */
export function mergeLora(backend: Backend, layer: Linear, lora: Lora): Linear {
  return { ...layer, weight: shifted(backend, layer, lora, lora.scale) };
}

/** The inverse of `mergeLora`, exact to rounding. */
export function unmergeLora(backend: Backend, merged: Linear, lora: Lora): Linear {
  return { ...merged, weight: shifted(backend, merged, lora, -lora.scale) };
}

function shifted(
  backend: Backend,
  { inputs, outputs, weight }: Linear,
  { rank, a, b }: Lora,
  scale: number,
): Floats {
  const sum = weight.slice();
  backend.gemm(inputs, outputs, rank, scale, transposed(a, inputs), transposed(b, rank), into(sum, outputs));
  return sum;
}
