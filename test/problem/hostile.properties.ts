/** Problems, claims and horizons from anywhere: random bytes, and valid ones with random edits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { located } from '../../src/app/exit.js';
import { parseJson } from '../../src/core/json-input.js';
import { decodeText } from '../../src/core/text-input.js';
import { certifyHorizon } from '../../src/problem/horizon/certify.js';
import { validateHorizonProblem } from '../../src/problem/horizon/validate.js';
import { certifyRound } from '../../src/problem/round/certify.js';
import { parseRoundClaim } from '../../src/problem/round/solution.js';
import { validateRoundProblem } from '../../src/problem/round/validate.js';
import { clairvoyant } from '../../src/solvers/horizon/index.js';
import { DEFAULT_SOLVER, loadSolver } from '../../src/solvers/index.js';
import { HOSTILE_RUNS, hostileJson, readsOrRefuses } from '../core/hostile.js';

const device = (k: number) => ({
  id: `d${k}`,
  share: 0.2,
  snrHz: 1e7 * (k + 1),
  uplinkBits: 1e6,
  fixedDelayS: 0.1,
  transmitPowerW: 0.2,
  fixedEnergyJ: 0.01,
  energyPrice: 0.3,
});
const PROBLEM = {
  bandwidthHz: 1e7,
  deadlineS: 2,
  maxScheduled: 3,
  penaltyWeight: 5,
  penalty: { kind: 'quadratic' },
  delayPrice: 0.5,
  delayKind: 'synchronous',
  tag: 'mine',
  devices: [device(0), device(1), device(2)],
};
const OTHERS = [
  { ...PROBLEM, penalty: { kind: 'inverse', cap: 20 }, delayKind: 'mean' },
  { ...PROBLEM, penalty: { kind: 'count', values: [4, 2, 1, 0.5] } },
  { ...PROBLEM, penalty: { kind: 'fraction', cap: 20, constant: 0.1, numerators: { d0: 0.2, d1: 0.1 } } },
];
const solver = await loadSolver(DEFAULT_SOLVER);
const claims = [PROBLEM, OTHERS[0]!].map((problem) => solver.solve(validateRoundProblem(problem)));
const { tag: _, ...unpriced } = {
  ...PROBLEM,
  delayPrice: 0,
  devices: PROBLEM.devices.map(({ energyPrice: __, ...rest }) => rest),
};
const HORIZON = {
  rounds: [unpriced, { emptyPenalty: 5 }, unpriced],
  budget: { delayS: 1.5, energyJ: { d0: 0.1 } },
};

const BALANCED = {
  ...HORIZON,
  rounds: HORIZON.rounds.map((round) =>
    'devices' in round ? { ...round, penalty: { kind: 'inverse', cap: 20 } } : round,
  ),
  balance: {
    weight: 0.5,
    shares: { ...Object.fromEntries(unpriced.devices.map(({ id, share }) => [id, share])), away: 0.4 },
  },
};

const inFile = <T>(bytes: Uint8Array, read: (value: unknown) => T) =>
  readsOrRefuses(
    () => located('p.json', () => read(parseJson(decodeText(bytes, 'p.json'), 'p.json'))),
    /p\.json/,
  );

describe('hostile bytes and values', () => {
  it('are problems of a round, or are refused by file and field', () => {
    fc.assert(
      fc.property(hostileJson([PROBLEM, ...OTHERS]), (bytes) => {
        const problem = inFile(bytes, validateRoundProblem);
        // What is taken is taken to the end: it can be written and read again, and nobody's claim on it is a crash.
        if (problem) expect(validateRoundProblem(JSON.parse(JSON.stringify(problem)))).toEqual(problem);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });

  it('are claims that the checker judges, or are refused by file and field', () => {
    const problem = validateRoundProblem(PROBLEM);
    fc.assert(
      fc.property(hostileJson([...claims, { scheduled: ['d0'], bandwidthHz: { d0: 1e6 } }]), (bytes) => {
        const claim = inFile(bytes, parseRoundClaim);
        if (!claim) return;
        const { valid, reasons } = certifyRound(problem, claim);
        expect(valid).toBe(reasons.length === 0);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });

  it('are horizons, or are refused by file and field', () => {
    fc.assert(
      fc.property(hostileJson([HORIZON, BALANCED]), (bytes) => {
        inFile(bytes, validateHorizonProblem);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });

  it.each([
    ['a horizon', HORIZON],
    ['one with a balance', BALANCED],
  ])('are claims on %s that the checker judges, whatever they are', (_what, horizon) => {
    const problem = validateHorizonProblem(horizon);
    const solution = JSON.parse(JSON.stringify(clairvoyant(problem)));
    fc.assert(
      fc.property(hostileJson([solution]), (bytes) => {
        const text = new TextDecoder().decode(bytes);
        let claim: unknown;
        try {
          claim = JSON.parse(text);
        } catch {
          return;
        }
        expect(typeof certifyHorizon(problem, claim).valid).toBe('boolean');
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });
});
