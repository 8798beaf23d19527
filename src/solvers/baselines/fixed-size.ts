/** Baselines that take a fixed number of devices, whatever the prices say. */
import { randomStream } from '../../core/random.js';
import { baselineSize, firstFeasible, heuristicSolver } from './heuristic.js';

/** The n devices with the best channels, exact bandwidths. */
export const bestChannel = heuristicSolver(
  'best-channel-n',
  'The n best channels (n: maxScheduled, else a quarter)',
  (problem, columns) => {
    const order = Array.from(columns.snrHz.keys()).sort((a, b) => columns.snrHz[b]! - columns.snrHz[a]!);
    return firstFeasible(problem, columns, order, baselineSize(problem));
  },
);

/** n devices at random (option seed), exact bandwidths. */
export const randomSubset = heuristicSolver(
  'random-n',
  'n devices drawn by the seed (n: maxScheduled, else a quarter)',
  (problem, columns, { seed = 0 }) => {
    const order = randomStream(seed, 'random-n').shuffled(Array.from(columns.share.keys()));
    return firstFeasible(problem, columns, order, baselineSize(problem));
  },
);

/** The next n devices in turn; option seed is the number of the turn. */
export const roundRobin = heuristicSolver(
  'round-robin',
  'The next n devices in turn (seed: number of the turn; n: maxScheduled, else a quarter)',
  (problem, columns, { seed = 0 }) => {
    const size = baselineSize(problem);
    const all = columns.deviceCount;
    const start = (((seed % all) * size) % all) + all;
    const order = Array.from({ length: all }, (_, i) => (start + i) % all);
    return firstFeasible(problem, columns, order, size);
  },
);
