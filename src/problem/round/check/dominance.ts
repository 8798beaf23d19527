/**
 * Chains of dominance (docs/certificate-format.md, section 5), verified from the problem's own numbers: whatever a schedule does
 * with the later device of a pair, it does no worse with the earlier one in its place.
 */
import type { PenaltyChecking } from '../penalty/kind.js';
import { penaltyChecking } from '../penalty/penalty.js';
import type { RoundDevice, RoundProblem } from '../problem.js';
import { atMostProduct } from './exact-product.js';
import { Malformed } from './part.js';
import { addWide, newWideSum } from './wide-sum.js';

/** @throws Malformed for a chain that names a device twice, or whose order is not proven */
export function requireChains(problem: RoundProblem, chains: readonly (readonly number[])[]): void {
  const { devices } = problem;
  const isNamed = new Uint8Array(devices.length);
  const dominates = dominanceOf(problem);
  for (const chain of chains) {
    for (const [i, k] of chain.entries()) {
      if (!(k < devices.length)) throw new Malformed(`chains: device ${k} does not exist`);
      if (isNamed[k] === 1) throw new Malformed(`chains: device ${k} is named twice`);
      isNamed[k] = 1;
      const why = i === 0 ? undefined : dominates(devices[chain[i - 1]!]!, devices[k]!);
      if (why !== undefined)
        throw new Malformed(`chains: device ${chain[i - 1]} does not dominate ${k} (${why})`);
    }
  }
}

/** @returns what keeps the first device from dominating the second; undefined where it does */
function dominanceOf(problem: RoundProblem): (a: RoundDevice, b: RoundDevice) => string | undefined {
  const { penalty, penaltyWeight, delayKind, delayPrice } = problem;
  const checking = penaltyChecking(penalty);
  const numerators = checking.fraction?.(penalty).numerators;
  const sharesOf = penaltyWeight === 0 ? 'any' : sharesFor(problem, checking.shares);
  const isMeanPriced = delayKind === 'mean' && delayPrice > 0;
  return (a, b) => {
    if (!(a.snrHz >= b.snrHz)) return 'snrHz';
    if (!(a.uplinkBits <= b.uplinkBits)) return 'uplinkBits';
    if (!(a.fixedDelayS <= b.fixedDelayS)) return 'fixedDelayS';
    if (!((a.value ?? 0) >= (b.value ?? 0))) return 'value';
    const [priceA, priceB] = [a.energyPrice ?? 0, b.energyPrice ?? 0];
    if (!atMostProduct(priceA, a.fixedEnergyJ, priceB, b.fixedEnergyJ))
      return 'the price of its fixed energy';
    if (!atMostProduct(priceA, a.transmitPowerW, priceB, b.transmitPowerW)) return 'the price of its power';
    if (!keepsLimitOf(a, b)) return 'energyLimitJ';
    if (numerators !== undefined && penaltyWeight > 0 && !(numerators[a.id]! <= numerators[b.id]!))
      return 'its numerator';
    if (sharesOf === 'equal' && a.share !== b.share) return 'share';
    if (sharesOf === 'more' && !(a.share >= b.share)) return 'share';
    if (isMeanPriced && !(a.share <= b.share)) return 'share, by which a mean delay is charged';
    return undefined;
  };
}

/** A penalty that falls up to x = 1 alone asks for equal shares where they may sum to more. */
function sharesFor(
  { devices }: RoundProblem,
  wanted: PenaltyChecking<unknown>['shares'],
): 'more' | 'equal' | 'any' {
  if (wanted !== 'more up to 1') return wanted;
  const sum = newWideSum();
  for (const { share } of devices) addWide(sum, share);
  return sum.high < 1 || (sum.high === 1 && sum.low <= 0) ? 'more' : 'equal';
}

/** Whatever keeps b's energy limit keeps a's. */
function keepsLimitOf(a: RoundDevice, b: RoundDevice): boolean {
  if (a.energyLimitJ === undefined) return true;
  if (b.energyLimitJ === undefined) return false;
  return (
    a.energyLimitJ >= b.energyLimitJ &&
    a.fixedEnergyJ <= b.fixedEnergyJ &&
    a.transmitPowerW <= b.transmitPowerW
  );
}
