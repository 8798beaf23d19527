/** The trained numbers as one flat vector: which slice is which matrix. */
import type { Encoder, TargetName } from './encoder/encoder.js';

export type ParameterRole = 'loraA' | 'loraB' | 'head';

/** A row-major matrix inside the vector. */
export interface ParameterBlock {
  readonly name: string;
  readonly role: ParameterRole;
  readonly offset: number;
  readonly rows: number;
  readonly cols: number;
}

export interface Layout {
  readonly blocks: readonly ParameterBlock[];
  /** Length of the vector. */
  readonly size: number;
}

export interface LoraSpec {
  readonly rank: number;
  /** The update is (alpha / rank) B A. */
  readonly alpha: number;
  readonly targets: readonly TargetName[];
}

/** Name of a LoRA factor's block. */
export function loraBlockName(block: number, target: TargetName, factor: 'A' | 'B'): string {
  return `block${block}.${target}.${factor}`;
}

/** LoRA factors block by block (A: rank x inputs, B: outputs x rank), then the head (weight, bias). */
export function createLayout(encoder: Encoder, lora: LoraSpec, classes: number): Layout {
  const blocks: ParameterBlock[] = [];
  let size = 0;
  const add = (name: string, role: ParameterRole, rows: number, cols: number) => {
    blocks.push({ name, role, offset: size, rows, cols });
    size += rows * cols;
  };
  encoder.blocks.forEach((block, i) => {
    for (const target of lora.targets) {
      const { inputs, outputs } = block.linear[target];
      add(loraBlockName(i, target, 'A'), 'loraA', lora.rank, inputs);
      add(loraBlockName(i, target, 'B'), 'loraB', outputs, lora.rank);
    }
  });
  add('head.weight', 'head', classes, encoder.outputWidth);
  add('head.bias', 'head', 1, classes);
  return { blocks, size };
}
