/** Every shipped solver against the shared laws; HiGHS and the linear model on fewer problems: they are slow. */
import { describe, expect, it } from 'vitest';
import { solverRegistry } from '../../src/solvers/registry.js';
import { judgeSolver } from '../../src/testing/index.js';

const RUNS: Readonly<Record<string, number>> = process.env.DRIFTLORA_FULL
  ? { exact: 400, enumeration: 100, highs: 25, lp: 60, others: 100 }
  : { exact: 120, enumeration: 30, highs: 8, lp: 15, others: 50 };

describe.each(solverRegistry.map((entry) => entry.name))('%s', (name) => {
  it('satisfies the laws of solvers', async () => {
    const entry = solverRegistry.find((candidate) => candidate.name === name)!;
    const solver = await entry.load();
    expect({ title: solver.title, capabilities: solver.capabilities }).toEqual({
      title: entry.title,
      capabilities: entry.capabilities,
    });
    const broken = judgeSolver(solver, { runs: RUNS[name] ?? RUNS.others! }).filter(
      (report) => !report.holds,
    );
    expect(broken).toEqual([]);
  });
});
