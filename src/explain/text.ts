/** An explanation as a page of plain text, for a terminal of 80 columns. */
import { oneLine } from '../core/errors.js';
import { formatNumber, formatSeconds, formatShare, formatUnit } from '../core/quantities.js';
import type {
  Explanation,
  InfeasibleExplanation,
  Resource,
  ResourceStep,
  ScheduleExplanation,
} from './types.js';

const WIDTH = 80;

export function explanationText(explanation: Explanation): string {
  switch (explanation.status) {
    case 'explained':
      return blocks(...scheduleBlocks(explanation));
    case 'infeasible':
      return blocks(...infeasibleBlocks(explanation));
    case 'unknown':
      return blocks(wrapped(explanation.words));
  }
}

const blocks = (...parts: readonly string[]) => parts.filter((part) => part !== '').join('\n\n');

/** Words in lines of at most WIDTH characters; a longer word stands alone. */
function wrapped(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text).split(/ +/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((text, i) => (i === 0 ? text : indent + text)).join('\n');
}

function scheduleBlocks(explained: ScheduleExplanation): string[] {
  const { devices, next, ranking, complete } = explained;
  return [
    wrapped(explained.words),
    termLines(explained),
    devices.map(({ words }) => wrapped(`- ${words}`, '  ')).join('\n'),
    next.steps.length === 0
      ? ''
      : ['With more, everything decided anew:', ...next.steps.map(stepLine)].join('\n'),
    ranking === undefined ? '' : rankingLines(ranking),
    complete ? '' : wrapped('The time limit left something open; what is said is proven all the same.'),
  ];
}

function termLines({ terms, objective }: ScheduleExplanation): string {
  const { penalty, delay, energy, value } = terms;
  const heard = formatShare(penalty.participation);
  const rows: (readonly [string, number, string])[] = [
    [
      'penalty',
      penalty.cost,
      `weight ${formatNumber(penalty.weight)} times ${formatNumber(penalty.phi)}, with ${heard} of the data heard`,
    ],
    [
      'delay',
      delay.cost,
      `${formatNumber(delay.price)} a second times ${formatSeconds(delay.delayS)}${delay.last.length === 1 ? `, ${delay.last[0]} last` : ''}`,
    ],
    ['energy', energy.cost, `${formatUnit(energy.joules, 'J')} at each device's own price`],
    ...(value > 0 ? [['value', -value, 'of the devices heard'] as const] : []),
    ['objective', objective, ''],
  ];
  return rows
    .map(([name, cost, why]) =>
      wrapped(
        `${name.padEnd(10)} ${formatNumber(cost).padStart(9)}  ${why}`
          .trimEnd()
          .replaceAll('  ', '\u00a0\u00a0'),
        ' '.repeat(22),
      ).replaceAll('\u00a0', ' '),
    )
    .join('\n');
}

const RESOURCES: Readonly<Record<Resource, (step: ResourceStep) => string>> = {
  bandwidthHz: () => '1 % more band',
  deadlineS: () => '1 % later deadline',
  maxScheduled: ({ to }) => `maxScheduled ${to}`,
  energyLimitJ: () => '1 % more energy',
};

function stepLine(step: ResourceStep): string {
  const [low, high] = step.gain;
  const gain =
    high <= 0
      ? 'worth nothing'
      : high - low <= 1e-3 * high
        ? `worth ${formatNumber(high)}`
        : `worth ${formatNumber(low)} to ${formatNumber(high)}`;
  const moves = [
    ...(step.joins.length > 0 ? [`in: ${step.joins.join(' ')}`] : []),
    ...(step.leaves.length > 0 ? [`out: ${step.leaves.join(' ')}`] : []),
  ];
  return wrapped(`- ${[`${RESOURCES[step.resource](step)}: ${gain}`, ...moves].join('; ')}`, '  ');
}

function rankingLines({ schedules, complete }: NonNullable<ScheduleExplanation['ranking']>): string {
  const title = complete
    ? 'The best schedules, their order proven:'
    : 'Good schedules; their order is not proven:';
  const lines = schedules.map(({ objective, behind, scheduled }, i) => {
    const who = scheduled.length === 0 ? 'nobody' : scheduled.join(' ');
    return wrapped(
      `${i + 1}. ${Number(objective.toPrecision(6))}${i === 0 ? '' : ` (+${formatNumber(behind)})`}: ${who}`,
      '   ',
    );
  });
  return [title, ...lines].join('\n');
}

function infeasibleBlocks({ words, gives, complete }: InfeasibleExplanation): string[] {
  return [
    wrapped(words),
    [
      'Each alone, the least change, proven on both sides:',
      ...gives.map((give) => wrapped(`- ${give.words}`, '  ')),
    ].join('\n'),
    complete ? '' : wrapped('The time limit left some limits untried.'),
  ];
}
