import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { createLoraAdaptation, mergeLora, unmergeLora } from '../../../src/training/adaptation/lora.js';
import { linearForward } from '../../../src/training/layers/linear.js';
import { createMatrixBackend } from '../../../src/training/tensor/matrix-backend.js';
import { normals, relativeDistance } from '../support.js';
import { tinyEncoder } from '../tiny-model.js';

const backend = createMatrixBackend();
const layer = { inputs: 5, outputs: 7, weight: normals(1, 'w', 35), bias: normals(1, 'b', 7) };
const lora = { rank: 2, scale: 2, a: normals(1, 'A', 10), b: normals(1, 'B', 14) };

describe('merging', () => {
  it('gives the adapted matrix as one', () => {
    const x = normals(1, 'x', 15);
    const adapted = linearForward(backend, layer, lora, x, 3).y;
    const merged = linearForward(backend, mergeLora(backend, layer, lora), undefined, x, 3).y;
    expect(relativeDistance(adapted, merged)).toBeLessThan(1e-15 * 10);
  });

  it('is undone to rounding', () => {
    const back = unmergeLora(backend, mergeLora(backend, layer, lora), lora);
    expect(relativeDistance(back.weight, layer.weight)).toBeLessThan(1e-15);
  });
});

describe('a LoRA specification', () => {
  const encoder = tinyEncoder(1, { style: 'pre', activation: 'relu', pooler: true });
  const create = (lora: object) => () =>
    createLoraAdaptation(encoder, { rank: 2, alpha: 4, targets: ['qkv'], ...lora }, 3);

  it('lays out A, B and the head one after the other', () => {
    const { layout } = create({})();
    expect(layout.blocks.map(({ name, rows, cols }) => `${name} ${rows}x${cols}`)).toEqual([
      'block0.qkv.A 2x4',
      'block0.qkv.B 12x2',
      'block1.qkv.A 2x6',
      'block1.qkv.B 18x2',
      'head.weight 3x6',
      'head.bias 1x3',
    ]);
    expect(layout.size).toBe(8 + 24 + 12 + 36 + 18 + 3);
  });

  it.each([
    [{ rank: 0 }],
    [{ rank: 1.5 }],
    [{ alpha: 0 }],
    [{ targets: ['ffn'] }],
    [{ targets: ['qkv', 'qkv'] }],
  ])('refuses %j', (wrong) => {
    expect(create(wrong)).toThrow(InputError);
  });
});
