/** Cells in, the sweep's results out: what results.json holds, and what tables and figures are made of. */
import { differenceP, holm } from '../../core/tests-of-means.js';
import { VERSION } from '../../core/version.js';
import type { FigureSpec, SweepPlan } from '../cells/plan.js';
import { type CondensedCell, divergedBySeed, metricBySeed, type PointCells } from './by-seed.js';
import {
  estimateOver,
  isNumber,
  pairedDifferences,
  type SweepDifference,
  type SweepEstimate,
} from './estimate.js';
import { type FigureData, figureData } from './figure-data.js';
import type { SweepMetric } from './metrics.js';

export interface PolicyResult {
  readonly policy: string;
  readonly metrics: Readonly<Record<string, SweepEstimate | null>>;
  /** Seeds whose training ended in no model; absent where there is none. */
  readonly divergedSeeds?: readonly number[];
  /** To the sweep's first policy, paired by seed; absent for that policy itself. */
  readonly differences?: Readonly<Record<string, SweepDifference | null>>;
}

export interface PointResult {
  /** The varied keys with their values as written. */
  readonly values: Readonly<Record<string, string>>;
  /** Seeds in which no round could be satisfied, and why in the first of them. */
  readonly infeasible?: { readonly seeds: number; readonly why: string };
  readonly policies: readonly PolicyResult[];
}

export interface SweepResults {
  readonly formatVersion: 1;
  readonly driftlora: string;
  readonly name: string;
  readonly description: string;
  readonly axes: SweepPlan['axes'];
  readonly seeds: readonly number[];
  readonly policies: readonly string[];
  readonly metrics: readonly SweepMetric[];
  /** Rounds of all cells and policies, and how many of them the independent checker accepted. */
  readonly rounds: { readonly total: number; readonly certified: number };
  readonly points: readonly PointResult[];
  readonly figures: readonly (FigureSpec & { readonly data: FigureData })[];
}

function policyResults(plan: SweepPlan, cells: PointCells): PolicyResult[] {
  const over = (
    values: (policy: string, metric: SweepMetric) => readonly (number | null)[],
    policy: string,
  ) => Object.fromEntries(plan.metrics.map((metric) => [metric, estimateOver(values(policy, metric))]));
  const reference = plan.policies[0]!;
  const own = (policy: string, metric: SweepMetric) => metricBySeed(cells, policy, metric);
  const difference = (policy: string, metric: SweepMetric) =>
    pairedDifferences(own(policy, metric), own(reference, metric));
  const uncorrected = (policy: string) =>
    Object.fromEntries(
      Object.entries(over(difference, policy)).map(([metric, one]) => [metric, one && { ...one, p: 1 }]),
    );
  const diverged = (policy: string) => {
    const bySeed = divergedBySeed(cells, policy);
    return plan.seeds.filter((_, i) => bySeed[i]);
  };
  return plan.policies.map((policy) => ({
    policy,
    metrics: over(own, policy),
    ...(diverged(policy).length > 0 ? { divergedSeeds: diverged(policy) } : {}),
    ...(policy === reference ? {} : { differences: uncorrected(policy) }),
  }));
}

/** The same with p-values that hold for all differences of the sweep together: hundreds of them are looked at in one table. */
function corrected(points: readonly PointResult[]): PointResult[] {
  const all = points.flatMap(({ policies }) =>
    policies.flatMap(({ differences }) => Object.values(differences ?? {}).filter((one) => one !== null)),
  );
  const p = holm(all.map((one) => differenceP(one.values.filter(isNumber))));
  const pOf = new Map(all.map((one, i) => [one, p[i]!]));
  const withP = (differences: NonNullable<PolicyResult['differences']>) =>
    Object.fromEntries(
      Object.entries(differences).map(([metric, one]) => [metric, one && { ...one, p: pOf.get(one)! }]),
    );
  return points.map((point) => ({
    ...point,
    policies: point.policies.map(({ differences, ...rest }) => ({
      ...rest,
      ...(differences ? { differences: withP(differences) } : {}),
    })),
  }));
}

function infeasibleSeeds(cells: PointCells): Pick<PointResult, 'infeasible'> {
  const reasons = cells.flatMap(({ infeasible }) => infeasible ?? []);
  return reasons.length > 0 ? { infeasible: { seeds: reasons.length, why: reasons[0]! } } : {};
}

/** @param results of plan.cells, in their order, whole or condensed */
export function sweepResults(plan: SweepPlan, results: readonly CondensedCell[]): SweepResults {
  const byPoint: CondensedCell[][] = plan.points.map(() => []);
  results.forEach((result, i) => {
    byPoint[plan.cells[i]!.point]!.push(result);
  });
  const summaries = results.flatMap(({ policies }) => policies.map(({ summary }) => summary));
  const total = (field: 'rounds' | 'certifiedRounds') =>
    summaries.reduce((sum, summary) => sum + summary[field], 0);
  return {
    formatVersion: 1,
    driftlora: VERSION,
    name: plan.name,
    description: plan.description,
    axes: plan.axes,
    seeds: plan.seeds,
    policies: plan.policies,
    metrics: plan.metrics,
    rounds: { total: total('rounds'), certified: total('certifiedRounds') },
    points: corrected(
      plan.points.map((point, p) => ({
        values: Object.fromEntries(plan.axes.map(({ key, labels }, a) => [key, labels[point[a]!]!])),
        ...infeasibleSeeds(byPoint[p]!),
        policies: policyResults(plan, byPoint[p]!),
      })),
    ),
    figures: plan.figures.map((figure) => ({ ...figure, data: figureData(plan, figure, byPoint) })),
  };
}
