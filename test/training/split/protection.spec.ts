/** Labels behind clipped and noised gradients: what one label can change is bounded, the noise is that of the promise, and the accountant's numbers are those of the papers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RandomStream } from '../../../src/core/random.js';
import { randomStream } from '../../../src/core/random.js';
import { inlinePool, runScenario } from '../../../src/simulation/index.js';
import { DEFAULT_SOLVER, loadSolver } from '../../../src/solvers/index.js';
import { createDeviceSide } from '../../../src/training/split/device.js';
import { recoverLabels, recoverLabelsFromOutputs } from '../../../src/training/split/label-inference.js';
import { checkProtection, labelEpsilon } from '../../../src/training/split/protection.js';
import { createMatrixBackend } from '../../../src/training/tensor/matrix-backend.js';
import { tinyTask } from '../../reference/tiny-task.js';
import { tinyScenario } from '../../simulation/scenario-builder.js';
import { normals } from '../support.js';
import { tinyEmbedding } from '../tiny-model.js';

const [CLASSES, WIDTH] = [3, 8];
const backend = createMatrixBackend();
const device = createDeviceSide(backend, tinyEmbedding(1, WIDTH), 'cross-entropy', 'fp32');
const silent = { normal: () => 0 } as RandomStream;

function sent(labels: readonly number[], defence?: Parameters<typeof device.trainHead>[3], size = 0.1) {
  const outputs = normals(2, 'outputs', labels.length * WIDTH);
  for (let t = 0; t < labels.length; t++) {
    const row = outputs.subarray(t * WIDTH, (t + 1) * WIDTH);
    const length = Math.hypot(...row);
    row.forEach((value, i) => {
      row[i] = value / length;
    });
  }
  const head = normals(3, 'head', CLASSES * (WIDTH + 1)).map((v) => size * v);
  const weight = head.subarray(0, CLASSES * WIDTH);
  const view = { classes: CLASSES, width: WIDTH, weight, bias: head.subarray(CLASSES * WIDTH) };
  const { message } = device.trainHead(view, outputs, labels, defence);
  return { ...message, outputs, weight, all: [...message.outputGradients, ...message.headGradient] };
}

const distance = (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((v, i) => v - b[i]!));

describe('clipping', () => {
  it('lets another label of one text move all that is sent by 2 C over the texts, and no more', () => {
    const labelled = fc.array(fc.nat(CLASSES - 1), { minLength: 1, maxLength: 6 });
    let largest = 0;
    fc.assert(
      fc.property(
        labelled,
        fc.nat(),
        fc.nat(CLASSES - 1),
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        (labels, at, label, C) => {
          const other = labels.with(at % labels.length, label);
          const defence = { clipNorm: C, noiseMultiplier: 1, stream: silent };
          const moved = distance(sent(labels, defence).all, sent(other, defence).all) * labels.length;
          largest = Math.max(largest, moved / (2 * C));
          expect(moved).toBeLessThanOrEqual(2 * C * (1 + 1e-9));
        },
      ),
      { numRuns: 200 },
    );
    expect(largest).toBeGreaterThan(0.6); // the bound is not an idle one
  });

  it('leaves gradients alone that are short enough, and shortens the others to C', () => {
    const plain = sent([0, 1, 2]);
    expect(sent([0, 1, 2], { clipNorm: 1e6, noiseMultiplier: 1, stream: silent }).all).toEqual(plain.all);
    const one = sent([1], { clipNorm: 0.25, noiseMultiplier: 1, stream: silent });
    expect(Math.hypot(...one.all)).toBeCloseTo(0.25, 12);
    expect(Math.hypot(...sent([1]).all)).toBeGreaterThan(1);
  });
});

describe('noise', () => {
  it('has the deviation 2 C z over the texts in every number, and is another one in another round', () => {
    const at = (round: number) => ({
      clipNorm: 3,
      noiseMultiplier: 4,
      stream: randomStream(1, 'privacy', 'd0', round),
    });
    const quiet = sent([0, 1, 2, 1], { ...at(0), stream: silent }).all;
    const noise = Array.from({ length: 60 }, (_, round) => sent([0, 1, 2, 1], at(round)).all).flatMap((all) =>
      all.map((value, i) => value - quiet[i]!),
    );
    const deviation = Math.sqrt(noise.reduce((sum, v) => sum + v * v, 0) / noise.length);
    expect(deviation / ((2 * 3 * 4) / 4)).toBeCloseTo(1, 1);
    expect(sent([0], at(0)).all).toEqual(sent([0], at(0)).all);
    expect(sent([0], at(0)).all).not.toEqual(sent([0], at(1)).all);
  });

  it('is what hides labels: without it both attacks find every one, with much of it hardly more than chance', async () => {
    const labels = Array.from({ length: 6 }, (_, i) => (i * i + 1) % CLASSES);
    const right = async (z: number | undefined, draws: number) => {
      let found = [0, 0];
      for (let draw = 0; draw < draws; draw++) {
        const stream = randomStream(7, 'privacy', draw);
        const view = sent(
          labels,
          z === undefined ? undefined : { clipNorm: 1, noiseMultiplier: z, stream },
          0.3,
        );
        const shape = { classes: CLASSES, width: WIDTH };
        const guesses = [
          await recoverLabels({ ...view, ...shape }),
          await recoverLabelsFromOutputs(view.outputGradients, view.weight, shape),
        ];
        found = guesses.map((guess, i) => found[i]! + guess.filter((label, t) => label === labels[t]).length);
      }
      return found.map((count) => count / (draws * labels.length));
    };
    expect(await right(undefined, 1)).toEqual([1, 1]);
    for (const share of await right(20, 100)) {
      expect(share).toBeGreaterThan(0.25);
      expect(share).toBeLessThan(0.45);
    }
  });
});

describe('the accountant', () => {
  it('finds the least epsilon over the orders of the Renyi divergence, and adds uses up', () => {
    for (const [z, uses] of [
      [1, 1],
      [4, 10],
      [0.5, 100],
      [20, 7],
    ] as const) {
      let least = Number.POSITIVE_INFINITY;
      for (let a = 1.0005; a < 2000; a *= 1.0005) {
        least = Math.min(least, (uses * a) / (2 * z * z) + Math.log(1e5) / (a - 1));
      }
      expect(labelEpsilon(z, uses)).toBeCloseTo(least, 3);
      expect(labelEpsilon(z, uses)).toBeCloseTo(labelEpsilon(z / Math.sqrt(uses), 1), 9);
    }
    // rho = 1/2 at z = 1: 0.5 + sqrt(2 ln 1e5).
    expect(labelEpsilon(1, 1)).toBeCloseTo(5.2985, 3);
    expect(labelEpsilon(3, 0)).toBe(0);
  });

  it.each([
    [{ clipNorm: 0, noiseMultiplier: 1 }, 'privacy.clipNorm'],
    [{ clipNorm: 1, noiseMultiplier: Number.NaN }, 'privacy.noiseMultiplier'],
  ])('refuses %j', (protection, field) => {
    expect(() => checkProtection(protection)).toThrow(field);
  });

  it("counts a run's uses of the text that was used most, and hands every mini-batch its own noise", async () => {
    const task = tinyTask(6);
    const keys: string[] = [];
    const inner = inlinePool(task);
    const pool: typeof inner = {
      ...inner,
      gradient: (theta, rows, noised) => {
        if (noised) keys.push(noised.key.join());
        return inner.gradient(theta, rows, noised);
      },
    };
    const privacy = { clipNorm: 1, noiseMultiplier: 2 };
    const { learning } = tinyScenario();
    const scenario = tinyScenario({
      learning: { ...learning, privacy, batchSize: 100 },
      policies: ['random'],
      rounds: 6,
    });
    const solver = await loadSolver(DEFAULT_SOLVER);
    const { summary, records } = await runScenario(scenario, { task, pool, solver, clockS: () => 0 });
    const times = task.devices.map(
      ({ id }) => records.filter(({ scheduled }) => scheduled.includes(id)).length,
    );
    expect(summary.policies[0]!.privacy).toEqual({
      ...{ uses: Math.max(...times), delta: 1e-5 },
      epsilon: labelEpsilon(2, Math.max(...times)),
    });
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toHaveLength(times.reduce((a, b) => a + b, 0));
    expect(summary.constants!.assumptionsHold).toBe(false);
  });
});
