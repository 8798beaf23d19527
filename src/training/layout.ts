/** The trained numbers as one flat vector: which slice is which matrix. */
import { InputError } from '../core/errors.js';
import type { Floats } from './tensor/backend.js';

/** `encoder`: a weight, bias or norm of the pre-trained encoder itself, when it is fine-tuned in full. */
export type ParameterRole = 'loraA' | 'loraB' | 'head' | 'encoder';

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

/** Collects blocks in order. The head comes last: its weights and biases then lie in one piece. */
export class LayoutBuilder {
  private readonly blocks: ParameterBlock[] = [];
  private size = 0;

  add(name: string, role: ParameterRole, rows: number, cols: number): void {
    this.blocks.push({ name, role, offset: this.size, rows, cols });
    this.size += rows * cols;
  }

  finish(classes: number, width: number): Layout {
    this.add(HEAD_WEIGHT, 'head', classes, width);
    this.add(HEAD_BIAS, 'head', 1, classes);
    return { blocks: this.blocks, size: this.size };
  }
}

export const HEAD_WEIGHT = 'head.weight';
export const HEAD_BIAS = 'head.bias';

export function blockOf(layout: Layout, name: string): ParameterBlock {
  const block = layout.blocks.find((b) => b.name === name);
  if (!block) throw new InputError('block', name, layout.blocks.map((b) => b.name).join(', '));
  return block;
}

/** The slice of a block, without copying. */
export function sliceOf(layout: Layout, vector: Floats, name: string): Floats {
  const { offset, rows, cols } = blockOf(layout, name);
  return vector.subarray(offset, offset + rows * cols) as Floats;
}

/** Whether anything but the head is trained. */
export function trainsEncoder({ blocks }: Layout): boolean {
  return blocks.some(({ role }) => role !== 'head');
}
