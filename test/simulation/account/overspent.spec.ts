/** A budget is overspent from the first bit above it, not from some per cent on. */
import { describe, expect, it } from 'vitest';
import { inlinePool, runScenario } from '../../../src/simulation/index.js';
import { DEFAULT_SOLVER, loadSolver } from '../../../src/solvers/index.js';
import { tinyTask } from '../../reference/tiny-task.js';
import { tinyScenario } from '../scenario-builder.js';

/** A policy that looks at no budget, so that what it spends stays the same whatever the budget is. */
async function run(budget: { averageDelayS?: number; averageEnergyJ?: number }) {
  const base = tinyScenario({ rounds: 6, policies: ['random'] });
  const task = tinyTask(6);
  const { summary, records } = await runScenario(
    {
      ...base,
      constraints: { ...base.constraints, ...budget },
      control: { ...base.control, clairvoyantBound: false, roundWeights: 'uniform' },
      learning: { ...base.learning, train: false },
    },
    { task, pool: inlinePool(task), solver: await loadSolver(DEFAULT_SOLVER), clockS: () => 0 },
  );
  return { policy: summary.policies[0]!, records };
}

describe('overspending', async () => {
  const { policy, records } = await run({});
  const spentJ = new Map<string, number>();
  for (const [id, joules] of records.flatMap(({ energyJ }) => Object.entries(energyJ))) {
    spentJ.set(id, (spentJ.get(id) ?? 0) + joules);
  }
  const mostJ = Math.max(...spentJ.values()) / 6;

  it('of delay is told 1 % above the budget, and not 1 % below it', async () => {
    expect((await run({ averageDelayS: policy.averageDelayS / 1.01 })).policy.overspent).toBe(true);
    expect((await run({ averageDelayS: policy.averageDelayS * 1.01 })).policy.overspent).toBe(false);
  });

  it('of energy is told of exactly the devices that are above it', async () => {
    expect((await run({ averageEnergyJ: mostJ / 1.01 })).policy.overspentDevices).toBe(
      [...spentJ.values()].filter((joules) => joules > (6 * mostJ) / 1.01).length,
    );
    expect((await run({ averageEnergyJ: mostJ / 1.01 })).policy.overspentDevices).toBeGreaterThan(0);
    expect((await run({ averageEnergyJ: mostJ * 1.01 })).policy.overspentDevices).toBe(0);
  });

  it('counts energy once, and averages over the rounds', () => {
    const total = [...spentJ.values()].reduce((sum, joules) => sum + joules, 0);
    expect(policy.totalEnergyJ).toBeCloseTo(total, 12);
    const delays = records.reduce((sum, { delayS }) => sum + delayS, 0);
    expect(policy.averageDelayS).toBeCloseTo(delays / 6, 12);
    expect(policy.totalDelayS).toBeCloseTo(delays, 12);
  });
});
