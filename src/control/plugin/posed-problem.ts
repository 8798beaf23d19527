/**
 * A round problem that a user's policy posed, held against the round as it is: its certificate speaks of the problem that was
 * posed, so that problem must not promise what the round does not have.
 */
import { InputError, showValue } from '../../core/errors.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import { validateRoundProblem } from '../../problem/round/validate.js';
import type { ObservedDevice } from '../observation.js';
import type { ControlRules } from '../rules.js';

/** What a policy may not choose. Prices, limits and values are its own. */
const OBSERVED = [
  'share',
  'snrHz',
  'uplinkBits',
  'fixedDelayS',
  'transmitPowerW',
  'fixedEnergyJ',
] as const satisfies readonly (keyof ObservedDevice)[];

/** @throws InputError for what is no round problem, or not one of this round */
export function posedProblem(
  value: unknown,
  rules: ControlRules,
  devices: readonly ObservedDevice[],
): RoundProblem {
  const problem = validateRoundProblem(value);
  const most = (field: 'bandwidthHz' | 'deadlineS', limit: number) => {
    const found = problem[field];
    if (found === undefined || found > limit)
      throw new InputError(`problem.${field}`, found, `at most ${limit}, as the rules say`);
  };
  most('bandwidthHz', rules.bandwidthHz);
  most('deadlineS', rules.deadlineS);
  for (const field of ['delayKind', 'maxSpectralEfficiency', 'snrGap'] as const) {
    // A gap of 0 dB is none.
    if ((problem[field] || undefined) !== (rules[field] || undefined))
      throw new InputError(
        `problem.${field}`,
        problem[field],
        `${showValue(rules[field])}, as the rules say`,
      );
  }
  const atMost = rules.maxScheduled;
  if (atMost !== undefined && (problem.maxScheduled ?? problem.devices.length) > atMost)
    throw new InputError('problem.maxScheduled', problem.maxScheduled, `at most ${atMost}, as the rules say`);
  const observed = new Map(devices.map((device) => [device.id, device]));
  for (const [k, device] of problem.devices.entries()) {
    const real = observed.get(device.id);
    if (real === undefined)
      throw new InputError(`problem.devices[${k}].id`, device.id, 'a device of this round');
    for (const key of OBSERVED) {
      if (device[key] !== real[key])
        throw new InputError(`problem.devices[${k}].${key}`, device[key], `${real[key]}, as was observed`);
    }
  }
  return problem;
}
