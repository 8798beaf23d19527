/** The checks every solver makes before it starts. */
import { CapabilityError, InputError } from '../core/errors.js';
import type { RoundProblem } from '../problem/round/problem.js';
import type { RoundSolver, SolveOptions } from './solver.js';

/**
 * True if a device's energy may be limited. With a priced synchronous tau it may not: from some tau on a limited
 * device gains nothing by waiting, which bends its cost there, and lines in tau close no gap at a bend.
 */
export function takesEnergyLimits({
  delayKind,
  delayPrice,
}: Pick<RoundProblem, 'delayKind' | 'delayPrice'>): boolean {
  return delayKind === 'mean' || delayPrice === 0;
}

export function hasEnergyLimits({ devices }: RoundProblem): boolean {
  return devices.some((device) => device.energyLimitJ !== undefined);
}

/** @throws CapabilityError naming what the solver cannot take */
export function requireCapabilities(
  solver: Pick<RoundSolver, 'name' | 'capabilities'>,
  problem: RoundProblem,
): void {
  const { name, capabilities } = solver;
  const { penalty, delayKind, devices } = problem;
  if (!capabilities.penalties.includes(penalty.kind)) {
    throw new CapabilityError(name, `the penalty "${penalty.kind}"`, capabilities.penalties.join(', '));
  }
  if (!capabilities.delayKinds.includes(delayKind)) {
    throw new CapabilityError(name, `the delay kind "${delayKind}"`, capabilities.delayKinds.join(', '));
  }
  const limited =
    (problem.minScheduled ?? 0) > 0 || (problem.maxScheduled ?? devices.length) < devices.length;
  if (limited && !capabilities.countLimits) {
    throw new CapabilityError(name, 'limits on the number scheduled', 'problems without such limits');
  }
  if (problem.deadlineS !== undefined && !capabilities.deadline) {
    throw new CapabilityError(name, 'a deadline', 'problems without a deadline');
  }
  if (hasEnergyLimits(problem) && !(capabilities.energyLimits && takesEnergyLimits(problem))) {
    const accepted = capabilities.energyLimits
      ? 'limits where a synchronous delay has no price'
      : 'no limits';
    throw new CapabilityError(name, 'energyLimitJ', accepted);
  }
  if ((problem.maxSpectralEfficiency !== undefined || problem.snrGap) && !capabilities.radio) {
    throw new CapabilityError(name, 'maxSpectralEfficiency or snrGap', 'the rate b log2(1 + snrHz / b)');
  }
  if (devices.some((device) => device.value) && !capabilities.deviceValues) {
    throw new CapabilityError(name, 'a value of a device', 'devices worth their share alone');
  }
  if (devices.length > capabilities.maxDevices) {
    throw new CapabilityError(name, `${devices.length} devices`, `at most ${capabilities.maxDevices}`);
  }
}

/** @throws InputError for an option out of its range */
export function requireOptions(options: SolveOptions): void {
  const { timeLimitS, nodeLimit, seed, clock } = options;
  if (timeLimitS !== undefined && !(timeLimitS > 0))
    throw new InputError('timeLimitS', timeLimitS, 'a number > 0');
  if (timeLimitS !== undefined && clock === undefined)
    throw new InputError('clock', clock, 'a clock with timeLimitS');
  if (nodeLimit !== undefined && !(Number.isInteger(nodeLimit) && nodeLimit >= 1)) {
    throw new InputError('nodeLimit', nodeLimit, 'a whole number >= 1');
  }
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw new InputError('seed', seed, 'a whole number');
}
