/**
 * A policy of a user's, kept at arm's length: it gets frozen copies, so that it changes nobody else's round; what it returns
 * is copied through JSON and read as if it came from a file; what it throws names it. It runs in this thread all the same: one
 * that never returns holds up the run, and it may do whatever a program of the user's may.
 */
import { deepFrozen } from '../../core/deep-frozen.js';
import { InputError } from '../../core/errors.js';
import { NON_NEGATIVE, readNumber, readObject } from '../../core/read.js';
import { parseRoundSolution } from '../../problem/round/solution.js';
import type { RoundSolver } from '../../solvers/index.js';
import type { Policy, PolicyAnswer, PolicyContext } from '../policy.js';
import type { ControlRules } from '../rules.js';
import type { PolicyMemory } from '../state.js';
import { PluginError } from './plugin-error.js';
import { posedProblem } from './posed-problem.js';

const copied = <T>(value: T): T => deepFrozen(structuredClone(value));

/** As JSON makes of it. @throws InputError for a promise, or what JSON cannot hold */
function plain(value: unknown, what: string): unknown {
  if (typeof (value as { then?: unknown } | null | undefined)?.then === 'function')
    throw new InputError(what, 'a promise', 'an answer at once: policies are synchronous');
  const json = JSON.stringify(value);
  if (json === undefined) throw new InputError(what, value, 'plain JSON');
  return JSON.parse(json);
}

/** Weights may come as a typed array, which nobody can freeze. */
const plainRules = (rules: ControlRules): ControlRules => ({ ...rules, weights: Array.from(rules.weights) });

function facade(solver: RoundSolver): RoundSolver {
  const { name, title, capabilities } = solver;
  return Object.freeze({
    ...{ name, title, capabilities: copied(capabilities) },
    solve: (problem, options) => solver.solve(problem, options),
  } satisfies RoundSolver);
}

/** A method of the user's called once, whatever comes of it. */
function called<Result>(plugin: string, where: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof PluginError ? error : new PluginError(plugin, where, error);
  }
}

interface Copies {
  readonly given: { readonly rules: ControlRules; readonly solver: RoundSolver };
  readonly rules: ControlRules;
  readonly solver: RoundSolver;
}

/** @param plugin file or name, for messages */
export function guardedPolicy(policy: Policy, plugin: string): Policy {
  let last: Copies | undefined;
  /** Rules and solver stay the same over a run: copied once. */
  const context = ({ rules, solver, state, devices, random }: PolicyContext): PolicyContext => {
    if (last?.given.rules !== rules || last.given.solver !== solver)
      last = { given: { rules, solver }, rules: copied(plainRules(rules)), solver: facade(solver) };
    return Object.freeze({
      ...{ rules: last.rules, solver: last.solver, random },
      ...{ state: copied(state), devices: copied(devices) },
    });
  };
  const memory = (value: unknown, what: string) => readObject(plain(value, what), what) as PolicyMemory;
  const guarded: Policy = {
    ...constants(policy, plugin),
    decide: (given) =>
      called(plugin, `decide, round ${given.state.round}`, () =>
        answerOf(policy.decide(context(given)), given),
      ),
  };
  const { learn, remember } = policy;
  return {
    ...guarded,
    ...(learn === undefined
      ? {}
      : {
          learn: (given) =>
            called(plugin, `learn, round ${given.state.round}`, () =>
              memory(learn.call(policy, context(given)), 'memory'),
            ),
        }),
    ...(remember === undefined
      ? {}
      : {
          remember: (state, heard, loss) =>
            called(plugin, `remember, round ${state.round}`, () =>
              memory(remember.call(policy, copied(state), Object.freeze([...heard]), copied(loss)), 'memory'),
            ),
        }),
  };
}

function answerOf(value: unknown, { rules, devices }: PolicyContext): PolicyAnswer | undefined {
  if (value === undefined) return undefined;
  const { problem, solution } = readObject(plain(value, 'answer'), 'answer');
  return { problem: posedProblem(problem, rules, devices), solution: parseRoundSolution(solution) };
}

type Constants = Omit<Policy, 'decide' | 'learn' | 'remember'>;

/** What a policy says of itself, read once. */
function constants(policy: Policy, plugin: string): Constants {
  const { name, title, hasPrices, keepsBudgets, initialDelayQueueS, initialEnergyQueueJ, tradeOff } = policy;
  const { delayAllowanceS, energyAllowanceJ, energyTradeOff } = policy;
  const number = (value: unknown, what: string) =>
    called(plugin, what, () => readNumber(value, what, NON_NEGATIVE));
  return {
    ...{ name, title },
    ...(hasPrices === undefined ? {} : { hasPrices: hasPrices === true }),
    ...(keepsBudgets === undefined ? {} : { keepsBudgets: keepsBudgets === true }),
    ...(initialDelayQueueS === undefined
      ? {}
      : { initialDelayQueueS: number(initialDelayQueueS, 'initialDelayQueueS') }),
    ...(tradeOff === undefined ? {} : { tradeOff: number(tradeOff, 'tradeOff') }),
    ...(initialEnergyQueueJ === undefined ? {} : { initialEnergyQueueJ: copied(initialEnergyQueueJ) }),
    ...(energyTradeOff === undefined
      ? {}
      : { energyTradeOff: (id) => number(energyTradeOff.call(policy, id), 'energyTradeOff') }),
    ...(delayAllowanceS === undefined
      ? {}
      : { delayAllowanceS: (round) => number(delayAllowanceS.call(policy, round), 'delayAllowanceS') }),
    ...(energyAllowanceJ === undefined
      ? {}
      : {
          energyAllowanceJ: (round, id) => {
            const joules = energyAllowanceJ.call(policy, round, id);
            return joules === undefined ? undefined : number(joules, 'energyAllowanceJ');
          },
        }),
  };
}
