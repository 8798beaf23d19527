/** Valid horizon claims, changed: no mutant that claims more than is true survives the checker. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certifyHorizon } from '../../../src/problem/horizon/certify.js';
import { evaluateHorizon } from '../../../src/problem/horizon/evaluate.js';
import { type HorizonProblem, isIdle } from '../../../src/problem/horizon/problem.js';
import type { HorizonSolution } from '../../../src/problem/horizon/solution.js';
import { clairvoyant } from '../../../src/solvers/horizon/index.js';
import { LONG } from '../../long.js';
import { balancedHorizons, horizonProblems } from '../../solvers/horizon/arbitraries.js';

const FULL = process.env.DRIFTLORA_FULL !== undefined;

type Bounded = Extract<HorizonSolution, { status: 'bounded' }>;
// biome-ignore lint/suspicious/noExplicitAny: mutants are not solutions, that is the point
type Mutant = any;

interface Solved {
  readonly problem: HorizonProblem;
  readonly solution: Bounded;
}

/** Horizons with something at stake, a schedule and a budget that costs something. */
const solvedOf = (problems: fc.Arbitrary<HorizonProblem>): fc.Arbitrary<Solved> =>
  problems
    .map((problem) => ({ problem, solution: clairvoyant(problem).solution }))
    .filter((pair): pair is Solved => {
      const { solution } = pair;
      return solution.status === 'bounded' && solution.schedule !== undefined && solution.bound > 1e-2;
    });
const balanced = solvedOf(balancedHorizons({ maxDevices: 3 }));
const solved = fc.oneof(solvedOf(horizonProblems({ maxDevices: 3 })), balanced);

function survives(problem: HorizonProblem, solution: unknown): boolean {
  return certifyHorizon(problem, solution).valid;
}

const DRAWS = FULL ? 60 : LONG ? 12 : 6;

/** Every mutant of the family is refused; `undefined`: nothing to mutate here, which `share` of the draws must not be. */
function noneSurvives(
  mutate: (copy: Mutant, problem: HorizonProblem) => Mutant | undefined,
  share = 1 / 6,
  from = solved,
) {
  let mutants = 0;
  fc.assert(
    fc.property(from, ({ problem, solution }) => {
      expect(survives(problem, solution)).toBe(true);
      const mutant = mutate(structuredClone(solution), problem);
      if (mutant === undefined) return;
      mutants++;
      expect(survives(problem, mutant)).toBe(false);
    }),
    { numRuns: DRAWS, seed: 18 },
  );
  expect(mutants).toBeGreaterThanOrEqual(Math.ceil(share * DRAWS));
}

/** Rounds with a proof, by index. */
const proven = (copy: Mutant): number[] =>
  copy.certificate.rounds.flatMap((round: unknown, t: number) => (round === null ? [] : [t]));

describe('a mutant is refused:', () => {
  it('a bound raised by 1e-6', () => {
    noneSurvives((copy) => ({ ...copy, bound: copy.bound * (1 + 1e-6) }));
  });

  it('a raised bound without a schedule to contradict it', () => {
    noneSurvives(({ schedule: _, ...copy }) => ({ ...copy, bound: copy.bound * (1 + 1e-6) }));
  });

  it('an objective, a delay or an energy off by 1e-6', () => {
    noneSurvives((copy) => {
      copy.schedule.objective *= 1 - 1e-6;
      return copy;
    });
    noneSurvives((copy) => {
      copy.schedule.delayS *= 1 - 1e-6;
      return copy.schedule.delayS > 0 ? copy : undefined;
    });
    noneSurvives((copy) => {
      const id = Object.keys(copy.schedule.energyJ).find((key) => copy.schedule.energyJ[key] > 0);
      if (id === undefined) return undefined;
      copy.schedule.energyJ[id] *= 1 - 1e-6;
      return copy;
    });
  });

  it('a price changed under its proofs', () => {
    noneSurvives((copy) => {
      const { prices } = copy.certificate;
      if (prices.delayPrice > 0) prices.delayPrice *= 0.9;
      else {
        const id = Object.keys(prices.energyPrice).find((key) => prices.energyPrice[key] > 0);
        if (id === undefined) return undefined;
        prices.energyPrice[id] *= 0.9;
      }
      // A device whose price counts in no round leaves every proof as it was, and the bound larger: still true.
      return proven(copy).length > 0 ? { ...copy, bound: copy.bound * 1.01 } : undefined;
    });
  });

  it('a price on what has no budget', () => {
    noneSurvives((copy, { budget }) => {
      if (budget.delayS === undefined) copy.certificate.prices.delayPrice = 1;
      else copy.certificate.prices.energyPrice.nobody = 1;
      return copy;
    });
  });

  it('a negative price', () => {
    noneSurvives((copy) => {
      copy.certificate.prices.delayPrice = -1;
      return copy;
    });
  });

  it('a round left out, one too many, or one without proof', () => {
    noneSurvives((copy) => {
      copy.certificate.rounds.pop();
      return copy;
    });
    noneSurvives((copy) => {
      copy.certificate.rounds.push(null);
      return copy;
    });
    noneSurvives((copy) => {
      const [t] = proven(copy);
      if (t === undefined) return undefined;
      copy.certificate.rounds[t] = null;
      return copy;
    });
  });

  it('the proofs of two rounds swapped', () => {
    noneSurvives((copy, problem) => {
      const { rounds } = copy.certificate;
      const [a, b] = proven(copy);
      if (a === undefined || b === undefined) return undefined;
      if (JSON.stringify(problem.rounds[a]) === JSON.stringify(problem.rounds[b])) return undefined;
      [rounds[a], rounds[b]] = [rounds[b], rounds[a]];
      return copy;
    });
  });

  it('a round whose tree does not cover everything', () => {
    noneSurvives((copy) => {
      for (const t of proven(copy)) {
        const node = deviceNodes(copy.certificate.rounds[t].root)[0];
        if (node === undefined) continue;
        node.tree = node.tree.slice(0, -1);
        return copy;
      }
      return undefined;
    });
  });

  it('a schedule that overspends its budget, or forgets a round', () => {
    noneSurvives((copy, problem) => {
      const { budget } = problem;
      const used = budget.delayS === undefined ? undefined : copy.schedule.delayS;
      if (!(used > 0)) return undefined;
      // The same claim for a smaller budget: the point no longer fits.
      const smaller = { ...problem, budget: { ...budget, delayS: used * (1 - 1e-9) } };
      expect(survives(smaller, copy)).toBe(false);
      copy.schedule.rounds.pop();
      return copy;
    });
  });

  it('somebody scheduled in an idle round', () => {
    noneSurvives((copy, problem) => {
      const t = problem.rounds.findIndex(isIdle);
      if (t < 0) return undefined;
      copy.schedule.rounds[t] = { scheduled: ['d0'], bandwidthHz: { d0: 1 } };
      return copy;
    }, 1 / 20);
  });

  it('"infeasible" for a horizon that is not', () => {
    noneSurvives(({ certificate }) => ({ status: 'infeasible', certificate }));
  });

  it('a NaN anywhere', () => {
    fc.assert(
      fc.property(solved, fc.nat(), ({ problem, solution }, pick) => {
        const mutant: Mutant = structuredClone(solution);
        const places = numbersIn(mutant);
        const [holder, key] = places[pick % places.length]!;
        holder[key] = Number.NaN;
        expect(survives(problem, mutant)).toBe(false);
      }),
      { numRuns: FULL ? 150 : LONG ? 30 : 15, seed: 18 },
    );
  });
});

describe('of a horizon with a balance, a mutant is refused:', () => {
  const refused = (mutate: (copy: Mutant, problem: HorizonProblem) => Mutant | undefined, share?: number) =>
    noneSurvives(mutate, share, balanced);

  it('no prices of debts, one left out, or one for a device that the balance does not have', () => {
    refused((copy) => {
      delete copy.certificate.prices.debtPrice;
      return copy;
    });
    refused((copy) => {
      delete copy.certificate.prices.debtPrice.d0;
      return copy;
    });
    refused((copy) => {
      copy.certificate.prices.debtPrice.nobody = 0;
      return copy;
    });
  });

  it('a price of a debt that is no finite number', () => {
    for (const price of [null, '0', true, [], Number.POSITIVE_INFINITY]) {
      refused((copy) => {
        copy.certificate.prices.debtPrice.d1 = price;
        return copy;
      });
    }
  });

  it('prices of debts changed under their proofs, one up and one down or all of them', () => {
    const changed = (change: (price: number, k: number) => number) =>
      refused((copy, { rounds }) => {
        const { debtPrice } = copy.certificate.prices;
        // A round of nobody but absent devices knows no price of theirs.
        const present = rounds.flatMap((round) => (isIdle(round) ? [] : round.devices.map(({ id }) => id)));
        if (!present.includes('d0') || !present.includes('d1') || proven(copy).length === 0) return undefined;
        Object.keys(debtPrice).forEach((id, k) => {
          debtPrice[id] = change(debtPrice[id], k);
        });
        return { ...copy, bound: copy.bound * 1.01 };
      });
    changed((price, k) => price + [0.1, -0.1, 0][k]!);
    changed((price) => 2 * price + 0.01);
    changed((price) => price - 1);
  });

  it('the claim handed in for another weight or other shares, or without the balance', () => {
    refused((copy, problem) => {
      const { weight, shares } = problem.balance!;
      // Debts that cost less, or everybody's share that of another.
      expect(survives({ ...problem, balance: { weight: 0.5 * weight, shares } }, copy)).toBe(
        isWithoutDebts(copy, problem),
      );
      const { balance: _, ...plain } = problem;
      expect(survives(plain, copy)).toBe(false);
      return undefined;
    }, 0);
  });

  it('an objective that leaves the debts out', () => {
    refused((copy, problem) => {
      const { balance: _, ...plain } = problem;
      const { objective } = evaluateHorizon(plain, copy.schedule.rounds);
      if (!(copy.schedule.objective - objective > 1e-6 * copy.schedule.objective)) return undefined;
      return { ...copy, schedule: { ...copy.schedule, objective } };
    });
  });
});

/** Nobody is ever owed anything, and no price says otherwise: then the weight does not enter. */
function isWithoutDebts({ schedule, certificate }: Mutant, problem: HorizonProblem): boolean {
  const { balance: _, ...plain } = problem;
  const { objective } = evaluateHorizon(plain, schedule.rounds);
  const free = Object.values<number>(certificate.prices.debtPrice).every((price) => Math.abs(price) < 1e-12);
  return free && Math.abs(schedule.objective - objective) <= 1e-9 * objective;
}

it('random changes of a certificate never prove more than the schedule allows', () => {
  fc.assert(
    fc.property(
      solved,
      fc.nat(),
      fc.double({ min: -2, max: 4, noNaN: true }),
      ({ problem, solution }, pick, factor) => {
        const mutant: Mutant = structuredClone(solution);
        const places = numbersIn(mutant.certificate);
        const [holder, key] = places[pick % places.length]!;
        holder[key] *= factor;
        const { bound } = certifyHorizon(problem, mutant);
        if (bound !== undefined) expect(bound).toBeLessThanOrEqual(solution.schedule!.objective * (1 + 1e-9));
      },
    ),
    { numRuns: FULL ? 200 : LONG ? 40 : 20, seed: 18 },
  );
});

/** Every holder and key of a number, at any depth. */
function numbersIn(value: Mutant): [Mutant, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) =>
    typeof value[key] === 'number' ? [[value, key] as [Mutant, string]] : numbersIn(value[key]),
  );
}

function deviceNodes(node: Mutant): Mutant[] {
  const below = node.parts.flatMap(deviceNodes);
  return node.split === 'devices' ? [node, ...below] : below;
}
