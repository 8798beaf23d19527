/** HiGHS under a time limit: its thread is ended at the limit, and within it the answer is the one without a thread. */
import { expect, it } from 'vitest';

// The built module: sources have no thread to start.
const BUILT = new URL('../../dist/solvers/piecewise/highs-limited.js', import.meta.url).href;
const { hasThread, solvedWithin } = (await import(
  BUILT
)) as typeof import('../../src/solvers/piecewise/highs-limited.js');

const MODEL = `Maximize
 obj: 3 x + 2 y
Subject To
 c: 2 x + 2 y <= 9
Bounds
 0 <= x <= 3
 0 <= y <= 3
General
 x y
End
`;

it('gives what HiGHS finds in time', () => {
  expect(hasThread()).toBe(true);
  const reply = solvedWithin(60, MODEL, { output_flag: false });
  expect(reply).toMatchObject({ result: { Status: 'Optimal' } });
  const { Columns } = (reply as { result: { Columns: Record<string, { Primal: number }> } }).result;
  expect([Columns.x!.Primal, Columns.y!.Primal]).toEqual([3, 1]);
});

it('gives nothing where the time was over before', () => {
  expect(solvedWithin(1e-4, MODEL, { output_flag: false })).toBeUndefined();
});

it('has no point of what HiGHS does not read', () => {
  expect(solvedWithin(60, 'this is no model', { output_flag: false })).toMatchObject({
    result: { Columns: {} },
  });
});
