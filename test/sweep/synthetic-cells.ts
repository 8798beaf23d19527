/** Cells with chosen numbers, so that a sweep's statistics can be checked without running anything. */
import type { PolicySummary } from '../../src/simulation/index.js';
import type { CellResult } from '../../src/sweep/cells/run-cell.js';
import {
  type FigureSpec,
  gridPoints,
  type SweepAxis,
  type SweepCell,
  type SweepPlan,
} from '../../src/sweep/index.js';
import { tinyScenario } from '../simulation/scenario-builder.js';

export const numberAxis = (key: string, numbers: readonly number[]): SweepAxis => ({
  key,
  labels: numbers.map(String),
  numbers,
  unit: '',
});

export const figureSpec = (change: Partial<FigureSpec>): FigureSpec => ({
  title: 'a figure',
  caption: '',
  x: 'control.tradeOff',
  y: ['accuracy'],
  xScale: 'linear',
  yScale: 'linear',
  every: 1,
  guides: [],
  ...change,
});

export function syntheticPlan(change: Partial<SweepPlan> = {}): SweepPlan {
  const axes = change.axes ?? [numberAxis('control.tradeOff', [1, 10])];
  const seeds = change.seeds ?? [1, 2, 3];
  const points = gridPoints(axes);
  const cells = seeds.flatMap((seed) =>
    points.map((_, point): SweepCell => {
      const scenario = tinyScenario({ seed });
      return {
        point,
        seed,
        scenario,
        fingerprint: `${point}-${seed}`,
        origin: { document: {}, quick: false },
      };
    }),
  );
  return {
    name: 'synthetic',
    description: 'made up',
    policies: ['first', 'second'],
    metrics: ['accuracy'],
    figures: [],
    ...change,
    axes,
    seeds,
    points,
    cells,
  };
}

export interface MadeUp {
  readonly summary?: Partial<Record<keyof PolicySummary, unknown>>;
  readonly series?: CellResult['policies'][number]['series'];
  readonly diverged?: true;
}

/** A cell of every cell of the plan. */
export function syntheticCells(
  plan: SweepPlan,
  numbers: (cell: SweepCell, policy: string) => MadeUp,
): CellResult[] {
  return plan.cells.map((cell) => ({
    formatVersion: 3,
    driftlora: '0',
    fingerprint: cell.fingerprint,
    scenario: cell.scenario,
    policies: plan.policies.map((policy) => {
      const { summary = {}, series = {}, ...rest } = numbers(cell, policy);
      return {
        summary: { policy, rounds: 1, certifiedRounds: 1, ...summary } as unknown as PolicySummary,
        series,
        ...rest,
      };
    }),
  }));
}
