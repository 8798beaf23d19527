/** Rankings that lie are refused. */
import { describe, expect, it } from 'vitest';
import { certifyRanking, explain, type Ranking } from '../../src/explain/index.js';
import type { RoundProblem } from '../../src/problem/round/problem.js';

const device = (id: string, share: number, snrHz: number) => ({
  ...{ id, share, snrHz, uplinkBits: 5e5, fixedDelayS: 0.1, transmitPowerW: 0.2, fixedEnergyJ: 0.01 },
  energyPrice: 0.3,
});

const problem: RoundProblem = {
  bandwidthHz: 1e6,
  penaltyWeight: 1,
  penalty: { kind: 'quadratic' },
  delayPrice: 0.3,
  delayKind: 'synchronous',
  devices: [device('a', 0.3, 5e6), device('b', 0.4, 2e6), device('c', 0.1, 1e6), device('d', 0.2, 3e6)],
};

const explanation = explain(problem, undefined, { flipsOf: [], best: 5 });
if (explanation.status !== 'explained') throw new Error('not explained');
const ranking = explanation.ranking!;
const reasons = (forged: Partial<Ranking>) =>
  certifyRanking(problem, { ...ranking, ...forged }).reasons.join();
const { schedules, parts } = ranking;

describe('an ordinary problem', () => {
  it('leaves nothing open: every other side, every flip of every device', () => {
    const whole = explain(problem);
    if (whole.status !== 'explained') throw new Error(whole.status);
    expect(whole.isBest && whole.complete).toBe(true);
    for (const { otherSide, flips } of whole.devices) {
      expect(otherSide.status).toBe('proven');
      for (const flip of Object.values(flips)) expect(flip.status).toMatch(/^(flips|never)$/);
    }
    const found = whole.devices
      .flatMap(({ flips }) => Object.values(flips))
      .filter((f) => f.status === 'flips');
    expect(found.length).toBeGreaterThanOrEqual(4);
    for (const {
      between: [near, far],
    } of found)
      expect(Math.abs(far - near)).toBeLessThanOrEqual(Math.max(0.0101, 1.01e-4 * Math.abs(far)));
  });
});

describe('certifyRanking', () => {
  it('accepts what is true', () => {
    expect(ranking.complete).toBe(true);
    expect(schedules.length).toBe(5);
    expect(reasons({})).toBe('');
    expect(reasons({ schedules: schedules.slice(0, 3) })).toBe('');
  });

  it.each([0, 1, 2, 3])('misses a schedule that was left out: place %i', (place) => {
    const forged = schedules.filter((_, i) => i !== place);
    expect(reasons({ schedules: forged })).toContain('below the last of the list');
  });

  it('misses parts', () => {
    const seen = parts.map((_, i) => reasons({ parts: parts.filter((__, j) => j !== i) }));
    expect(seen.filter((reason) => reason.includes('no part with')).length).toBeGreaterThan(schedules.length);
  });

  it.each([
    ['an order that is wrong', { schedules: [schedules[1]!, schedules[0]!] }, 'better than the one before'],
    ['a schedule twice', { schedules: [schedules[0]!, schedules[0]!] }, 'twice'],
    ['another objective', { schedules: [{ ...schedules[0]!, objective: 0.1 }] }, 'recomputed'],
    ['nothing', { schedules: [] }, 'none'],
    [
      'bandwidths beyond the band',
      {
        schedules: [
          {
            ...schedules[0]!,
            bandwidthHz: Object.fromEntries(schedules[0]!.scheduled.map((id) => [id, 1e6])),
          },
        ],
      },
      'violates the band',
    ],
    [
      'the root for every part',
      { parts: parts.map((part) => ({ ...part, solution: parts[0]!.solution })) },
      'which the problem does not have',
    ],
    [
      'a value that was not proven',
      { parts: parts.map((part) => ({ ...part, value: 2 * part.value + 1 })) },
      'another problem',
    ],
    ['a negative value', { parts: parts.map((part) => ({ ...part, value: -1 })) }, 'value'],
  ])('refuses %s', (_, forged, reason) => {
    expect(() => {
      const said = reasons(forged as Partial<Ranking>);
      if (said !== '') throw new Error(said);
    }).toThrow(reason);
  });
});
