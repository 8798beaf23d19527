/** Each formula broken in turn: the laws must notice. Bounds made too small, and bounds made needlessly large. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as laws from './laws.js';
import { type Mutation, mutant } from './mutants.js';

const RUNS = 2_000;
/** Fixed, so that which mutants are caught does not change from day to day. */
const SEED = 20260101;

type Case = readonly [what: string, law: laws.Law, mutation: Mutation];

const TOO_SMALL: readonly Case[] = [
  ['psi without its denominator', laws.lemma1, change('participation', '(1 - mass) / mass;', '1 - mass;')],
  [
    'psi without its denominator, over rounds',
    laws.gap,
    change('participation', '(1 - mass) / mass;', '1 - mass;'),
  ],
  ['psi halved', laws.lemma1, change('participation', '(1 - mass) / mass;', '(1 - mass) / (2 * mass);')],
  ['psi squared', laws.lemma1, change('participation', '(1 - mass) / mass;', '((1 - mass) / mass) ** 2;')],
  [
    'bounded lemma without its denominator',
    laws.lemma1,
    change('bounded-participation-error', 'Math.min(1, (1 - mass) / mass) ** 2;', '(1 - mass) ** 2;'),
  ],
  [
    'uniform sampling over K',
    laws.uniformSampling,
    change('uniform-sampling-error', '(scheduled * (devices - 1))', '(scheduled * devices)'),
  ],
  ['sigma^2/m^2', laws.oneRound, change('participation', '/ batchSize;', '/ batchSize ** 2;')],
  [
    'noise without the weights square',
    laws.oneRound,
    change('participation', '(weight * weight)', 'weight ** 3'),
  ],
  [
    'noise without L',
    laws.oneRound,
    change(
      'one-round-descent',
      '((constants.L * eta * eta) / 2) * sigma2 * noiseFactor',
      '((eta * eta) / 2) * sigma2 * noiseFactor',
    ),
  ],
  [
    'noise halved',
    laws.oneRound,
    change(
      'one-round-descent',
      '((constants.L * eta * eta) / 2) * sigma2 * noiseFactor',
      '((constants.L * eta * eta) / 4) * sigma2 * noiseFactor',
    ),
  ],
  [
    'noise halved, over rounds',
    laws.gap,
    change(
      'one-round-descent',
      '((constants.L * eta * eta) / 2) * sigma2 * noiseFactor',
      '((constants.L * eta * eta) / 4) * sigma2 * noiseFactor',
    ),
  ],
  [
    'participation term halved',
    laws.oneRound,
    change(
      'one-round-descent',
      "(eta / 2) * requireNonNegative('delta2'",
      "(eta / 4) * requireNonNegative('delta2'",
    ),
  ],
  [
    'descent not halved',
    laws.oneRound,
    change('one-round-descent', '- (round.eta / 2) * requireNonNegative', '- round.eta * requireNonNegative'),
  ],
  [
    'descent and error not halved',
    laws.oneRound,
    change('one-round-descent', '(round.eta / 2) * (error2', 'round.eta * (error2'),
  ],
  [
    'rho = 1 - 2 eta mu',
    laws.gap,
    change('assumptions', '1 - eta * constants.mu', '1 - 2 * eta * constants.mu'),
  ],
  ['rho = 1 - eta L', laws.gap, change('assumptions', '1 - eta * constants.mu', '1 - eta * constants.L')],
  ['rho squared', laws.gap, change('gap', 'return rho * bound +', 'return rho * rho * bound +')],
  [
    'empty rounds contract',
    laws.gap,
    change(
      'gap',
      'participants.length === 0) return bound;',
      'participants.length === 0) return rho * bound;',
    ),
  ],
  [
    'Theorem 3 without its first 2',
    laws.stationarity,
    change('stationarity', '(2 * (initialExcess + terms))', '(initialExcess + 2 * terms)'),
  ],
  [
    'Theorem 3 with half its terms',
    laws.stationarity,
    change('stationarity', '(2 * (initialExcess + terms))', '(2 * initialExcess + terms)'),
  ],
  [
    'Theorem 3 divided by all rounds',
    laws.stationarity,
    change('stationarity', '/ (eta * active.length);', '/ (eta * rounds.length);'),
  ],
  [
    'violation forgets Y(0) twice',
    laws.violation,
    change('constraint-violation', '(final - initial) /', '(final - 2 * initial) /'),
  ],
  [
    'queue loses work',
    laws.violation,
    change('constraint-violation', 'backlog + used - allowed, 0', '0.9 * backlog + used - allowed, 0'),
  ],
  [
    'C without its frame',
    laws.tightness,
    change('drift-plus-penalty', '(C * frameFactor(frame)) / V', 'C / V'),
  ],
  ['C without its half', laws.tightness, change('drift-plus-penalty', 'y) ** 2 / 2', 'y) ** 2 / 4')],
  ['start queue not squared', laws.tightness, change('drift-plus-penalty', 'q) ** 2', 'q)')],
  [
    'clairvoyant forgets half the allowance',
    laws.clairvoyant,
    change('clairvoyant', 'bound -=', 'bound -= 0.5 *'),
  ],
  [
    'queue bound without its overshoot',
    laws.queues,
    change('queue-bound', 'leastCost + Math.max(0, mostCost - leastAllowed));', 'leastCost);'),
  ],
  [
    'queue bound by the most cost',
    laws.queues,
    change(
      'queue-bound',
      '(value + decisionGap) / leastCost + Math',
      '(value + decisionGap) / mostCost + Math',
    ),
  ],
  [
    'queue bound for proven optima only',
    laws.tightness,
    change('queue-bound', '(value + decisionGap) / leastCost + Math', 'value / leastCost + Math'),
  ],
  [
    'queue bound that forgets its start',
    laws.queues,
    change('queue-bound', 'return Math.max(initial, (value', 'return Math.max(0, (value'),
  ],
  [
    'weights that start with the most',
    laws.weights,
    change('round-weights', 'weights[t] = power;', 'weights[rounds - 1 - t] = power;'),
  ],
];

const TOO_LARGE: readonly Case[] = [
  ['psi doubled', laws.tightness, change('participation', '(1 - mass) / mass;', '(2 * (1 - mass)) / mass;')],
  [
    'bounded lemma as the classical',
    laws.tightness,
    change('bounded-participation-error', 'Math.min(1, (1 - mass) / mass) ** 2;', '(2 * (1 - mass)) ** 2;'),
  ],
  [
    'uniform sampling as the worst case',
    laws.tightness,
    change('uniform-sampling-error', '(scheduled * (devices - 1))', 'scheduled'),
  ],
  [
    'noise doubled',
    laws.tightness,
    change(
      'one-round-descent',
      '((constants.L * eta * eta) / 2) * sigma2 * noiseFactor',
      'constants.L * eta * eta * sigma2 * noiseFactor',
    ),
  ],
  [
    'participation term doubled',
    laws.tightness,
    change(
      'one-round-descent',
      "(eta / 2) * requireNonNegative('delta2'",
      "eta * requireNonNegative('delta2'",
    ),
  ],
  [
    'descent halved again',
    laws.tightness,
    change(
      'one-round-descent',
      '- (round.eta / 2) * requireNonNegative',
      '- (round.eta / 4) * requireNonNegative',
    ),
  ],
  [
    'rho = 1 - eta mu / 2',
    laws.tightness,
    change('assumptions', '1 - eta * constants.mu', '1 - (eta * constants.mu) / 2'),
  ],
  [
    'Theorem 3 with a 4',
    laws.tightness,
    change('stationarity', '(2 * (initialExcess + terms))', '(4 * initialExcess + 2 * terms)'),
  ],
  [
    'queue bound with twice the value',
    laws.tightness,
    change(
      'queue-bound',
      '(value + decisionGap) / leastCost + Math',
      '(2 * (value + decisionGap)) / leastCost + Math',
    ),
  ],
];

function change(file: string, find: string, replace: string): Mutation {
  return { file, find, replace };
}

describe('broken formulas are caught', () => {
  let root: string;
  let count = 0;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'broken-bounds-'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const fails = async (law: laws.Law, mutation: Mutation) => {
    const theorems = await mutant(mutation, join(root, String(count++)));
    return fc.check(law.of(theorems), { numRuns: RUNS, seed: SEED, endOnFailure: true }).failed;
  };

  it('passes the copy that changes nothing, so a failure is the mutation and not the copying', async () => {
    const nothing = change('participation', '(1 - mass) / mass;', '((1 - mass)) / mass;');
    const theorems = await mutant(nothing, join(root, 'unchanged'));
    for (const law of laws.LAWS) {
      expect(fc.check(law.of(theorems), { numRuns: 200, seed: SEED }).failed).toBe(false);
    }
  });

  it.each(TOO_SMALL)('too small: %s', async (_what, law, mutation) => {
    expect(await fails(law, mutation)).toBe(true);
  });

  it.each(TOO_LARGE)('needlessly large: %s', async (_what, law, mutation) => {
    expect(await fails(law, mutation)).toBe(true);
  });
});
