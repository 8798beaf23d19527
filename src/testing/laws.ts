/**
 * The laws every solver must satisfy. Each looks at one problem and returns what does not hold; none trusts the
 * solver's word.
 */
import { certifyRound } from '../problem/round/certify.js';
import {
  linearFraction,
  penaltyArgument,
  penaltyValue,
  withOneMore,
} from '../problem/round/penalty/penalty.js';
import type { RoundProblem } from '../problem/round/problem.js';
import { hasPoint, type RoundSolution } from '../problem/round/solution.js';
import { enumeration } from '../solvers/enumeration.js';
import type { RoundSolver } from '../solvers/solver.js';
import { takesEnergyLimits } from '../solvers/tools/checks.js';

export interface SolverLaw {
  readonly name: string;
  /** Applies only to solvers that prove optimality. */
  readonly provers: boolean;
  /** @returns why the law does not hold for this problem; empty if it does */
  check(solver: RoundSolver, problem: RoundProblem): string[];
}

/** Relative difference up to which two objectives are the same. */
const SAME = 1e-9;

const certified: SolverLaw = {
  name: 'every answer passes the checker after a trip through JSON',
  provers: false,
  check(solver, problem) {
    const answer: unknown = JSON.parse(JSON.stringify(solver.solve(problem)));
    return [...certifyRound(problem, answer).reasons];
  },
};

const deterministic: SolverLaw = {
  name: 'equal problems get equal answers',
  provers: false,
  check(solver, problem) {
    const [first, second] = [solver.solve(problem), solver.solve(structuredClone(problem))];
    return JSON.stringify(first) === JSON.stringify(second) ? [] : ['two runs differ'];
  },
};

const untouched: SolverLaw = {
  name: 'a problem is left as it was',
  provers: false,
  check(solver, problem) {
    const before = JSON.stringify(problem);
    solver.solve(problem);
    return JSON.stringify(problem) === before ? [] : ['the problem was changed'];
  },
};

const enumerated: SolverLaw = {
  name: 'no objective is below the true optimum and no bound above it',
  provers: false,
  check(solver, problem) {
    const oracle = enumeration.solve(problem);
    const answer = solver.solve(problem);
    if (!hasPoint(oracle)) return hasPoint(answer) ? ['a point for an infeasible problem'] : [];
    if (answer.status === 'infeasible') return ['called infeasible, yet there is a point'];
    if (!hasPoint(answer)) return [];
    const slack = slackOf(oracle.objective, problem);
    return [
      ...(answer.objective < oracle.objective - slack
        ? [`${answer.objective} is below ${oracle.objective}`]
        : []),
      ...(answer.bound > oracle.objective + slack
        ? [`bound ${answer.bound} is above ${oracle.objective}`]
        : []),
    ];
  },
};

const optimal: SolverLaw = {
  name: 'without a limit the answer is proven, and equals enumeration',
  provers: true,
  check: (solver, problem) => differences(solver.solve(problem), enumeration.solve(problem), 1, problem),
};

const costScale: SolverLaw = {
  name: 'multiplying all prices multiplies the objective',
  provers: true,
  check(solver, problem) {
    const factor = 1024;
    const scaled = {
      ...problem,
      penaltyWeight: problem.penaltyWeight * factor,
      delayPrice: problem.delayPrice * factor,
      devices: problem.devices.map(({ value, ...d }) => ({
        ...d,
        energyPrice: (d.energyPrice ?? 0) * factor,
        ...(value === undefined ? {} : { value: value * factor }),
      })),
    };
    return differences(solver.solve(scaled), solver.solve(problem), factor, scaled);
  },
};

const frequencyUnit: SolverLaw = {
  name: 'the unit of frequency does not matter',
  provers: true,
  check(solver, problem) {
    const factor = 1e-6;
    const inMega = {
      ...problem,
      bandwidthHz: problem.bandwidthHz * factor,
      devices: problem.devices.map((d) => ({
        ...d,
        snrHz: d.snrHz * factor,
        uplinkBits: d.uplinkBits * factor,
        transmitPowerW: d.transmitPowerW,
      })),
    };
    return differences(solver.solve(inMega), solver.solve(problem), 1, problem);
  },
};

const order: SolverLaw = {
  name: 'the order of the devices does not matter',
  provers: true,
  check(solver, problem) {
    const reversed = { ...problem, devices: [...problem.devices].reverse() };
    return differences(solver.solve(reversed), solver.solve(problem), 1, problem);
  },
};

const useless: SolverLaw = {
  name: 'a device too dear to take part changes nothing',
  provers: true,
  check(solver, problem) {
    const answer = solver.solve(withUseless(problem));
    if (hasPoint(answer) && answer.scheduled.includes('useless')) return ['the useless device takes part'];
    return differences(answer, solver.solve(problem), 1, problem);
  },
};

function withUseless(problem: RoundProblem): RoundProblem {
  const { penalty } = problem;
  const dear = {
    id: 'useless',
    share: 1e-15,
    snrHz: 1,
    uplinkBits: 1,
    fixedDelayS: problem.deadlineS === undefined ? 1 : 2 * problem.deadlineS,
    transmitPowerW: 1,
    fixedEnergyJ: 1e6,
    energyPrice: 1e6,
    ...(takesEnergyLimits(problem) ? { energyLimitJ: 0 } : {}),
  };
  return {
    ...problem,
    // It cannot serve to reach a least number either.
    penalty: withOneMore(penalty, dear.id),
    devices: [...problem.devices, dear],
  };
}

/** How a proven answer differs from another whose objective is `factor` times smaller. */
function differences(a: RoundSolution, b: RoundSolution, factor: number, problem: RoundProblem): string[] {
  if (a.status !== b.status) return [`${a.status}, expected ${b.status}`];
  if (!hasPoint(a) || !hasPoint(b)) return [];
  const expected = b.objective * factor;
  const slack = slackOf(expected, problem);
  return Math.abs(a.objective - expected) <= slack ? [] : [`objective ${a.objective}, expected ${expected}`];
}

/** 1e-9 of the objective, and the rounding of the terms whose difference it may be. */
function slackOf(objective: number, { penalty, penaltyWeight, devices }: RoundProblem): number {
  const ends = [0, devices.length].map((n) => Math.abs(penaltyValue(penalty, 0, n)));
  const fraction = linearFraction(penalty);
  const numerators = Object.values(fraction?.numerators ?? {}).reduce((sum, n) => sum + Math.abs(n), 0);
  const largest =
    penaltyArgument(penalty) === 'count'
      ? Math.max(...ends)
      : 1 + 10 * (Math.abs(fraction?.constant ?? 0) + numerators);
  const values = devices.reduce((sum, { value = 0 }) => sum + value, 0);
  return SAME * Math.abs(objective) + 2e-13 * (penaltyWeight * largest + values);
}

export const SOLVER_LAWS: readonly SolverLaw[] = [
  certified,
  deterministic,
  untouched,
  enumerated,
  optimal,
  costScale,
  frequencyUnit,
  order,
  useless,
];
