/** The step size of a run: looked at along the way, kept below half of 1/L by `auto`, halved where the training diverges. */
import { describe, expect, it } from 'vitest';
import type { RoundRecord } from '../../../src/record/records.js';
import { measureConstants } from '../../../src/simulation/constants/constants.js';
import { WARM_UP_ROUNDS } from '../../../src/simulation/constants/warm-up.js';
import { inlinePool, type RunHooks, runScenario } from '../../../src/simulation/index.js';
import { looksAfter } from '../../../src/simulation/round/step.js';
import { DEFAULT_SOLVER, loadSolver } from '../../../src/solvers/index.js';
import { hasDiverged, LARGEST_ETA_L, type SplitTask, type StepSize } from '../../../src/training/index.js';
import { stepHistory, stepWarnings } from '../../../src/validation/index.js';
import { tinyTask } from '../../reference/tiny-task.js';
import { tinyScenario } from '../scenario-builder.js';

const stepScale = { loraA: 1, loraB: 1, head: 1 };

/** A task whose curvature grows by this factor after some gradients far from the start: |theta| beyond the edge. */
function steepening(edge: number, factor: number): SplitTask {
  const task = tinyTask(6);
  return {
    ...task,
    deviceGradient(trainable, rows) {
      const result = task.deviceGradient(trainable, rows);
      const gradient = result.gradient.slice();
      let loss = result.loss;
      trainable.forEach((value, i) => {
        const beyond = Math.max(0, Math.abs(value) - edge);
        loss += (factor / 2) * beyond ** 2;
        gradient[i]! += factor * beyond * Math.sign(value);
      });
      return { ...result, loss, gradient };
    },
  };
}

async function play(
  stepSize: StepSize,
  task = tinyTask(6),
  rounds = 12,
  more: object = {},
  hooks: RunHooks = {},
) {
  const { learning } = tinyScenario();
  const scenario = tinyScenario({
    rounds,
    learning: { ...learning, optimiser: { kind: 'sgd', stepSize, stepScale }, ...more },
    policies: ['random', 'round-robin'],
  });
  const solver = await loadSolver(DEFAULT_SOLVER);
  return runScenario(scenario, { task, pool: inlinePool(task), solver, clockS: () => 0 }, hooks);
}

const of = (records: readonly RoundRecord[], policy: string) =>
  records.filter((one) => one.policy === policy);

describe('the rule auto', () => {
  it('keeps eta L at or below its number at every point that it looked at, and never takes a longer step', async () => {
    const { summary, records } = await play('auto', steepening(0.4, 30), 18);
    for (const policy of ['random', 'round-robin']) {
      const own = of(records, policy);
      expect(own.every(({ stepSize }) => stepSize! > 0)).toBe(true);
      const looks = own.flatMap(({ curvature, round }) =>
        curvature === undefined ? [] : [{ curvature, round }],
      );
      expect(looks.map(({ round }) => round)).toEqual([2, 5, 8, 11, 14, 17]);
      for (const { curvature, round } of looks) {
        const next = own[round + 1];
        if (next) expect(next.stepSize! * curvature).toBeLessThanOrEqual(LARGEST_ETA_L * (1 + 1e-12));
      }
      const sizes = own.map(({ stepSize }) => stepSize!);
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      // The steeper region was met, so the rule had something to do.
      expect(own.at(-1)!.stepSize!).toBeLessThan(0.5 * own[0]!.stepSize!);
    }
    expect(summary.constants!.stepSize * summary.constants!.smoothness).toBeLessThanOrEqual(
      LARGEST_ETA_L + 1e-12,
    );
    expect(stepHistory(summary, records)[0]).toMatch(/^random: step size .* at the start, .* at the end/);
  });

  it('goes back and halves where the training diverges, and finds the way down again', async () => {
    const cliff = tinyTask(6);
    let broken = 0;
    const task: SplitTask = {
      ...cliff,
      deviceGradient(trainable, rows) {
        const result = cliff.deviceGradient(trainable, rows);
        // A gradient of nothing, now and then: a round that no step survives.
        return broken-- > 0 ? { ...result, gradient: result.gradient.map(() => Number.NaN) } : result;
      },
    };
    const { records, models } = await play(
      'auto',
      task,
      12,
      {},
      {
        onProgress: (done) => {
          broken = done === 6 ? 4 : 0;
        },
      },
    );
    const back = records.filter(({ diverged }) => diverged);
    expect(back.length).toBeGreaterThan(0);
    for (const { policy, round } of back) {
      const own = of(records, policy);
      expect(own[round + 1]!.stepSize).toBe(own[round]!.stepSize! / 2);
    }
    for (const { served } of models) expect(served.every(Number.isFinite)).toBe(true);
    expect(records.at(-1)!.heldOut!.loss).toBeLessThan(Math.log(2));
  });
});

describe('a fixed step', () => {
  it('is held against L along the run, said where it is too long, and left as it is', async () => {
    const { summary, records } = await play(2.5);
    const own = of(records, 'random');
    expect(own.map(({ stepSize }) => stepSize)).toEqual(own.map(() => undefined));
    expect(own.filter(({ curvature }) => curvature !== undefined).map(({ round }) => round)).toEqual([11]);
    const long = { ...summary, scenario: scenarioWith(summary, 1.01 / own.at(-1)!.curvature!) };
    expect(stepWarnings(long, own)).toEqual([
      expect.stringMatching(/passed 1\/L.*random \(L = .* after round 12/),
    ]);
    const short = { ...summary, scenario: scenarioWith(summary, 0.99 / own.at(-1)!.curvature!) };
    expect(stepWarnings(short, own)).toEqual([]);
  });

  it('is looked at half-way, too, in a long run, and not at all by optimisers that have no such limit', async () => {
    expect([9, 19, 38, 39].map(looksAfter(0.1, 40, 8))).toEqual([false, true, false, true]);
    expect([7, 8, 15, 38, 39].map(looksAfter('auto', 40, 8))).toEqual([true, false, true, false, true]);
    const { learning } = tinyScenario();
    const decays = { firstDecay: 0.9, secondDecay: 0.999, epsilon: 1e-8 };
    const optimiser = { kind: 'adam' as const, stepSize: 0.01, stepScale, ...decays };
    const task = tinyTask(6);
    const solver = await loadSolver(DEFAULT_SOLVER);
    const scenario = tinyScenario({ learning: { ...learning, optimiser }, rounds: 3 });
    const { summary, records } = await runScenario(scenario, {
      ...{ task, pool: inlinePool(task), solver, clockS: () => 0 },
    });
    expect(records.every(({ curvature }) => curvature === undefined)).toBe(true);
    expect(stepWarnings(summary, records)).toEqual([]);
  });

  it("is held against T7's limit where old gradients are kept", async () => {
    const { summary, records } = await play(0.2, tinyTask(6), 30, { aggregation: 'memory' });
    const warnings = (change: number) =>
      stepWarnings({ ...summary, scenario: scenarioWith(summary, change) }, records).join('\n');
    expect(warnings(0.9 / summary.constants!.smoothness)).toMatch(/T7 holds for steps up to .*ages A/);
    expect(warnings(1e-9)).toBe('');
    const silent = records.filter(({ scheduled }) => !scheduled.includes('d0'));
    expect(stepWarnings(summary, silent).join()).toMatch(
      /T7 says nothing of random: a device was never heard/,
    );
  });
});

type Summary = Awaited<ReturnType<typeof play>>['summary'];
function scenarioWith({ scenario }: Summary, stepSize: number): Summary['scenario'] {
  const { learning } = scenario;
  const optimiser = { kind: 'sgd' as const, stepSize, stepScale };
  return { ...scenario, learning: { ...learning, optimiser } };
}

describe('a diverged model', () => {
  it.each([
    [0.9, [1, 2], false],
    [1.99, [1, 2], false],
    [2.01, [1, 2], true],
    [Number.NaN, [1], true],
    [null, [1], false],
    [0.1, [1, Number.POSITIVE_INFINITY], true],
  ])('of loss %s and numbers %j: %s', (loss, trainable, expected) => {
    expect(hasDiverged({ loss, trainable: Float32Array.from(trainable) }, 1)).toBe(expected);
  });
});

describe('the constants of a run', () => {
  const task = tinyTask(6);
  const context = {
    ...{ pool: inlinePool(task), layout: task.layout, batchSize: 4, seed: 1 },
    optimiser: { stepScale },
    devices: task.devices.map(({ id, rows }) => ({ id, rows, share: rows.length / 48 })),
  };

  it('are measured two rounds on, where the loss is below that of the start, and say so', async () => {
    const asked: (readonly number[])[] = [];
    const watched = {
      ...context.pool,
      gradient: (trainable: Float32Array, rows: readonly number[]) => {
        asked.push([...trainable]);
        return context.pool.gradient(trainable, rows);
      },
    };
    const initial = task.initialTrainable(1);
    const { constants } = await measureConstants(
      { ...context, pool: watched },
      { kind: 'sgd', stepSize: 0.2, stepScale },
      initial,
    );
    // Everybody at theta_0, everybody one step on, and all else two steps on or right beside it.
    const points = asked.map((theta) => theta.join());
    expect(new Set(points.slice(0, 6))).toEqual(new Set([[...initial].join()]));
    expect(new Set(points.slice(6, 12)).size).toBe(1);
    expect(points.slice(12)).not.toContain(points[0]);
    expect(points.slice(12)).not.toContain(points[6]);
    expect(constants.initialGap).toBeCloseTo(Math.log(2), 9);
    expect(constants.method).toMatch(
      new RegExp(`^${WARM_UP_ROUNDS} rounds of everybody from the initial model`),
    );
  });

  it('are those of the start where the first steps diverge', async () => {
    const steep = steepening(0.1, 30);
    const { constants } = await measureConstants(
      { ...context, pool: inlinePool(steep) },
      { kind: 'sgd', stepSize: 10, stepScale },
      steep.initialTrainable(1),
    );
    expect(constants.method).toMatch(/^at the initial model, since the first steps of this size diverge/);
    expect(
      Object.values(constants)
        .filter((value) => typeof value === 'number')
        .every(Number.isFinite),
    ).toBe(true);
  });
});
