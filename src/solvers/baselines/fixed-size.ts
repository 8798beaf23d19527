/** Baselines that take a fixed number of devices, whatever the prices say. */
import { randomStream } from '../../core/random.js';
import type { RoundProblem } from '../../problem/round/problem.js';
import { allocate } from '../tools/allocation.js';
import { firstThatFit, leastBandwidthsHz } from '../tools/fitting.js';
import type { RoundColumns } from '../tools/problem-columns.js';
import { type TimeLimit, unlessStopped } from '../tools/time-limit.js';
import { heuristicSolver, type Picked, type RuleInput } from './heuristic.js';

/** Indexes by falling SNR. */
export function bestChannelsFirst(snrHz: ArrayLike<number>): number[] {
  return Array.from(snrHz, (_, k) => k).sort((a, b) => snrHz[b]! - snrHz[a]!);
}

/** Indexes from the turn's first on, around: turn t begins where turn t - 1 of the same size ended. */
export function inTurn(all: number, size: number, turn: number): number[] {
  const start = (((turn % all) * (size % all)) % all) + all;
  return Array.from({ length: all }, (_, i) => (start + i) % all);
}

/** The n devices with the best channels, exact bandwidths. */
export const bestChannel = heuristicSolver(
  'best-channel-n',
  'The n best channels (n: maxScheduled, else a quarter)',
  (input) => fixedSize(input, bestChannelsFirst(input.columns.snrHz)),
);

/** n devices at random (option seed), exact bandwidths. */
export const randomSubset = heuristicSolver(
  'random-n',
  'n devices drawn by the seed (n: maxScheduled, else a quarter)',
  (input) => {
    const { seed = 0 } = input.options;
    return fixedSize(input, randomStream(seed, 'random-n').shuffled(Array.from(input.columns.share.keys())));
  },
);

/** The next n devices in turn; option seed is the number of the turn. */
export const roundRobin = heuristicSolver(
  'round-robin',
  'The next n devices in turn (seed: number of the turn; n: maxScheduled, else a quarter)',
  (input) => {
    const { seed = 0 } = input.options;
    return fixedSize(input, inTurn(input.columns.deviceCount, baselineSize(input.problem), seed));
  },
);

/** How many the fixed-size baselines aim at: the limit if there is one, else a quarter of the devices. */
function baselineSize({ devices, minScheduled = 0, maxScheduled }: RoundProblem): number {
  const all = devices.length;
  return Math.min(all, Math.max(minScheduled, maxScheduled ?? Math.ceil(all / 4)));
}

function fixedSize({ problem, columns, limit }: RuleInput, order: readonly number[]): Picked | undefined {
  limit.look();
  const leastHz = leastBandwidthsHz(columns);
  limit.look();
  const taken = firstThatFit(leastHz, columns.bandwidthHz, order, baselineSize(problem)).sort(
    (a, b) => a - b,
  );
  if (taken.length < columns.minScheduled) return undefined;
  return allocated(columns, taken, limit) ?? evenly(columns, taken, leastHz);
}

/** With the best bandwidths; undefined where the time does not suffice for them. */
function allocated(columns: RoundColumns, taken: readonly number[], limit: TimeLimit): Picked | undefined {
  const allocation = unlessStopped(() => allocate(columns, taken, 0, limit.look));
  return allocation && { scheduled: taken, allocation };
}

/** Least bandwidths, and what is left of the band in equal parts: not the best, but there at once. */
function evenly(
  { bandwidthHz: totalHz }: RoundColumns,
  taken: readonly number[],
  leastHz: Float64Array,
): Picked {
  const neededHz = taken.reduce((sum, k) => sum + leastHz[k]!, 0);
  const extraHz = Math.max(0, totalHz * (1 - 1e-14) - neededHz) / taken.length;
  const bandwidthHz = Float64Array.from(taken, (k) => leastHz[k]! + extraHz);
  return { scheduled: taken, allocation: { bandwidthHz }, stopped: 'time-limit' };
}
