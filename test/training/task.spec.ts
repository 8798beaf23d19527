// The task on the real model: what the simulator relies on.
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.js';
import {
  aggregate,
  createOptimiser,
  createSplitTask,
  localCosts,
  localUpdate,
  type SplitTaskSpec,
} from '../../src/training/index.js';
import { relativeDistance } from './support.js';

const spec: SplitTaskSpec = {
  model: { kind: 'use-lite' },
  dataset: { kind: 'wordnet', classes: 4, rows: 80, heldOutRows: 40, seed: 1 },
  partition: { kind: 'dirichlet', alpha: 0.5 },
  devices: 5,
  seed: 1,
  lora: { rank: 4, alpha: 8, targets: ['qkv', 'ffnIn'] },
  maxTokens: 12,
  precision: 'fp16',
};
const task = await createSplitTask(spec);
const rows = task.devices[0]!.rows.slice(0, 4);
const start = task.initialTrainable(1);
const stepScale = { loraA: 1, loraB: 4, head: 1 };
/** After the first step the head is not zero any more. */
const moved = start.map((value, i) => value + (i >= start.length - 4 * 513 ? 0.01 * Math.sin(i) : 0));

describe('a task on the real encoder', () => {
  it('gives the same bytes again, in another instance too', async () => {
    const first = task.deviceGradient(start, rows);
    task.deviceGradient(start, task.devices[1]!.rows.slice(0, 3));
    expect(task.deviceGradient(start, rows)).toEqual(first);
    expect((await createSplitTask(spec)).deviceGradient(start, rows)).toEqual(first);
  });

  it('sends what payload() says', () => {
    const sent = task.deviceGradient(moved, rows).messages;
    const { messages, uplinkBits, downlinkBits } = task.payload(rows);
    expect(sent.map(({ relativeError, ...size }) => size)).toEqual(messages);
    const tokens = task.workload(rows).tokens;
    const head = 4 * 513 * 16;
    expect(uplinkBits).toBe(tokens * 256 * 16 + 4 * 16 + 4 * 512 * 16 + head);
    expect(downlinkBits).toBe(4 * 512 * 16 + head);
    expect(sent.every(({ relativeError }) => relativeError < 2 ** -10)).toBe(true);
  });

  it('uploads the features of a cached row no more', () => {
    const cached = new Set(rows.slice(0, 3));
    const all = task.payload(rows);
    const fewer = task.payload(rows, cached);
    const lastTokens = task.workload(rows.slice(3)).tokens;
    expect(fewer.messages[1]).toMatchObject({
      name: 'features',
      values: lastTokens * 256,
      bits: lastTokens * 256 * 16 + 16 + 3 * 32,
    });
    const others = ({ messages }: typeof all) => messages.filter(({ name }) => name !== 'features');
    expect(others(fewer)).toEqual(others(all));
    expect(task.deviceGradient(moved, rows, cached).gradient).toEqual(
      task.deviceGradient(moved, rows).gradient,
    );
  });

  it('sends no zeros in the first round, and computes none at the server', () => {
    const { messages, gradient } = task.deviceGradient(start, rows);
    expect(messages.map(({ name }) => name)).toEqual(['features', 'outputs', 'headGradient']);
    const [zero, later] = [task.payload(rows, undefined, 'zero'), task.payload(rows)];
    expect(messages.map(({ relativeError, ...size }) => size)).toEqual(zero.messages);
    expect(later.uplinkBits - zero.uplinkBits).toBe(4 * 512 * 16);
    expect(later.downlinkBits - zero.downlinkBits).toBe(4 * 513 * 16);
    const head = gradient.length - 4 * 513;
    expect(gradient.subarray(0, head).every((value) => value === 0)).toBe(true);
    expect(gradient.subarray(head).some((value) => value !== 0)).toBe(true);
    expect(
      task
        .deviceGradient(moved, rows)
        .gradient.subarray(0, head)
        .some((value) => value !== 0),
    ).toBe(true);
    expect(task.workload(rows, 'zero').serverFlop).toBeLessThan(0.6 * task.workload(rows).serverFlop);
    expect(task.workload(rows, 'zero').deviceFlop).toBe(task.workload(rows).deviceFlop);
  });

  it('starts with every class equally likely', () => {
    expect(task.evaluate(start, task.heldOut).loss).toBeCloseTo(Math.log(4), 6);
  });

  it('learns with plain SGD, and keeps its memory', () => {
    const optimiser = createOptimiser({ kind: 'sgd', stepSize: 0.2, stepScale });
    let state = optimiser.init(task.layout);
    let theta = start;
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 8; round++) {
      const gradients = task.devices.map((d) => task.deviceGradient(theta, d.rows.slice(0, 8)).gradient);
      const direction = aggregate(
        gradients,
        gradients.map(() => 1 / gradients.length),
      );
      ({ state, trainable: theta } = optimiser.step(state, theta, direction));
    }
    const { correct, count, loss } = task.evaluate(theta, task.heldOut);
    expect(correct / count).toBeGreaterThan(0.5);
    expect(loss).toBeLessThan(1.2);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
  });

  it('takes one local step like a gradient, and sends the head once in several', () => {
    const one = localUpdate(task, moved, [rows], 0.1, stepScale);
    expect(one.gradient).toEqual(task.deviceGradient(moved, rows).gradient);
    const two = localUpdate(task, moved, [rows, rows], 1e-4, stepScale);
    expect(two.messages.map(({ name }) => name)).toEqual([
      ...['head', 'features', 'outputs', 'outputGradients'],
      ...['features', 'outputs', 'outputGradients', 'headGradient'],
    ]);
    const doubled = one.gradient.map((v) => 2 * v);
    expect(relativeDistance(two.gradient, doubled)).toBeLessThan(0.05);
    expect(two.gradient).not.toEqual(doubled);
    const first = localUpdate(task, start, [rows, rows], 1e-4, stepScale).messages.map(({ name }) => name);
    expect(first).toEqual(['features', 'outputs', 'features', 'outputs', 'outputGradients', 'headGradient']);
  });

  it('charges local steps and kept features what really goes over', () => {
    const [a, b] = [rows, task.devices[0]!.rows.slice(2, 6)];
    for (const [theta, head] of [[moved, 'trained'] as const, [start, 'zero'] as const])
      for (const cached of [undefined, new Set<number>(), new Set(rows.slice(1, 3))]) {
        const sent = localUpdate(task, theta, [a, b], 1e-4, stepScale, cached).messages;
        const { messages, uplinkBits } = localCosts(task, [a, b], cached, head);
        expect(messages).toEqual(sent.map(({ relativeError: _, ...size }) => size));
        expect(uplinkBits).toBe(sent.reduce((sum, m) => sum + (m.direction === 'up' ? m.bits : 0), 0));
      }
    const once = localCosts(task, [rows], undefined, 'zero');
    expect(once).toMatchObject({ ...task.payload(rows, undefined, 'zero'), ...task.workload(rows, 'zero') });
    const features = (cached?: ReadonlySet<number>) =>
      localCosts(task, [rows, rows], cached).messages.flatMap((m) => (m.name === 'features' ? [m.bits] : []));
    const [first, again] = features(new Set());
    expect(features()).toEqual([first, first]);
    expect(again).toBe(32 * rows.length); // Their numbers alone.
    const looked = (cached?: ReadonlySet<number>) => task.workload(rows, 'trained', cached);
    expect(looked(new Set(rows)).deviceFlop).toBeLessThan(looked().deviceFlop);
    expect(looked(new Set(rows)).serverFlop).toBe(looked().serverFlop);
  });

  it('refuses what cannot be', async () => {
    expect(() => task.deviceGradient(start, [])).toThrow(InputError);
    expect(() => task.deviceGradient(start.slice(1), rows)).toThrow(InputError);
    expect(() => task.deviceGradient(start, [1e6])).toThrow(InputError);
    await expect(createSplitTask({ ...spec, maxTokens: 129 })).rejects.toThrow('maxTokens: got 129');
    await expect(createSplitTask({ ...spec, model: { kind: 'gpt' } as never })).rejects.toThrow('model.kind');
  });
});
