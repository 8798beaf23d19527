/** The checks every solver makes before it starts. */
import { CapabilityError, InputError } from '../../core/errors.js';
import { penaltyValue } from '../../problem/round/penalty/penalty.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import type { RoundSolver, SolveOptions } from '../solver.js';
import { constantOf, isFraction } from './linear-fraction.js';
import type { RoundColumns } from './problem-columns.js';

/** True if a round's delay has no price of its own: the budget guard of control still tells the two apart. */
export function takesEnergyLimits({
  delayKind,
  delayPrice,
}: Pick<RoundProblem, 'delayKind' | 'delayPrice'>): boolean {
  return delayKind === 'mean' || delayPrice === 0;
}

export function hasEnergyLimits({ devices }: RoundProblem): boolean {
  return devices.some((device) => device.energyLimitJ !== undefined);
}

/** True if the rate is less than Shannon's. */
export function hasRadio({ maxSpectralEfficiency, snrGap = 0 }: RoundProblem): boolean {
  return maxSpectralEfficiency !== undefined || snrGap > 0;
}

export function hasDeviceValues({ devices }: RoundProblem): boolean {
  return devices.some(({ value = 0 }) => value > 0);
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
  if (hasEnergyLimits(problem) && !capabilities.energyLimits)
    throw new CapabilityError(name, 'energyLimitJ', 'no limits');
  if (hasRadio(problem) && !capabilities.radio) {
    throw new CapabilityError(name, 'maxSpectralEfficiency or snrGap', 'the rate b log2(1 + snrHz / b)');
  }
  if (hasDeviceValues(problem) && !capabilities.deviceValues) {
    throw new CapabilityError(name, 'a value of a device', 'devices worth their share alone');
  }
  if (devices.length > capabilities.maxDevices) {
    throw new CapabilityError(name, `${devices.length} devices`, `at most ${capabilities.maxDevices}`);
  }
}

/**
 * Products that doubles do not carry make no problem that can be solved.
 * @throws InputError naming the field that makes them too large
 */
export function requireCarried(problem: RoundProblem, columns: RoundColumns): void {
  const accepted = (what: string) => `a value whose ${what} is below 1e300`;
  const small = (x: number) => Math.abs(x) < 1e300;
  if (isFraction(columns)) requireCarriedFraction(problem, columns);
  for (const n of isFraction(columns) ? [0] : [0, columns.deviceCount]) {
    const phi = penaltyValue(columns.penalty, n === 0 ? 0 : columns.share.reduce((sum, s) => sum + s, 0), n);
    if (!small(columns.penaltyWeight * phi))
      throw new InputError('penaltyWeight', problem.penaltyWeight, accepted('product with the penalty'));
  }
  for (let k = 0; k < columns.deviceCount; k++) {
    const mostBitPerS = Math.min(
      columns.snrHz[k]! / Math.LN2,
      columns.bandwidthHz * columns.maxSpectralEfficiency,
    );
    const least = columns.fixedCost[k]! + columns.sendCost[k]! / mostBitPerS;
    if (small(least) && small(columns.sendCost[k]!)) continue;
    const device = problem.devices[k]!;
    const field = device.energyPrice ? `devices[${k}].energyPrice` : `devices[${k}].uplinkBits`;
    const value = device.energyPrice ? device.energyPrice : device.uplinkBits;
    throw new InputError(field, value, accepted('least cost of taking part'));
  }
  for (const [k, fixedDelayS] of columns.fixedDelayS.entries()) {
    if (!small(columns.tauPrice * fixedDelayS))
      throw new InputError(`devices[${k}].fixedDelayS`, fixedDelayS, accepted('product with delayPrice'));
  }
}

/** @throws InputError naming the numerator that is too large for the smallest share */
function requireCarriedFraction({ devices }: RoundProblem, columns: RoundColumns): void {
  const { share, numerator, penaltyWeight } = columns;
  const least = share.reduce((low, s) => Math.min(low, s), 1);
  const isSmall = (n: number) => Math.abs(penaltyWeight * n) / least < 1e290;
  const accepted = 'a value whose product with penaltyWeight / the least share is below 1e290';
  const constant = constantOf(columns);
  if (!isSmall(constant)) throw new InputError('penalty.constant', constant, accepted);
  for (const [k, n] of numerator.entries()) {
    if (!isSmall(n)) throw new InputError(`penalty.numerators.${devices[k]!.id}`, n, accepted);
  }
}

/** @throws InputError for an option out of its range */
export function requireOptions(options: SolveOptions): void {
  const { timeLimitS, nodeLimit, seed, clock, warmStart, onIncumbent, onBound } = options;
  if (timeLimitS !== undefined && !(timeLimitS > 0))
    throw new InputError('timeLimitS', timeLimitS, 'a number > 0');
  if (timeLimitS !== undefined && clock === undefined)
    throw new InputError('clock', clock, 'a clock with timeLimitS');
  if (nodeLimit !== undefined && !(Number.isInteger(nodeLimit) && nodeLimit >= 1)) {
    throw new InputError('nodeLimit', nodeLimit, 'a whole number >= 1');
  }
  for (const [name, listener] of Object.entries({ onIncumbent, onBound })) {
    if (listener !== undefined && typeof listener !== 'function')
      throw new InputError(name, listener, 'a function');
  }
  if (warmStart !== undefined && !Array.isArray(warmStart?.scheduled))
    throw new InputError('warmStart.scheduled', warmStart?.scheduled, 'a list of ids');
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw new InputError('seed', seed, 'a whole number');
}
