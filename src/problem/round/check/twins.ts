/** Devices that the problem gives the same numbers: what one of them costs, all of them do. */
import type { Facts } from './facts.js';

const NUMBERS = [
  'share',
  'snrHz',
  'uplinkBits',
  'fixedDelayS',
  'fixedCost',
  'sendCost',
  'longestUplinkS',
  'numerator',
] as const satisfies readonly (keyof Facts)[];

/** Of each device the first of those before it in its chain that nothing tells apart from it, or itself. */
export function twinsOf(facts: Facts, chains: readonly (readonly number[])[]): Int32Array {
  const twins = Int32Array.from({ length: facts.deviceCount }, (_, k) => k);
  // A linear fraction alone has numerators: elsewhere both are undefined.
  const areSame = (a: number, b: number) => NUMBERS.every((name) => facts[name][a] === facts[name][b]);
  for (const chain of chains) {
    for (let i = 1; i < chain.length; i++) {
      if (areSame(chain[i - 1]!, chain[i]!)) twins[chain[i]!] = twins[chain[i - 1]!]!;
    }
  }
  return twins;
}
