import { describe, expect, it } from 'vitest';
import { trajectoryRecorder } from '../../../src/simulation/constants/trajectory-constants.js';
import { inlinePool, runScenario } from '../../../src/simulation/index.js';
import { loadSolver } from '../../../src/solvers/index.js';
import { tinyTask } from '../../reference/tiny-task.js';
import { tinyScenario } from '../scenario-builder.js';

async function run(trajectoryPoints?: number) {
  const task = tinyTask(6);
  const dependencies = {
    task,
    pool: inlinePool(task),
    solver: await loadSolver('exact'),
    clockS: () => 0,
  };
  const scenario = tinyScenario({ rounds: 8, policies: ['static', 'random'] });
  return runScenario(scenario, dependencies, trajectoryPoints ? { trajectoryPoints } : {});
}

describe('constants along the trajectory', () => {
  it('leave the run itself as it is, and are absent unless asked for', async () => {
    const [plain, watched] = [await run(), await run(5)];
    expect(plain.trajectory).toBeUndefined();
    expect(watched.records).toEqual(plain.records);
    expect(watched.summary).toEqual(plain.summary);
  });

  it('are measured from start to end', async () => {
    const { trajectory, summary } = await run(5);
    expect(trajectory!.policy).toBe('static');
    expect(trajectory!.roundsDone).toEqual([0, 2, 4, 6, 8]);
    expect(trajectory!.losses[0]).toBeCloseTo(summary.constants!.initialGap, 9);
    const { curvature, heterogeneity, gradientNoise, plConstant } = trajectory!;
    expect([curvature.sampleSize, gradientNoise.sampleSize]).toEqual([5, 30]);
    // The constants of the run are from close by, on the same mini-batches.
    expect(curvature.value).toBeGreaterThanOrEqual(0.7 * summary.constants!.smoothness);
    expect(heterogeneity.value).toBeGreaterThanOrEqual(0.7 * summary.constants!.heterogeneity);
    expect(gradientNoise.value).toBeGreaterThanOrEqual(0.7 * summary.constants!.gradientNoise);
    expect(plConstant.value).toBeLessThanOrEqual(1.3 * summary.constants!.plConstant);
  });

  it('see curvature that the largest step ratio does not pass by much', async () => {
    const { curvature, gradientRatio } = (await run(5)).trajectory!;
    expect(gradientRatio.value).toBeGreaterThan(0);
    expect(gradientRatio.sampleSize).toBe(4);
    expect(gradientRatio.value).toBeLessThan(2 * curvature.value);
  });

  it('keep the first and the last model of a horizon shorter than the points', () => {
    const recorder = trajectoryRecorder(2, 5);
    for (const t of [0, 1, 2]) recorder.see(t, new Float32Array(1));
    expect(recorder.models.map(({ roundsDone }) => roundsDone)).toEqual([0, 1, 2]);
  });
});
