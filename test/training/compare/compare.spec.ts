// The study in small: every method runs, costs are those of what is really sent and computed. Its accuracies mean
// nothing at this size.
import { describe, expect, it } from 'vitest';
import { type CompareOptions, compareMethods, METHODS } from '../../../src/training/index.js';

const options: CompareOptions = {
  task: {
    model: { kind: 'use-lite' },
    dataset: { kind: 'wordnet', classes: 3, rows: 30, heldOutRows: 12, seed: 1 },
    partition: { kind: 'iid' },
    devices: 3,
    seed: 1,
    lora: { rank: 2, alpha: 4, targets: ['qkv'] },
    maxTokens: 6,
    precision: 'fp16',
  },
  settings: {
    rounds: 2,
    devicesPerRound: 2,
    batchSize: 2,
    stepSize: 0.1,
    stepScale: { loraA: 1, loraB: 1, head: 1 },
    dropOutProbability: 0,
  },
  stepSizes: { 'split-federated-full': 0.02, 'federated-full': 0.02, 'centralised-full': 0.02 },
  seeds: [1, 2],
};

describe('comparing methods', async () => {
  const table = await compareMethods(options);
  const of = (name: string) => table.find(({ method }) => method === name)!;

  it('has a row for every method, with differences to split federated LoRA', () => {
    expect(table.map(({ method }) => method)).toEqual([...METHODS]);
    expect(of('split-federated-lora').difference).toBeUndefined();
    for (const row of table.slice(1)) {
      const own = row.runs.map(({ accuracy }, i) => accuracy - table[0]!.runs[i]!.accuracy);
      expect(row.difference!.mean).toBeCloseTo((own[0]! + own[1]!) / 2, 12);
      expect(row.comparable).toBe(Math.abs(row.difference!.mean) <= row.difference!.halfWidth);
    }
  });

  it('charges each method for what it does', () => {
    expect(of('centralised-lora').airBits).toBe(0);
    expect(of('local-only').serverFlop).toBe(0);
    expect(of('federated-full').serverFlop).toBe(0);
    expect(of('federated-full').airBits).toBe(2 * 16 * of('federated-full').trainedParameters * 4);
    expect(of('split-federated-full').airBits).toBe(of('split-federated-lora').airBits);
    // 2 rounds of 2 devices of 2 texts: no gradients at the outputs go up.
    expect(of('head-only').airBits).toBe(of('split-federated-lora').airBits - 8 * 512 * 16);
    expect(of('head-only').trainedParameters).toBe(3 * 513);
    expect(of('head-only').serverFlop).toBeLessThan(of('split-federated-lora').serverFlop);
    expect(of('split-federated-full').serverFlop).toBeGreaterThan(of('split-federated-lora').serverFlop);
  });

  it('trains the same whether the whole model or its parts move, with one local step', () => {
    const half = (name: string) => of(name).runs.map(({ accuracy }) => accuracy);
    expect(half('federated-full')).toEqual(half('split-federated-full'));
  });
});
