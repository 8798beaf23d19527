/** What else a claim may be: chains, fractions, bare decisions, files too deep or too large. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { BRANCH, type CertificateNode, type Multipliers } from '../../../src/problem/round/certificate.js';
import { certifyRound } from '../../../src/problem/round/certify.js';
import { verifyRoundCertificate } from '../../../src/problem/round/check/verify.js';
import { fingerprint, fingerprintNumbers } from '../../../src/problem/round/fingerprint.js';
import type { Penalty, RoundDevice, RoundProblem } from '../../../src/problem/round/problem.js';
import { exact } from '../../../src/solvers/exact.js';
import { PartTruth } from '../../reference/part-truth.js';

const device: RoundDevice = {
  id: 'd0',
  share: 0.1,
  snrHz: 2e7,
  uplinkBits: 1e5,
  fixedDelayS: 0.02,
  transmitPowerW: 0.2,
  fixedEnergyJ: 0.01,
  energyPrice: 2,
};
function problemOf(count: number, changes: Partial<RoundProblem> = {}): RoundProblem {
  const devices = Array.from({ length: count }, (_, k) => ({ ...device, id: `d${k}`, share: 1 / 512 }));
  const base = {
    bandwidthHz: 1e7,
    deadlineS: 1,
    penaltyWeight: 5,
    delayPrice: 0,
    delayKind: 'synchronous',
  } as const;
  return { ...base, penalty: { kind: 'quadratic' }, devices, ...changes };
}
const nothing: Multipliers = { bandwidth: 0, share: 0, count: 0, tauS: 0 };
const leaf = (multipliers: Multipliers): CertificateNode => ({
  split: 'devices',
  shared: [multipliers],
  order: [],
  tree: [0],
  own: [],
  parts: [],
});
const proof = (problem: RoundProblem, root: CertificateNode, chains?: readonly (readonly number[])[]) =>
  ({
    kind: 'covering-leaves',
    version: 2,
    problem: fingerprint(fingerprintNumbers(problem)),
    ...(chains === undefined ? {} : { chains }),
    root,
  }) as const;
const boundOf = (problem: RoundProblem, root: CertificateNode, chains?: readonly (readonly number[])[]) =>
  verifyRoundCertificate(problem, proof(problem, root, chains));

describe('chains', () => {
  const count = 400;
  const problem = problemOf(count, { penaltyWeight: 30 });
  const chain = Array.from({ length: count }, (_, k) => k);
  /** Cost of n equal devices that share the band. */
  const costOf = (n: number) => {
    const b = 1e7 / n;
    const rate = b * Math.log2(1 + 2e7 / b);
    return 30 * (1 - n / 512) ** 2 + n * 2 * (0.01 + (0.2 * 1e5) / rate);
  };
  const best = Array.from({ length: count }, (_, i) => i + 1).reduce(
    (a, n) => (costOf(n) < costOf(a) ? n : a),
    1,
  );
  const multipliersAt = (n: number): Multipliers => {
    const b = 1e7 / n;
    const x = 2e7 / b;
    const rate = b * Math.log2(1 + x);
    const slope = Math.log2(1 + x) - x / (1 + x) / Math.LN2;
    const bandwidth = (2 * 0.2 * 1e5 * slope) / rate ** 2;
    // A convex function of n lies above its tangent: sigma follows from x, nu makes every device's charge 0.
    const sigma = 60 * (1 - n / 512);
    const charge = 2 * (0.01 + (0.2 * 1e5) / rate) + bandwidth * b;
    return { bandwidth, share: sigma, count: sigma / 512 - charge, tauS: 0 };
  };
  const tree: CertificateNode = {
    split: 'devices',
    shared: [best - 1, best, best + 1].map(multipliersAt),
    // In: at least `best` devices; then at least one more or exactly `best`.
    order: [best - 1, best],
    tree: [BRANCH, BRANCH, 2, 1, 0],
    own: [],
    parts: [],
  };

  it('prove the best number of 400 equal devices in three leaves', () => {
    const { bound, reasons } = boundOf(problem, tree, [chain]);
    expect(reasons).toEqual([]);
    expect(best).toBeGreaterThan(1);
    expect(bound).toBeGreaterThan(costOf(best) * (1 - 1e-9));
    expect(bound).toBeLessThan(costOf(best) * (1 + 1e-12));
  });

  it('are needed for it, and refused where one device does not dominate the next', () => {
    expect(boundOf(problem, tree).bound).toBeLessThan(costOf(best));
    const worse: [Partial<RoundDevice>, string][] = [
      [{ snrHz: 3e7 }, 'snrHz'],
      [{ uplinkBits: 9e4 }, 'uplinkBits'],
      [{ fixedDelayS: 0.01 }, 'fixedDelayS'],
      [{ energyPrice: 1.9 }, 'the price of its fixed energy'],
      [{ transmitPowerW: 0.19 }, 'the price of its power'],
      [{ value: 0.1 }, 'value'],
      [{ share: 0.2 }, 'share'],
    ];
    for (const [change, why] of worse) {
      const devices = [device, { ...device, id: 'd1', ...change }];
      const pair = problemOf(0, { devices });
      expect(boundOf(pair, leaf(nothing), [[1, 0]]).reasons).toEqual([]);
      expect(boundOf(pair, leaf(nothing), [[0, 1]]).reasons.join()).toContain(why);
    }
  });

  it('with limits: who has one may not stand before who has none', () => {
    const devices = [
      { ...device, energyLimitJ: 1 },
      { ...device, id: 'd1' },
    ];
    const pair = problemOf(0, { devices });
    expect(boundOf(pair, leaf(nothing), [[1, 0]]).reasons).toEqual([]);
    expect(boundOf(pair, leaf(nothing), [[0, 1]]).reasons.join()).toContain('energyLimitJ');
  });

  it('name nobody twice, and nobody who is not there', () => {
    for (const chains of [[[0, 0]], [[0], [0]], [[0, 7]]])
      expect(boundOf(problemOf(2), leaf(nothing), chains).reasons.join()).toMatch(/twice|does not exist/);
  });

  it('never hide a better schedule: shares, prices and values in every order', () => {
    const penalties: Penalty[] = [{ kind: 'linear' }, { kind: 'inverse', cap: 3 }, { kind: 'quadratic' }];
    for (const penalty of penalties) {
      for (const change of [
        { share: 0.12 },
        { snrHz: 3e7, value: 0.5 },
        { uplinkBits: 5e4 },
        { share: 0.3 },
      ]) {
        const devices = [device, { ...device, id: 'd1', ...change }, { ...device, id: 'd2' }];
        const pair = problemOf(0, { devices, penalty, penaltyWeight: 1 });
        const truth = new PartTruth(pair);
        const all = { earliestS: 0, latestS: 1, leastCount: 0, mostCount: 3, leastShare: 0, mostShare: 9 };
        const least = truth.least({ ...all, fixed: [0, 0, 0] }).value;
        // The optimum is among the schedules that follow the chain.
        const followed = [
          [-1, -1, -1],
          [-1, 1, -1],
          [1, 1, -1],
          [1, 1, 1],
        ].map((fixed) => truth.least({ ...all, fixed }).value);
        expect(boundOf(pair, leaf(nothing), [[1, 0, 2]]).reasons).toEqual([]);
        expect(Math.min(...followed)).toBeLessThan(least + 1e-9 * Math.abs(least));
      }
    }
  });
});

describe('a bare decision', () => {
  const problem = problemOf(2);

  it('is judged as a feasible point', () => {
    const good = { scheduled: ['d0'], bandwidthHz: { d0: 1e7 } };
    const { valid, objective } = certifyRound(problem, { tag: 'mine', ...good });
    expect(valid).toBe(true);
    expect(objective).toBeGreaterThan(0);
    for (const bad of [
      { scheduled: ['d0'], bandwidthHz: { d0: 1.0001e7 } },
      { scheduled: ['d0'], bandwidthHz: { d0: 1e3 } },
      { scheduled: ['d0'], bandwidthHz: { d0: 0 } },
      { scheduled: ['d7'], bandwidthHz: { d7: 1 } },
      { scheduled: ['d0', 'd0'], bandwidthHz: { d0: 1e7 } },
      { scheduled: [], bandwidthHz: { d0: 1 } },
      {},
      null,
      [],
    ])
      expect(certifyRound(problem, bad).valid).toBe(false);
  });
});

describe('a hostile claim', () => {
  const problem = problemOf(2);

  it('about no problem at all throws a typed error', () => {
    const broken = { ...problem, penaltyWeight: Number.NaN };
    expect(() => certifyRound(broken, { scheduled: [], bandwidthHz: {} })).toThrow(InputError);
  });

  it('nested 200,000 deep is refused in words, without its path', () => {
    const depth = 200_000;
    const open = '{"split":"count","scheduled":1,"parts":['.repeat(depth);
    const text = `{"status":"infeasible","certificate":{"kind":"covering-leaves","problem":"x","root":${open}0${',0]}'.repeat(depth)}}}`;
    const { valid, reasons } = certifyRound(problem, JSON.parse(text));
    expect(valid).toBe(false);
    expect(reasons.join().length).toBeLessThan(300);
  });

  it('that asks for more work than any is refused before it is done', () => {
    const many = problemOf(500);
    const root: CertificateNode = {
      split: 'devices',
      shared: Array.from({ length: 3000 }, () => nothing),
      order: Array.from({ length: 500 }, (_, k) => k),
      tree: [...Array(500).fill(BRANCH), ...Array.from({ length: 501 }, (_, j) => j)],
      own: [],
      parts: [],
    };
    const asks = boundOf(many, { ...root, tree: [...root.tree] });
    expect(asks.reasons).toEqual([]);
    const copies = (n: number): CertificateNode =>
      n === 0 ? root : { split: 'count', scheduled: 1, parts: [copies(n - 1), copies(n - 1)] };
    const started = performance.now();
    expect(boundOf(many, copies(9)).reasons.join()).toContain('more work');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

it('a fraction is enclosed and bounded: narrow parts of participation close its gap', () => {
  const devices = [0.3, 0.2, 0.25].map((share, k) => ({
    ...device,
    id: `d${k}`,
    share,
    snrHz: 2e7 * (k + 1),
  }));
  const penalty: Penalty = {
    kind: 'fraction',
    cap: 9,
    constant: 1,
    numerators: { d0: 0.4, d1: -0.5, d2: 0.9 },
  };
  const problem = problemOf(0, { devices, penalty });
  const all = { earliestS: 0, latestS: 1, leastCount: 0, mostCount: 3, leastShare: 0, mostShare: 9 };
  const best = new PartTruth(problem).least({ ...all, fixed: [0, 0, 0] }).value;
  const tight = (low: number, high: number): CertificateNode => {
    if (high - low < 0.01) return leaf({ bandwidth: 0, share: 0, count: 0, tauS: 0 });
    const share = (low + high) / 2;
    return { split: 'participation', share, parts: [tight(low, share), tight(share, high)] };
  };
  const wide = boundOf(problem, leaf(nothing)).bound;
  const narrow = boundOf(problem, tight(0, 1)).bound;
  expect(wide).toBeLessThanOrEqual(narrow);
  expect(narrow).toBeLessThanOrEqual(best * (1 + 1e-9));
  // Every schedule decided: the truth.
  const order = [0, 1, 2];
  const tree = [-1, -1, -1, 0, 0, -1, 0, 0, -1, -1, 0, 0, -1, 0, 0];
  const decided: CertificateNode = { split: 'devices', shared: [nothing], order, tree, own: [], parts: [] };
  expect(boundOf(problem, decided).bound).toBeLessThanOrEqual(best * (1 + 1e-9));
  expect(narrow).toBeGreaterThan(wide - 1);
});

it('a claim about numbers that are -0 holds after a trip through JSON, where they are 0', () => {
  const device = { uplinkBits: 1e6, fixedDelayS: -0, transmitPowerW: 0.2, fixedEnergyJ: -0 };
  const problem: RoundProblem = {
    bandwidthHz: 1e7,
    deadlineS: 2,
    penaltyWeight: 1,
    penalty: { kind: 'fraction', cap: 1, constant: 1, numerators: { a: -0, b: -0 } },
    delayPrice: 0.1,
    delayKind: 'synchronous',
    devices: ['a', 'b'].map((id, k) => ({
      ...device,
      id,
      share: 0.5,
      snrHz: (1 + k) * 1e7,
      energyPrice: -0,
    })),
  };
  const [asked, claimed] = [problem, exact.solve(problem)].map((it) => JSON.parse(JSON.stringify(it)));
  expect(certifyRound(asked, claimed)).toMatchObject({ valid: true });
});
