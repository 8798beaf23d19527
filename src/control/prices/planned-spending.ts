/**
 * What a plan spends and when: spending of sampled rounds, averaged over groups of rounds of similar weight and scaled to what is left. With
 * weights that grow, it grows too.
 */
import { ownValue } from '../../core/own.js';
import type { HorizonPrices } from '../../problem/horizon/problem.js';
import { hasPoint, type RoundSolution } from '../../problem/round/solution.js';
import type { ControlRules } from '../rules.js';
import type { BudgetLeft } from './sample-horizon.js';

export interface PricePlan {
  /** The plan covers the rounds from here to the horizon. */
  readonly fromRound: number;
  /** Place by weight of each round from there on, in units of groups: the first group's rounds are in [0, 1). */
  readonly placeOf: readonly number[];
  /** theta*, penalty units a second and a joule. */
  readonly prices: HorizonPrices;
  /** Planned tau of a round in each group, s; over all rounds they sum to what is left. Empty without a budget. */
  readonly delayS: readonly number[];
  /** Planned E_k of a round in each group, J, by device id. */
  readonly energyJ: Readonly<Record<string, readonly number[]>>;
  /** E_k of a round that the device takes part in, J, by id: budgets are spent in pieces of this size. */
  readonly energyPerUseJ: Readonly<Record<string, number>>;
}

/** Groups of rounds in which weights count as equal, where they differ at all. */
const GROUPS = 8;

/** Sums of spending by group. */
export class SpendingTally {
  readonly groups: number;
  private readonly placeOf: readonly number[];
  private readonly rounds: number[];
  private readonly delay: number[];
  private readonly energy = new Map<string, number[]>();
  private readonly uses = new Map<string, number>();

  /** @param fromRound the first round of the plan */
  constructor(
    rules: ControlRules,
    private readonly fromRound: number,
  ) {
    this.placeOf = placesByWeight(rules, fromRound);
    this.groups = Math.ceil(Math.max(...this.placeOf));
    this.rounds = this.zeros();
    this.delay = this.zeros();
  }

  /** @param round it stands for; undefined: nobody was there */
  add(round: number, solution: RoundSolution | undefined): void {
    const group = Math.floor(this.placeOf[round - this.fromRound]!);
    this.rounds[group]!++;
    if (solution === undefined || !hasPoint(solution)) return;
    this.delay[group]! += solution.delayS;
    for (const [id, joules] of Object.entries(solution.energyJ)) {
      const sums = this.energy.get(id) ?? this.zeros();
      sums[group]! += joules;
      this.energy.set(id, sums);
      this.uses.set(id, (this.uses.get(id) ?? 0) + 1);
    }
  }

  /**
   * The plan that spends what is left in these proportions.
   * @param ids of all devices that may come
   */
  plan(prices: HorizonPrices, ids: Iterable<string>, left: BudgetLeft): PricePlan {
    const energies = [...ids].flatMap((id) => {
      const joules = ownValue(left.energyJ, id);
      if (joules === undefined) return [];
      return [[id, this.scaledTo(joules, this.means(this.energy.get(id) ?? this.zeros()))] as const];
    });
    return {
      fromRound: this.fromRound,
      placeOf: this.placeOf,
      prices,
      delayS: left.delayS === undefined ? [] : this.scaledTo(left.delayS, this.means(this.delay)),
      energyJ: Object.fromEntries(energies),
      energyPerUseJ: Object.fromEntries(energies.map(([id]) => [id, this.energyPerUseJ(id)])),
    };
  }

  private energyPerUseJ(id: string): number {
    const total = this.energy.get(id)?.reduce((sum, joules) => sum + joules, 0) ?? 0;
    return total / Math.max(1, this.uses.get(id) ?? 0);
  }

  /** Means by group, scaled so that over all rounds they sum to the total; level where nothing was spent at all. */
  private scaledTo(total: number, means: readonly number[]): number[] {
    const planned = this.placeOf.reduce((sum, place) => sum + between(means, place), 0);
    return means.map((mean) => (planned > 0 ? (mean * total) / planned : total / this.placeOf.length));
  }

  private means(sums: readonly number[]): number[] {
    return sums.map((sum, group) => sum / Math.max(1, this.rounds[group]!));
  }

  private zeros(): number[] {
    return Array<number>(this.groups).fill(0);
  }
}

/** Rounds from `fromRound` on in groups of equal size by weight; one group where all weigh the same. */
function placesByWeight({ weights, horizon }: ControlRules, fromRound: number): number[] {
  const rounds = Array.from({ length: horizon - fromRound }, (_, i) => i);
  const weight = (i: number) => weights[fromRound + i]!;
  if (rounds.every((i) => weight(i) === weight(0))) return rounds.map(() => 0.5);
  const groups = Math.min(GROUPS, rounds.length);
  const placeOf = Array<number>(rounds.length).fill(0);
  rounds
    .sort((a, b) => weight(a) - weight(b) || a - b)
    .forEach((i, rank) => {
      placeOf[i] = ((rank + 0.5) * groups) / rounds.length;
    });
  return placeOf;
}

/** A straight line between the middles of groups, and on beyond the first and last; never below 0. */
function between(means: readonly number[], place: number): number {
  const last = means.length - 1;
  const left = Math.max(0, Math.min(last - 1, Math.floor(place - 0.5)));
  const rise = last === 0 ? 0 : means[left + 1]! - means[left]!;
  return Math.max(0, means[left]! + (place - 0.5 - left) * rise);
}

/** The part of a plan that says how spending is spread over the rounds. */
type Spread = Pick<PricePlan, 'fromRound' | 'placeOf'>;

/**
 * The planned spending of the rounds from `round` to the horizon.
 * @param means of one constraint, by group
 */
export function plannedToGo(means: readonly number[], { fromRound, placeOf }: Spread, round: number): number {
  let sum = 0;
  for (let i = Math.max(0, round - fromRound); i < placeOf.length; i++) sum += between(means, placeOf[i]!);
  return sum;
}

/** The planned spending of one round. */
export function plannedAt(means: readonly number[], { fromRound, placeOf }: Spread, round: number): number {
  return between(means, placeOf[round - fromRound]!);
}
