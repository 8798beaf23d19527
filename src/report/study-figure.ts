/** A stored study beside a run: every seed as a point, means with intervals, and how far the leader is ahead. */
import type { TopLevelSpec } from 'vega-lite';
import { formatPoints, listInWords, plural } from '../core/quantities.js';
import { type Interval, meanInterval } from '../core/student.js';
import type { Study } from '../record/study.js';
import type { Figure } from './figure.js';

/** Its id; the page shows it in a section of its own. */
export const STUDY_FIGURE = 'study';

interface Standing {
  readonly policy: string;
  readonly accuracy: Interval;
  /** Of the leader over this policy, on the seeds that both played; absent for the leader, and without two such seeds. */
  readonly ahead?: Interval;
}

/** The policies, the highest mean first. */
function standings({ outcomes, leader }: Study): readonly Standing[] {
  const of = (policy: string) =>
    new Map(outcomes.filter((one) => one.policy === policy).map(({ seed, accuracy }) => [seed, accuracy]));
  const leading = of(leader);
  return [...new Set(outcomes.map(({ policy }) => policy))]
    .map((policy): Standing => {
      const own = of(policy);
      const paired = [...own].flatMap(([seed, accuracy]) =>
        leading.has(seed) ? [leading.get(seed)! - accuracy] : [],
      );
      return {
        policy,
        accuracy: meanInterval([...own.values()]),
        ...(policy === leader || paired.length < 2 ? {} : { ahead: meanInterval(paired) }),
      };
    })
    .sort((a, b) => b.accuracy.mean - a.accuracy.mean);
}

const pointsInWords = ({ mean, halfWidth }: Interval) => `${formatPoints(mean)} ± ${formatPoints(halfWidth)}`;

/** Two sentences at most: whom the leader is ahead of for certain, and whom not. */
export function studyInWords(study: Study): string[] {
  const others = standings(study).flatMap(({ policy, ahead }) => (ahead ? [{ policy, ahead }] : []));
  const seeds = new Set(study.outcomes.map(({ seed }) => seed)).size;
  const certain = others.filter(({ ahead }) => ahead.mean > ahead.halfWidth);
  const open = others.filter(({ ahead }) => Math.abs(ahead.mean) <= ahead.halfWidth);
  const behind = others.filter(({ ahead }) => ahead.mean < -ahead.halfWidth);
  const list = (some: typeof others) =>
    listInWords(some.map(({ policy, ahead }) => `${policy} (${pointsInWords(ahead)} points)`));
  const sentences = [
    ...(certain.length > 0 ? [`${study.leader} is ahead of ${list(certain)}`] : []),
    ...(open.length > 0
      ? [`${certain.length > 0 ? 'its' : `${study.leader}'s`} lead is not certain over ${list(open)}`]
      : []),
    ...(behind.length > 0 ? [`it is behind ${list(behind)}`] : []),
  ];
  if (sentences.length === 0)
    return [`${plural(seeds, 'seed')} of ${study.leader} alone: no difference to tell.`];
  return [
    `Over ${plural(seeds, 'seed')}, ${sentences.join('; ')}: held-out accuracy at equal total delay, paired differences with their 95 % intervals.`,
  ];
}

export function studyFigure(study: Study): Figure {
  const order = standings(study);
  const y = {
    ...{ field: 'policy', type: 'nominal', sort: order.map(({ policy }) => policy) },
    ...{ title: null, axis: { labelLimit: 300 } },
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { zero: false },
    axis: { title: 'held-out accuracy at equal total delay (%)' },
  });
  const means = order.map(({ policy, accuracy: { mean, halfWidth } }) => ({
    policy,
    mean: 100 * mean,
    ...(Number.isFinite(halfWidth) ? { low: 100 * (mean - halfWidth), high: 100 * (mean + halfWidth) } : {}),
  }));
  return {
    id: STUDY_FIGURE,
    title: study.title,
    caption:
      'One open point a seed, for every policy on the same seeds; filled: the mean, with its 95 % interval. The number after a name is its devices a round. Intervals that overlap say less than the paired differences above.',
    wide: true,
    spec: {
      width: 640,
      height: { step: 26 },
      data: { values: study.outcomes.map(({ policy, accuracy }) => ({ policy, accuracy: 100 * accuracy })) },
      layer: [
        { mark: { type: 'point', opacity: 0.6, color: '#0072B2' }, encoding: { y, x: x('accuracy') } },
        {
          data: { values: means.filter(({ low }) => low !== undefined) },
          mark: { type: 'rule', strokeWidth: 2, color: '#D55E00' },
          encoding: { y, x: x('low'), x2: { field: 'high' } },
        },
        {
          data: { values: means },
          mark: { type: 'point', filled: true, size: 70, color: '#D55E00' },
          encoding: { y, x: x('mean') },
        },
      ],
    } as unknown as TopLevelSpec,
  };
}
