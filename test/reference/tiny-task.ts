/**
 * A split task small enough for many runs in a test: softmax regression on random points of two classes.
 * Everything the simulator asks of a task, with honest gradients and none of the encoder's cost.
 */
import { randomStream } from '../../src/core/random.js';
import type { SplitTask } from '../../src/training/index.js';

const WIDTH = 3;
const ROWS = 60;
const CLASSES = 2;

interface Point {
  readonly x: readonly number[];
  readonly label: number;
}

function drawPoints(seed: number): Point[] {
  const random = randomStream(seed, 'tiny-points');
  return Array.from({ length: ROWS }, (_, row) => {
    const label = row % CLASSES;
    return { label, x: Array.from({ length: WIDTH }, () => random.normal() + (label === 0 ? 1 : -1)) };
  });
}

/** Probability of class 1 under the weights. */
function score(trainable: Float32Array, { x }: Point): number {
  const z = x.reduce((sum, value, j) => sum + value * trainable[j]!, trainable[WIDTH]!);
  return 1 / (1 + Math.exp(-z));
}

const lossOf = (p: number, label: number) => -Math.log(Math.max(label === 1 ? p : 1 - p, 1e-12));

/** @param devices how many share the first 48 rows, in turn; the last 12 are held out */
export function tinyTask(devices: number, seed = 1): SplitTask {
  const points = drawPoints(seed);
  const training = Array.from({ length: 48 }, (_, row) => row);
  const size = WIDTH + 1;
  const bits = (rows: readonly number[]) => rows.length * 2e5;
  return {
    layout: { size, blocks: [{ name: 'head', role: 'head', offset: 0, rows: 1, cols: size }] },
    classNames: ['plus', 'minus'],
    devices: Array.from({ length: devices }, (_, k) => ({
      id: `d${k}`,
      rows: training.filter((row) => row % devices === k),
    })),
    heldOut: Array.from({ length: 12 }, (_, i) => 48 + i),
    heterogeneity: { meanTotalVariation: 0, meanClasses: 2, leastRows: 1, mostRows: 48 },
    initialTrainable: () => new Float32Array(size),
    deviceGradient(trainable, rows) {
      const gradient = new Float32Array(size);
      let loss = 0;
      for (const row of rows) {
        const point = points[row]!;
        const p = score(trainable, point);
        loss += lossOf(p, point.label) / rows.length;
        [...point.x, 1].forEach((value, j) => {
          gradient[j]! += ((p - point.label) * value) / rows.length;
        });
      }
      return { loss, gradient, messages: [] };
    },
    evaluate(trainable, rows) {
      const scored = rows.map((row) => ({ p: score(trainable, points[row]!), label: points[row]!.label }));
      return {
        loss: scored.reduce((sum, { p, label }) => sum + lossOf(p, label), 0) / rows.length,
        correct: scored.filter(({ p, label }) => (p > 0.5 ? 1 : 0) === label).length,
        count: rows.length,
      };
    },
    payload: (rows) => ({ uplinkBits: bits(rows), downlinkBits: bits(rows) / 4, messages: [] }),
    workload: (rows) => ({
      tokens: rows.length,
      deviceFlop: rows.length * 1e6,
      serverFlop: rows.length * 1e8,
    }),
  };
}
