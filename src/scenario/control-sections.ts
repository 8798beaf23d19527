/** Keys of the groups `constraints` and `control`: what is limited, and how decisions are made. */
import { section } from './groups.js';
import {
  choice,
  count,
  flag,
  knownName,
  numberOrRule,
  optionalCount,
  optionalQuantity,
  quantity,
} from './keys.js';
import { penaltyKey } from './penalty-key.js';

export const constraints = section('What a run may spend.', {
  averageDelay: quantity(
    'time',
    { above: '0 s' },
    {
      about: 'Budget of the delay of a round, on average over the run; no limit from the deadline on.',
      default: '0.2 s',
      source: 'our choice: about eight of twenty devices fit',
    },
  ),
  delayKind: choice(['synchronous', 'mean'], {
    about:
      'Delay of a round: of its slowest device; or the sum of data share times delay over the scheduled devices, smaller the fewer they are.',
    default: 'synchronous',
    source: 'the server waits for everybody',
  }),
  averageEnergy: optionalQuantity(
    'energy',
    { above: '0 J' },
    {
      about: 'Budget of the energy of each device in a round, on average over the run.',
      example: '20 mJ',
      absent: 'absent, energy is not limited',
    },
  ),
  deadline: quantity(
    'time',
    { above: '0 s' },
    {
      about: 'No scheduled device may take longer in any round.',
      default: '2 s',
      source: 'without one, a single deep fade can cost a whole run its budget',
    },
  ),
  maxScheduled: optionalCount(
    { least: 1, most: 1000 },
    { about: 'Most devices in a round.', example: 10, absent: 'absent, no limit' },
  ),
});

export function controlSection(solvers?: readonly string[]) {
  return section('How the devices of a round are chosen.', {
    tradeOff: numberOrRule(
      'auto',
      { above: 0 },
      {
        about: 'V, weight of learning against the queues.',
        default: 'auto',
        source: 'found from the budget and the prices of past channels',
      },
    ),
    penalty: penaltyKey,
    roundWeights: choice(['gap', 'uniform'], {
      about:
        'Weight of a round: as in the bound on the final gap (later rounds more; all equal where its constants are left out), or all equal.',
      default: 'gap',
      source: 'Theorem 2',
    }),
    historyRounds: count(
      { least: 1, most: 100_000 },
      {
        about: 'Past rounds, on other channels, from which prices and the spending plan are learned.',
        default: 40,
        source: 'as many as the default run has rounds',
      },
    ),
    solver: knownName(solvers, 'solver', {
      about: 'Solver of the problem of a round.',
      default: 'exact',
      source: 'proves its answer optimal',
    }),
    clairvoyantBound: flag({
      about:
        'Hold every policy against the best that any could do with the future known (docs/clairvoyant.md).',
      default: true,
      source: 'costs a few seconds on the default run; long runs with many devices may do without',
    }),
    balanceBound: flag({
      about:
        'The same for the long-term balance, which balanced minimises: needs balanced among the policies (docs/clairvoyant.md).',
      default: false,
      source: 'takes minutes: a round of it is a linear fraction, ten times the work or more',
    }),
    baselineDevices: count(
      { least: 1, most: 1000 },
      {
        about: 'Devices a round of the baselines that take a fixed number.',
        default: 5,
        source: 'our choice: a quarter of the devices',
      },
    ),
  });
}
