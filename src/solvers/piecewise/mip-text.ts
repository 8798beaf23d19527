/** The piecewise-linear model in CPLEX LP format. */
import type { PiecewiseModel } from './model.js';

/** @throws RangeError for a number that is none: never printed into a model */
export function mipText(model: PiecewiseModel, minScheduled: number, maxScheduled: number): string {
  const { breakpoints, penaltyLines, mass } = model;
  const heads = Array.from(mass.keys());
  const weights = heads.map(() => [] as string[]);
  const delays = heads.map(() => [] as string[]);
  breakpoints.forEach((point, i) => {
    weights[point.device]!.push(`+ w${i}`);
    delays[point.device]!.push(term(point.delay, `w${i}`));
  });
  const count = heads.map((k) => `+ z${k}`).join('\n ');
  const able = heads.filter((k) => weights[k]!.length > 0);
  const band = breakpoints.map((p, i) => term(p.bandwidth, `w${i}`)).join('\n ');
  const rows = [
    ...(band === '' ? [] : [`band: ${band} <= ${number(model.bandwidth)}`]),
    `most: ${count} <= ${maxScheduled}`,
    ...(minScheduled > 0 ? [`least: ${count} >= ${minScheduled}`] : []),
    ...heads.map((k) => `once${k}: ${weights[k]!.join(' ')} - z${k} = 0`),
    ...(model.tauPrice > 0 ? able.map((k) => `tau${k}: ${delays[k]!.join(' ')} - tau <= 0`) : []),
    // One variable for the mass: a line of its own for every count would make the model quadratic in the devices.
    `sum: ${heads.map((k) => term(mass[k]!, `z${k}`)).join('\n ')} - mass = 0`,
    ...penaltyLines.map(
      (line, j) => `line${j}: penalty ${term(-line.slope, 'mass')} >= ${number(line.intercept)}`,
    ),
  ];
  const costs = breakpoints.map((point, i) => term(point.cost, `w${i}`)).join('\n ');
  return [
    'Minimize',
    ` cost: penalty ${term(model.tauPrice, 'tau')}\n ${costs}`,
    'Subject To',
    ...rows.map((row) => ` ${row}`),
    'Binary',
    ` ${heads.map((k) => `z${k}`).join('\n ')}`,
    'End',
  ].join('\n');
}

function term(coefficient: number, name: string): string {
  return coefficient < 0 ? `- ${number(-coefficient)} ${name}` : `+ ${number(coefficient)} ${name}`;
}

function number(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`a model with the number ${value}`);
  return String(value);
}
