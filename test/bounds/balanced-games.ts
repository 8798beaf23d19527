/** Tiny horizons with debts, small enough to enumerate: who is heard in each round, at what penalty and use of one budget. */
import fc from 'fast-check';
import { sharesOf } from './quadratics.js';

const DEVICES = 3;

export interface Hearing {
  /** Devices heard, by index; nobody where empty. */
  readonly heard: readonly number[];
  readonly penalty: number;
  readonly used: number;
}

export interface BalancedGame {
  readonly shares: readonly number[];
  readonly weight: number;
  readonly rounds: readonly (readonly Hearing[])[];
  readonly allowance: number;
}

const quarters = fc.integer({ min: 0, max: 8 }).map((n) => n / 4);
const nobody = quarters.map((penalty): Hearing => ({ heard: [], penalty, used: 0 }));
const somebody = fc.record({
  heard: fc
    .integer({ min: 1, max: 2 ** DEVICES - 1 })
    .map((mask) => [0, 1, 2].filter((k) => (mask >> k) & 1)),
  penalty: quarters,
  used: quarters,
});

/** T = 3; nobody is offered in the first place, so that the budget can be kept. */
export const balancedGames: fc.Arbitrary<BalancedGame> = fc.record({
  shares: sharesOf(DEVICES),
  weight: fc.constantFrom(0.05, 0.5, 1, 3),
  rounds: fc.array(fc.tuple(nobody, somebody, somebody), { minLength: 3, maxLength: 3 }),
  allowance: quarters,
});

/** d_k of a hearing: 1/x - 1 for whom it hears, -1 for the others, 0 for nobody. */
export function apartOf(heard: readonly number[], shares: readonly number[]): number[] {
  if (heard.length === 0) return shares.map(() => 0);
  const x = heard.reduce((sum, k) => sum + shares[k]!, 0);
  return shares.map((_, k) => (heard.includes(k) ? 1 / x : 0) - 1);
}

/** Every sequence of hearings within the allowance. */
export function sequences({ rounds, allowance }: BalancedGame): Hearing[][] {
  let all: Hearing[][] = [[]];
  for (const offers of rounds) all = all.flatMap((path) => offers.map((hearing) => [...path, hearing]));
  return all.filter((path) => path.reduce((sum, { used }) => sum + used, 0) <= allowance);
}
