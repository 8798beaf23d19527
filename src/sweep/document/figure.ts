/** The group `figure` of a sweep file, checked against what is varied. */
import type { z } from 'zod';
import { notAccepted, ScenarioError } from '../../scenario/scenario-error.js';
import type { YamlSource } from '../../scenario/yaml-source.js';
import { type FigureSpec, isSeriesMetric } from '../index.js';
import type { sweepSchema } from './document.js';
import type { VariedKey } from './vary.js';

export type FigureInput = NonNullable<z.output<ReturnType<typeof sweepSchema>>['figure']>;

/** A condition on the figure, blamed on one of its keys. */
interface Check {
  readonly key: string;
  readonly holds: boolean;
  readonly accepted: string;
}

function checks(figure: FigureInput, policies: readonly string[], keys: readonly VariedKey[]): Check[] {
  const { x, y, series, guides } = figure;
  const overRounds = isSeriesMetric(x);
  const xKey = keys.find(({ key }) => key === x);
  const shown = figure.policies ?? policies;
  // What is neither x nor named by `series` would be drawn through one another.
  const open = [
    ...keys.filter(({ key, values }) => key !== x && values.length > 1).map(({ key }) => key),
    ...(shown.length > 1 ? ['policy'] : []),
  ];
  const numbers = xKey?.numbers ?? [];
  return [
    {
      key: 'y',
      holds: !overRounds || y.every(isSeriesMetric),
      accepted: 'series of the rounds (rounds.X), as x is one',
    },
    {
      key: 'series',
      holds: series === undefined || open.every((dimension) => (series as string[]).includes(dimension)),
      accepted: `all that varies beside x: ${open.join(', ')}`,
    },
    {
      key: 'xScale',
      holds: figure.xScale === 'linear' || overRounds || (numbers.length > 0 && Math.min(...numbers) > 0),
      accepted: 'linear, as the values of x are not all numbers above 0',
    },
    {
      key: 'guides',
      holds: guides.length === 0 || numbers.length > 1,
      accepted: 'guides along a varied number',
    },
    {
      key: 'guides',
      holds: guides.every((guide) => y.includes(guide.y)),
      accepted: `guides for ${y.join(', ')}, which the figure shows`,
    },
    {
      key: 'guides',
      holds: guides.every(({ policy }) => policy === undefined || shown.includes(policy)),
      accepted: `guides for ${shown.join(', ')}, which the figure shows`,
    },
  ];
}

/** @throws ScenarioError with the line of the key that does not fit */
export function figureOf(
  figure: FigureInput,
  source: YamlSource,
  policies: readonly string[],
  keys: readonly VariedKey[],
): FigureSpec {
  const wrong = checks(figure, policies, keys).find(({ holds }) => !holds);
  if (wrong) {
    const path = ['figure', wrong.key];
    const value = source.valueAt(path);
    throw new ScenarioError(
      { source: source.name, line: source.lineOf(path), field: path.join('.'), value },
      notAccepted(value, wrong.accepted),
      wrong.accepted,
    );
  }
  const { title, caption = '', x, y, xScale, yScale, every, guides } = figure;
  return {
    title,
    caption,
    x,
    y,
    xScale,
    yScale,
    ...(figure.policies && { policies: figure.policies }),
    every,
    guides: guides.map(({ shape, y: ofY, policy }) => ({ shape, y: ofY, ...(policy && { policy }) })),
  };
}
