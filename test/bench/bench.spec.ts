import { describe, expect, it } from 'vitest';
import { greedy } from '../../src/solvers/baselines/priced.js';
import { exact } from '../../src/solvers/exact.js';
import {
  benched,
  benchInstances,
  benchTable,
  performanceProfileSvg,
  runBench,
  solverFromModule,
} from '../../src/testing/index.js';

/** A clock that advances by one millisecond at each look. */
function ticking(): () => number {
  let now = 0;
  return () => now++;
}

describe('runBench', async () => {
  const liar = { ...exact, name: 'liar', solve: () => ({ status: 'optimal' }) as never };
  const clock = ticking();
  const solvers = [exact, greedy, liar].map((solver) => benched(solver, clock));
  const report = await runBench(benchInstances([6], [1]), solvers, { repeats: 1, timeLimitS: 100 });

  it('counts only what the checker accepts', () => {
    const [ours, , lying] = report.summaries;
    expect(ours).toMatchObject({ successRate: 1, provenRate: 1, invalid: 0 });
    expect(lying).toMatchObject({ successRate: 0, provenRate: 0, invalid: report.rows.length / 3 });
  });

  it('writes a table and a profile', () => {
    expect(benchTable(report).split('\n')).toHaveLength(2 + 3);
    expect(performanceProfileSvg(report)).toContain('>greedy</text>');
  });

  it('takes a plug-in that exports one solver, and nothing else', () => {
    expect(solverFromModule({ default: exact })).toBe(exact);
    expect(solverFromModule({ mine: greedy })).toBe(greedy);
    expect(() => solverFromModule({ a: greedy, b: exact })).toThrow('plugin');
    expect(() => solverFromModule({ default: { name: 'x' } })).toThrow('plugin');
  });
});
