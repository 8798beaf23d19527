/** What a sweep may average when none of its runs train. */

import { notAccepted, ScenarioError } from '../../scenario/scenario-error.js';
import type { YamlSource } from '../../scenario/yaml-source.js';
import type { Scenario } from '../../simulation/index.js';
import { isMeasured, type SweepMetric } from '../index.js';

/**
 * The metrics without those by default that no run of the grid has.
 * @throws ScenarioError for a metric, or a y of the figure, that was asked for and that no run has
 */
export function measuredMetrics(
  source: YamlSource,
  scenarios: readonly Scenario[],
  metrics: readonly SweepMetric[],
  shown: readonly SweepMetric[],
): readonly SweepMetric[] {
  const isKnown = (metric: SweepMetric) => scenarios.some(({ learning }) => isMeasured(metric, learning));
  const refuse = (path: readonly (string | number)[], value: SweepMetric) => {
    const accepts = 'a metric of decisions, since learning.train is false in the whole grid';
    const place = { source: source.name, line: source.lineOf(path), field: path.join('.'), value };
    throw new ScenarioError(place, notAccepted(value, accepts), accepts);
  };
  const wrong = shown.find((metric) => !isKnown(metric));
  if (wrong) refuse(['figure', 'y'], wrong);
  if (source.valueAt(['metrics']) === undefined) return metrics.filter(isKnown);
  metrics.forEach((metric, i) => {
    if (!isKnown(metric)) refuse(['metrics', i], metric);
  });
  return metrics;
}
