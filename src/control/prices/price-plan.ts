/**
 * Prices of the long-term constraints, learned from rounds already seen, and the spending that goes with them.
 *
 * The prices are those of the clairvoyant bound (theory 6) for a horizon in which past rounds stand for the rounds
 * to come, with their weights. The planned spending is what that horizon spends at these prices, averaged over
 * groups of rounds of similar weight and scaled to what is left: with weights that grow, it grows too.
 */
import { ownValue } from '../../core/own.js';
import { type HorizonPrices, isIdle } from '../../problem/horizon/problem.js';
import { hasPoint, type RoundSolution } from '../../problem/round/solution.js';
import { clairvoyant, solveRound } from '../../solvers/horizon/index.js';
import type { Observation } from '../observation.js';
import type { ControlRules } from '../rules.js';
import { type BudgetLeft, idsOf, type SampleHorizon, sampleHorizon } from './sample-horizon.js';

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

export interface PlanOptions {
  /** Most rounds a plan is learned from (a whole number >= 1). */
  readonly sampleRounds: number;
  /** Prices to start the search from. */
  readonly startPrices?: HorizonPrices;
}

/** Searching further would move the prices by less than the sample's own error. */
const SEARCH = { evaluations: 15, tolerance: 1e-3, schedule: false } as const;
/** Groups of rounds in which weights count as equal, where they differ at all. */
const GROUPS = 8;
/** Samples that the spending by group is averaged over; each pairs the pool with other rounds. */
const TURNS = 3;

/** @param pool observations, at least one of them with a device */
export function learnPricePlan(
  rules: ControlRules,
  pool: readonly Observation[],
  fromRound: number,
  left: BudgetLeft,
  { sampleRounds, startPrices }: PlanOptions,
): PricePlan {
  const toCome = rules.horizon - fromRound;
  const size = Math.max(1, Math.min(sampleRounds, Math.max(toCome, pool.length)));
  const sample = (turn: number) => sampleHorizon(rules, pool, fromRound, left, size, turn);
  const first = sample(0);
  const { prices } = clairvoyant(first.problem, { ...SEARCH, ...(startPrices ? { startPrices } : {}) });
  const placeOf = placesByWeight(rules, fromRound);
  const tally = new Tally(placeOf);
  const turns = tally.groups === 1 ? 1 : Math.min(TURNS, pool.length);
  for (let turn = 0; turn < turns; turn++) {
    const drawn = turn === 0 ? first : sample(Math.floor((turn * pool.length) / turns));
    addSpending(tally, drawn, prices, fromRound);
  }
  const energies = [...idsOf(pool)].flatMap((id) => {
    const joules = ownValue(left.energyJ, id);
    return joules === undefined ? [] : [[id, tally.scaledTo(joules, tally.energyJ(id))] as const];
  });
  return {
    fromRound,
    placeOf,
    prices,
    delayS: left.delayS === undefined ? [] : tally.scaledTo(left.delayS, tally.delayS()),
    energyJ: Object.fromEntries(energies),
    energyPerUseJ: Object.fromEntries(energies.map(([id]) => [id, tally.energyPerUseJ(id)])),
  };
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

/** Sums of spending by group. */
class Tally {
  readonly groups: number;
  private readonly rounds: number[];
  private readonly delay: number[];
  private readonly energy = new Map<string, number[]>();
  private readonly uses = new Map<string, number>();

  constructor(private readonly placeOf: readonly number[]) {
    this.groups = Math.ceil(Math.max(...placeOf));
    this.rounds = this.zeros();
    this.delay = this.zeros();
  }

  /** @param round it stands for, counted from the plan's first */
  add(round: number, solution: RoundSolution | undefined): void {
    const group = Math.floor(this.placeOf[round]!);
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

  delayS(): number[] {
    return this.means(this.delay);
  }

  energyJ(id: string): number[] {
    return this.means(this.energy.get(id) ?? this.zeros());
  }

  energyPerUseJ(id: string): number {
    const total = this.energy.get(id)?.reduce((sum, joules) => sum + joules, 0) ?? 0;
    return total / Math.max(1, this.uses.get(id) ?? 0);
  }

  /** Means by group, scaled so that over all rounds they sum to the total; level where nothing was spent at all. */
  scaledTo(total: number, means: readonly number[]): number[] {
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

function addSpending(
  tally: Tally,
  { problem, standsFor }: SampleHorizon,
  prices: HorizonPrices,
  fromRound: number,
): void {
  problem.rounds.forEach((round, t) => {
    tally.add(standsFor[t]! - fromRound, isIdle(round) ? undefined : solveRound(problem, prices, t));
  });
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
