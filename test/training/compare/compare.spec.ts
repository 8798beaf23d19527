// The study in small: every method runs, costs are those of what is really sent and computed. Its accuracies mean
// nothing at this size.
import { describe, expect, it } from 'vitest';
import { differenceP, equivalenceP } from '../../../src/core/tests-of-means.js';
import { METHOD_TABLE } from '../../../src/training/compare/methods.js';
import { trainOnce } from '../../../src/training/compare/train.js';
import {
  type CompareOptions,
  compareMethods,
  createSplitTask,
  METHODS,
  type MethodName,
} from '../../../src/training/index.js';
import { temporaryFile } from '../../app/command.js';
import { TINY_MODEL } from '../../app/sweep/tiny-sweep.js';
import { TINY_CONFIG } from '../encoder/tiny-checkpoint.js';

/** Seven methods are trained on two seeds: on a tiny encoder, so that it takes no half a minute. */
const WIDTH = TINY_CONFIG.hidden_size;
const CLASSES = ['the bank lends', 'a riverbed pond', 'the river lender'];
const rows = Array.from({ length: 42 }, (_, i) => `${CLASSES[i % 3]} ${'the '.repeat(i % 4)},c${i % 3}`);
const texts = temporaryFile('texts.csv', `text,label\n${rows.join('\n')}\n`);

const options: CompareOptions = {
  task: {
    model: { kind: 'safetensors', path: TINY_MODEL },
    dataset: { kind: 'file', path: texts, heldOutShare: 0.3, seed: 1 },
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
      const { alike, alikeP, different, differentP, margin } = row.evidence!;
      expect(margin).toBe(0.02);
      expect(alike).toBe(alikeP <= 0.05);
      expect(different).toBe(differentP <= 0.05);
      expect(row.comparable).toBe(alike);
      // Over all seven methods together: at least what each test gives alone.
      expect(alikeP).toBeGreaterThanOrEqual(equivalenceP(own, margin));
      expect(differentP).toBeGreaterThanOrEqual(differenceP(own));
    }
  });

  it('charges each method for what it does', () => {
    expect(of('centralised-lora').airBits).toBe(0);
    expect(of('local-only').serverFlop).toBe(0);
    expect(of('federated-full').serverFlop).toBe(0);
    expect(of('federated-full').airBits).toBe(2 * 16 * of('federated-full').trainedParameters * 4);
    expect(of('split-federated-full').airBits).toBe(of('split-federated-lora').airBits);
    // 2 rounds of 2 devices of 2 texts: no gradients at the outputs go up.
    expect(of('head-only').airBits).toBe(of('split-federated-lora').airBits - 8 * WIDTH * 16);
    expect(of('head-only').trainedParameters).toBe(3 * (WIDTH + 1));
    expect(of('head-only').serverFlop).toBeLessThan(of('split-federated-lora').serverFlop);
    expect(of('split-federated-full').serverFlop).toBeGreaterThan(of('split-federated-lora').serverFlop);
  });

  it('trains the same whether the whole model or its parts move, with one local step', () => {
    const half = (name: string) => of(name).runs.map(({ accuracy }) => accuracy);
    expect(half('federated-full')).toEqual(half('split-federated-full'));
  });
});

describe('one seed', () => {
  it('shows nothing, neither that methods are alike nor that they differ', async () => {
    const methods = ['split-federated-lora', 'split-federated-full'] as const;
    const [, full] = await compareMethods({ ...options, seeds: [1], methods });
    expect(full!.difference!.halfWidth).toBe(Number.POSITIVE_INFINITY);
    expect(full).toMatchObject({ comparable: false, evidence: { alike: false, different: false } });
  });
});

describe('what is drawn', () => {
  it('is the same n-th mini-batch of a device whether it trains with others or alone', async () => {
    const task = await createSplitTask(options.task);
    const seen = async (name: MethodName, rounds: number) => {
      const rows = new Map<string, string[]>(task.devices.map(({ id }) => [id, []]));
      const deviceGradient = (trainable: Float32Array, batch: readonly number[]) => {
        const owner = task.devices.find((device) => device.rows.includes(batch[0]!))!;
        rows.get(owner.id)!.push(batch.join());
        return task.deviceGradient(trainable, batch);
      };
      const settings = { ...options.settings, rounds, precision: 'fp16' as const };
      trainOnce({ ...task, deviceGradient }, METHOD_TABLE[name], settings, 1);
      return rows;
    };
    const [together, alone] = [await seen('split-federated-lora', 3), await seen('local-only', 3)];
    const drawn = [...together].filter(([, batches]) => batches.length > 0);
    expect(drawn.length).toBeGreaterThan(1);
    for (const [id, batches] of drawn) {
      const shared = Math.min(batches.length, alone.get(id)!.length);
      expect(shared).toBeGreaterThan(0);
      expect(alone.get(id)!.slice(0, shared)).toEqual(batches.slice(0, shared));
      expect(new Set(alone.get(id)).size).toBeGreaterThan(1);
    }
  });
});
