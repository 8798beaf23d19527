/** What the interactive page is told: the problems of the records, bounded in size, and nothing that ends its script. */
import { describe, expect, it } from 'vitest';
import { certifyRound } from '../../src/problem/round/certify.js';
import type { RoundProblem } from '../../src/problem/round/problem.js';
import type { RoundRecord } from '../../src/record/records.js';
import { roundDetails } from '../../src/report/interactive/details.js';
import { explainRounds } from '../../src/report/interactive/explained.js';
import { renderInteractive } from '../../src/report/interactive/index.js';
import { posedRounds } from '../../src/report/interactive/problems.js';
import { exact } from '../../src/solvers/exact.js';
import { syntheticRun } from './synthetic-run.js';

const { summary, records } = syntheticRun({ rounds: 3, devices: 3, policies: ['myopic', 'random'] });

const PROBLEM: RoundProblem = {
  ...{ bandwidthHz: 2e6, deadlineS: 1, penaltyWeight: 5, penalty: { kind: 'quadratic' } },
  ...{ delayPrice: 1, delayKind: 'synchronous' },
  devices: [0, 1, 2].map((k) => ({
    ...{ id: `d${k}`, share: 0.2 + 0.1 * k, snrHz: 1e7 * (k + 1), uplinkBits: 3e5, fixedDelayS: 0.01 },
    ...{ transmitPowerW: 0.2, fixedEnergyJ: 0.001 },
  })),
};
const SOLUTION = exact.solve(PROBLEM);
if (SOLUTION.status !== 'optimal') throw new Error('the example has an optimum');
const { scheduled, bandwidthHz, objective, delayS, energyJ } = SOLUTION;

/** Every round answered the one problem, but the second of `random`, in which nobody was there. */
const answered: RoundRecord[] = records.map((record) => ({
  ...record,
  ...{ scheduled, bandwidthHz, objective, bound: objective, gap: 0, status: 'optimal', delayS, energyJ },
  deviceDelayS: Object.fromEntries(scheduled.map((id) => [id, delayS])),
  ...(record.policy === 'random' && record.round === 1
    ? { solver: 'none', scheduled: [], bandwidthHz: {}, deviceDelayS: {}, energyJ: {} }
    : { solver: 'exact' }),
}));
const inOrder = answered.toSorted((a, b) => a.round - b.round);
const proofs = { problems: Array(5).fill(PROBLEM), solutions: Array(5).fill(SOLUTION) };

describe('the problems of a run', () => {
  it('belong to the records in their order, but those of rounds in which nobody was there', () => {
    const posed = posedRounds(inOrder, proofs, 'problems.ndjson');
    expect(posed.map(({ record, line }) => [line, record.round, record.policy])).toEqual([
      [1, 0, 'myopic'],
      [2, 0, 'random'],
      [3, 1, 'myopic'],
      [4, 2, 'myopic'],
      [5, 2, 'random'],
    ]);
    expect(certifyRound(PROBLEM, posed[0]!.claim).valid).toBe(true);
    expect(posed[0]!.claim.status).toBe('optimal');
  });

  it.each<[string, unknown[]]>([
    ['4 lines', proofs.problems.slice(1)],
    ['problems.ndjson line 2', [PROBLEM, { ...PROBLEM, penaltyWeight: 6 }, ...proofs.problems.slice(2)]],
    ['problems.ndjson line 1 bandwidthHz', [{ ...PROBLEM, bandwidthHz: -1 }, ...proofs.problems.slice(1)]],
    [
      'problems.ndjson line 3',
      [PROBLEM, PROBLEM, { ...PROBLEM, devices: PROBLEM.devices.slice(0, 1) }, PROBLEM, PROBLEM],
    ],
  ])('are refused where they are others: %s', (words, problems) => {
    expect(() => posedRounds(inOrder, { ...proofs, problems }, 'problems.ndjson')).toThrow(words);
  });
});

describe('the explained rounds', () => {
  const posed = posedRounds(inOrder, proofs, 'problems.ndjson');
  it('are spread over policies and rounds, as many as asked for', () => {
    const explained = explainRounds(posed, () => 0, { rounds: 4, eachS: 60, totalS: 60 });
    expect(explained.map(({ line }) => line).sort()).toEqual([1, 2, 4, 5]);
    expect(explained[0]!.words).toMatch(/./);
    expect(Object.keys(explained[0]!.deviceWords)).toEqual(['d0', 'd1', 'd2']);
  });

  it('name the line of a solution that the checker refuses', () => {
    const forged = {
      ...proofs,
      solutions: proofs.solutions.map((one, i) => (i === 3 ? { ...one, objective: 0 } : one)),
    };
    const claimed = posedRounds(inOrder, forged, 'problems.ndjson');
    const ask = () => explainRounds(claimed, () => 0, { rounds: 4, eachS: 60, totalS: 60 });
    expect(ask).toThrow(/^solutions\.ndjson line 4 solution: /);
  });

  it('end with the time', () => {
    let ms = 0;
    expect(explainRounds(posed, () => (ms += 700_000), { rounds: 4, eachS: 3, totalS: 20 })).toEqual([]);
  });
});

describe('the details', () => {
  const posed = posedRounds(inOrder, proofs, 'problems.ndjson');
  it('say what each device was worth: the penalty without it less that with it', () => {
    const [first] = roundDetails(posed, []);
    const inside = PROBLEM.devices.filter(({ id }) => scheduled.includes(id));
    const x = inside.reduce((sum, { share }) => sum + share, 0);
    for (const [id, share, , , , worth, hertz, , , fate] of first!.devices) {
      const isIn = scheduled.includes(id);
      const [without, withIt] = isIn ? [x - share, x] : [x, x + share];
      expect(worth).toBeCloseTo(5 * ((1 - without) ** 2 - (1 - withIt) ** 2), 3);
      expect([fate, hertz !== null]).toEqual(isIn ? ['in', true] : ['out', false]);
    }
  });

  it('are of every n-th round where all would be too much, and of every explained one', () => {
    const many = Array.from({ length: 60 }, (_, t) => ({
      ...posed[0]!,
      record: { ...posed[0]!.record, round: t },
      line: t + 1,
    }));
    const explained = [{ line: 2, words: 'because', deviceWords: {}, isComplete: true }];
    expect(roundDetails(many, explained)).toHaveLength(60);
    const third = roundDetails(many, explained, 20 * (900 + 3 * 90));
    expect(third.map(({ round }) => round)).toEqual([
      1,
      2,
      ...Array.from({ length: 19 }, (_, i) => 4 + 3 * i),
    ]);
    expect(third[1]!.words).toBe('because');
    // The estimate that the bound rests on is none too small.
    expect(JSON.stringify(third).length).toBeLessThan(1.1 * 21 * (900 + 3 * 90));
  });
});

describe('the page', () => {
  it('holds one script and its data, and a user ends neither', () => {
    const name = '</script><script>alert(1)</script><!--';
    const run = {
      summary: { ...summary, scenario: { ...summary.scenario, name } },
      records: inOrder,
      proofs,
    };
    const page = renderInteractive(run, () => 0, { rounds: 2, eachS: 60, totalS: 60 });
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script/g)).toHaveLength(2);
    expect(page.match(/<!--/g)).toBeNull();
    expect(page).toContain("default-src 'none'".replaceAll("'", '&#39;'));
    const data = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)![1]!);
    expect(data.name).toBe(name);
    expect(data.details).toHaveLength(5);
    expect(page.match(/<(link|img|iframe)[^>]*>/g)).toEqual(['<link rel="icon" href="data:,">']);
  });

  it('is there without problems, too', () => {
    const page = renderInteractive({ summary, records }, () => 0);
    expect(page).toContain('0 of 0 posed problems');
  });
});
