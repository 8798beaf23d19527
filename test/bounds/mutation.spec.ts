/** Each formula broken in turn: the laws must notice. Bounds made too small, and bounds made needlessly large. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as debts from './debt-laws.js';
import * as laws from './laws.js';
import { type Mutation, mutant } from './mutants.js';

const RUNS = 2_000;
/** Fixed, so that which mutants are caught does not change from day to day. */
const SEED = 20260101;

type AnyLaw = Pick<laws.Law, 'name' | 'of'>;
type Case = readonly [what: string, law: AnyLaw, mutation: Mutation];

const TOO_SMALL: readonly Case[] = [
  [
    'psi without its denominator',
    laws.lemma1,
    change('participation', '(1 - participation) / participation;', '1 - participation;'),
  ],
  [
    'psi without its denominator, over rounds',
    laws.gap,
    change('participation', '(1 - participation) / participation;', '1 - participation;'),
  ],
  [
    'psi halved',
    laws.lemma1,
    change(
      'participation',
      '(1 - participation) / participation;',
      '(1 - participation) / (2 * participation);',
    ),
  ],
  [
    'psi squared',
    laws.lemma1,
    change(
      'participation',
      '(1 - participation) / participation;',
      '((1 - participation) / participation) ** 2;',
    ),
  ],
  [
    'bounded lemma without its denominator',
    laws.lemma1,
    change(
      'bounded-participation-error',
      'Math.min(1, (1 - participation) / participation) ** 2;',
      '(1 - participation) ** 2;',
    ),
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
    'balanced clairvoyant without the worth of the prices of debts',
    laws.balancedClairvoyant,
    change('balanced-clairvoyant', '- debtWorthOf(horizon)', '- 0 * debtWorthOf(horizon)'),
  ],
  [
    'balanced clairvoyant with half of that worth',
    laws.balancedClairvoyant,
    change('balanced-clairvoyant', '/ (4 * weight', '/ (8 * weight'),
  ],
  [
    'balanced clairvoyant that takes the weight for its inverse',
    laws.balancedClairvoyant,
    change('balanced-clairvoyant', '(4 * weight * shares', '((4 / weight) * shares'),
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

const DEBTS: readonly Case[] = [
  ['debts that forget the leak', debts.history, change('debts', 'leak * debt + weights', 'debt + weights')],
  [
    'debts against nobody',
    debts.history,
    change('debts', 'weights[k]! - shares[k]!);', 'weights[k]! - 0.9 * shares[k]!);'),
  ],
  [
    'chi without its shares',
    debts.oneRoundWithDebts,
    change('debts', '(debt * debt) / shares[k]!, 0);', 'debt * debt, 0);'),
  ],
  [
    'omega without its shares',
    debts.oneRoundWithDebts,
    change('debts', '** 2 / shares[k]!, 0);', '** 2, 0);'),
  ],
  ['R without kappa', debts.oneRoundWithDebts, change('debt-descent', 'curvature.most - kappa,', '0,')],
  [
    'R without L',
    debts.oneRoundWithDebts,
    change('debt-descent', 'curvature.most - kappa, kappa - curvature.least', 'kappa - curvature.least, 0'),
  ],
  [
    'R too large',
    debts.tightRoundWithDebts,
    change(
      'debt-descent',
      'Math.max(curvature.most - kappa, kappa',
      'Math.max(2 * curvature.most - kappa, kappa',
    ),
  ],
  [
    'bias halved',
    debts.oneRoundWithDebts,
    change('debt-descent', 'bias: (eta / 2) * away', 'bias: (eta / 4) * away'),
  ],
  [
    'bias without the mismatch',
    debts.oneRoundWithDebts,
    change('debt-descent', '* imbalance + mismatch;', '* imbalance;'),
  ],
  [
    'bias doubled',
    debts.tightRoundWithDebts,
    change('debt-descent', 'bias: (eta / 2) * away', 'bias: eta * away'),
  ],
  [
    'noise with debts halved',
    debts.oneRoundWithDebts,
    change('debt-descent', '((eta * eta) / 2) * (curvature', '((eta * eta) / 4) * (curvature'),
  ],
  [
    'descent not halved, with debts',
    debts.oneRoundWithDebts,
    change(
      'debt-descent',
      'loss - (setting.eta / 2) * requireNonNegative',
      'loss - setting.eta * requireNonNegative',
    ),
  ],
  [
    'rho squared, with debts',
    debts.gapWithDebts,
    change('debt-gap', 'rho * before +', 'rho * rho * before +'),
  ],
  [
    'the last step left out',
    debts.gapWithDebts,
    change('debt-gap', 'Math.sqrt(shiftedGap) + eta', 'Math.sqrt(shiftedGap) + 0 * eta'),
  ],
  [
    'the last step too long',
    debts.lastIterateTight,
    change('debt-gap', '(curvature.most / 2) * imbalance2', 'curvature.most * imbalance2'),
  ],
  [
    'leaky debts too small',
    debts.history,
    change(
      'debt-history',
      '(1 - leak ** omegas.length) * mean) / (1 - leak) ** 2',
      '(1 - leak ** omegas.length) * mean) / (1 - leak)',
    ),
  ],
  [
    'leaky debts too large',
    debts.history,
    change('debt-history', '((1 - leak ** omegas.length) * mean)', '(mean)'),
  ],
  ['independent draws leak once', debts.history, change('debt-history', 'leak * leak * chi', 'leak * chi')],
  ['round robin of one more', debts.history, change('debt-history', '** 2 - 1) / 6', '** 2 - 1) / 5')],
  [
    'drift over eta left out',
    debts.meanIterate,
    change('mean-iterate', "(requirePositive('eta', run.eta) * W)", '(2 * W)'),
  ],
  [
    'drift over too few rounds',
    debts.meanIterate,
    change(
      'mean-iterate',
      "(requirePositive('eta', run.eta) * W)",
      "(requirePositive('eta', run.eta) * W * W)",
    ),
  ],
  [
    'imbalance over W squared',
    debts.meanIterateCurved,
    change('mean-iterate', 'run.imbalance) / W,', 'run.imbalance) / W ** 2,'),
  ],
  [
    'imbalance not over W',
    debts.meanIterateCurved,
    change('mean-iterate', 'run.imbalance) / W,', 'run.imbalance),'),
  ],
  [
    'mismatch left out',
    debts.meanIterate,
    change(
      'mean-iterate',
      'gradient: drift + imbalance + mismatch + noise',
      'gradient: drift + imbalance + noise',
    ),
  ],
  [
    'noise left out of the mean',
    debts.meanIterate,
    change(
      'mean-iterate',
      'gradient: drift + imbalance + mismatch + noise',
      'gradient: drift + imbalance + mismatch',
    ),
  ],
  [
    'curvature left out of the mean',
    debts.meanIterateCurved,
    change('mean-iterate', 'mismatch + noise + curvature };', 'mismatch + noise };'),
  ],
  [
    'gap from half the gradient',
    debts.meanIterateCurved,
    change('mean-iterate', '(2 * requirePositive', '(4 * requirePositive'),
  ],
  [
    'gap from the gradient, doubled',
    debts.meanIterateCurved,
    change('mean-iterate', '(2 * requirePositive', '(1 * requirePositive'),
  ],
  ['distance halved', debts.meanLoss, change('mean-loss', '/ (2 * eta * T) +', '/ (8 * eta * T) +')],
  [
    'terms of T5 left out',
    debts.meanLoss,
    change('mean-loss', '(eta * terms) / (2 * T)', '(0 * terms) / (2 * T)'),
  ],
  [
    'debt weights without the rest',
    debts.debtWeights,
    change('debt-weights', 'due + (share * left) / x', 'due'),
  ],
  [
    'Phi without its square',
    debts.debtWeights,
    change('debt-weights', '+ (left * left) / x;', '+ left / x;'),
  ],
  [
    'weights below 0 cut off',
    debts.debtWeights,
    change(
      '../core/weights-of-dues',
      'Math.max(0, device.due + device.share * level)',
      'Math.max(0, device.due)',
    ),
  ],
  [
    'weights of the first device alone',
    debts.debtWeights,
    change('../core/weights-of-dues', '<= 0) break;', '<= 1) break;'),
  ],
  [
    'memory with twice the step',
    debts.memory,
    change('memory-step', "1 / (requirePositive('L', L) * (1 +", "6 / (requirePositive('L', L) * (1 +"),
  ],
  [
    'memory bound halved',
    debts.memory,
    change(
      'memory-step',
      "(2 * requireNonNegative('initialExcess'",
      "(0.5 * requireNonNegative('initialExcess'",
    ),
  ],
  [
    'Gram form of one half',
    debts.gram,
    change(
      'estimates/gram',
      'combined(coefficients, seconds(pairs)));',
      'combined(coefficients, firsts(pairs)));',
    ),
  ],
];

const TOO_LARGE: readonly Case[] = [
  [
    'psi doubled',
    laws.tightness,
    change(
      'participation',
      '(1 - participation) / participation;',
      '(2 * (1 - participation)) / participation;',
    ),
  ],
  [
    'bounded lemma as the classical',
    laws.tightness,
    change(
      'bounded-participation-error',
      'Math.min(1, (1 - participation) / participation) ** 2;',
      '(2 * (1 - participation)) ** 2;',
    ),
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
    'balanced clairvoyant with twice the worth of the prices of debts',
    laws.tightness,
    change('balanced-clairvoyant', '/ (4 * weight', '/ (2 * weight'),
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
  const fails = (law: AnyLaw, mutation: Mutation) =>
    fc.check(law.of(mutant(mutation)), { numRuns: RUNS, seed: SEED, endOnFailure: true }).failed;

  it('passes the copy that changes nothing, so a failure is the mutation and not the copying', () => {
    const nothing = change(
      'participation',
      '(1 - participation) / participation;',
      '((1 - participation)) / participation;',
    );
    const theorems = mutant(nothing);
    for (const law of [...laws.LAWS, ...debts.DEBT_LAWS]) {
      expect(fc.check(law.of(theorems), { numRuns: 200, seed: SEED }).failed).toBe(false);
    }
  });

  it.each(TOO_SMALL)('too small: %s', (_what, law, mutation) => {
    expect(fails(law, mutation)).toBe(true);
  });

  it.each(DEBTS)('debts: %s', (_what, law, mutation) => {
    expect(fails(law, mutation)).toBe(true);
  });

  it.each(TOO_LARGE)('needlessly large: %s', (_what, law, mutation) => {
    expect(fails(law, mutation)).toBe(true);
  });
});
