/** Every number of an explanation against all schedules, allocated one by one. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  certifyRanking,
  explain,
  type Flip,
  type FlipParameter,
  forcedProblem,
} from '../../src/explain/index.js';
import { certifyRound } from '../../src/problem/round/certify.js';
import { evaluateDecision } from '../../src/problem/round/evaluate.js';
import type { RoundProblem } from '../../src/problem/round/problem.js';
import { allocateSchedule } from '../../src/solvers/bandwidth.js';
import { roundProblems } from '../../src/testing/arbitraries.js';

const numRuns = process.env.DRIFTLORA_FULL ? 400 : 12;

interface Schedule {
  readonly ids: readonly string[];
  readonly objective: number;
}

/** All schedules that are allowed and feasible, the best first. */
function schedules(problem: RoundProblem): Schedule[] {
  const { devices, minScheduled = 0, maxScheduled = devices.length } = problem;
  const found: Schedule[] = [];
  for (let mask = 0; mask < 2 ** devices.length; mask++) {
    const ids = devices.filter((_, k) => (mask >> k) & 1).map(({ id }) => id);
    if (ids.length < minScheduled || ids.length > maxScheduled) continue;
    const decision = allocateSchedule(problem, ids);
    if (decision === undefined) continue;
    found.push({ ids, objective: evaluateDecision(problem, decision).objective });
  }
  return found.sort((a, b) => a.objective - b.objective);
}

const bestOf = (list: readonly Schedule[]) => list[0]?.objective ?? Number.POSITIVE_INFINITY;
const having = (list: readonly Schedule[], id: string) => list.filter(({ ids }) => ids.includes(id));
const lacking = (list: readonly Schedule[], id: string) => list.filter(({ ids }) => !ids.includes(id));

/** Up to what the solver's tolerance and M's size leave. */
function near(value: number, expected: number, scale: number): void {
  if (!Number.isFinite(expected)) expect(value).toBe(expected);
  else expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-8 * (Math.abs(expected) + scale));
}

function changed(problem: RoundProblem, k: number, name: FlipParameter, value: number): RoundProblem {
  const all = problem.devices.reduce((sum, { share }) => sum + share, 0);
  const own = problem.devices[k]!;
  const factor = problem.devices.length === 1 ? 1 : (all - value) / (all - own.share);
  const devices = problem.devices.map((device, i) => {
    if (name === 'share') return { ...device, share: i === k ? value : device.share * factor };
    if (i !== k) return device;
    return name === 'energyPrice'
      ? { ...device, energyPrice: value }
      : { ...device, snrHz: device.snrHz * 10 ** (value / 10) };
  });
  return { ...problem, devices };
}

/** The device really is on different sides at the two values of a flip, and really on the same one as far as it never flips. */
function checkFlip(problem: RoundProblem, k: number, name: FlipParameter, flip: Flip): void {
  const { id } = problem.devices[k]!;
  const excess = (value: number) => {
    const list = schedules(changed(problem, k, name, value));
    return bestOf(having(list, id)) - bestOf(lacking(list, id));
  };
  if (flip.status === 'flips') {
    const [a, b] = flip.between.map(excess);
    expect(Math.sign(a!) * Math.sign(b!)).toBe(-1);
  }
  if (flip.status === 'never') {
    const [a, b] = [excess(flip.now), excess(flip.upTo)];
    expect(Math.sign(a) * Math.sign(b)).toBe(1);
  }
}

const small = roundProblems({ maxDevices: 5 });

describe('explain', () => {
  test.prop([small], { numRuns })('says of each device what enumeration says', (problem) => {
    const list = schedules(problem);
    const proofs: unknown[] = [];
    const explanation = explain(problem, undefined, {
      flipsOf: [],
      best: 3,
      onProof: ({ problem: posed, solution }) => proofs.push([certifyRound(posed, solution).valid]),
    });
    expect(proofs.flat()).not.toContain(false);
    if (explanation.status === 'unknown') return;
    if (explanation.status === 'infeasible') {
      expect(list).toEqual([]);
      return;
    }
    const { terms, objective, devices, ranking } = explanation;
    const scale = problem.penaltyWeight;
    near(objective, bestOf(list), scale);
    near(terms.penalty.cost + terms.delay.cost + terms.energy.cost - terms.value, objective, scale);
    for (const { id, scheduled, otherSide } of devices) {
      const other = bestOf(scheduled ? lacking(list, id) : having(list, id));
      const [low, high] = otherSide.objective;
      // What is claimed holds whatever was left open.
      const slack = Number.isFinite(other) ? 1e-8 * (Math.abs(other) + scale) : 0;
      expect(low).toBeLessThanOrEqual(other + slack);
      expect(high).toBeGreaterThanOrEqual(other - slack);
      if (otherSide.status === 'proven') {
        near(low, other, scale);
        near(high, other, scale);
      }
      if (otherSide.status === 'impossible') expect(other).toBe(Number.POSITIVE_INFINITY);
    }
    expect(certifyRanking(problem, ranking!).valid || !ranking!.complete).toBe(true);
    if (!ranking!.complete) return;
    for (const [i, ranked] of ranking!.schedules.entries()) near(ranked.objective, list[i]!.objective, scale);
    expect(ranking!.schedules.length).toBe(Math.min(3, list.length));
  });

  test.prop([small], { numRuns: Math.ceil(numRuns / 2) })(
    'finds where devices really change sides',
    (problem) => {
      const explanation = explain(problem);
      if (explanation.status !== 'explained') return;
      explanation.devices.forEach(({ flips }, k) => {
        for (const [name, flip] of Object.entries(flips)) checkFlip(problem, k, name as FlipParameter, flip);
      });
    },
  );

  test.prop([small], { numRuns })('says what a hertz more is worth to the schedule', (problem) => {
    const explanation = explain(problem, undefined, { flipsOf: [] });
    if (explanation.status !== 'explained') return;
    const { scheduled, next, objective } = explanation;
    const step = 1e-3 * problem.bandwidthHz;
    const more = { ...problem, bandwidthHz: problem.bandwidthHz + step };
    const fall = objective - evaluateDecision(more, allocateSchedule(more, scheduled)!).objective;
    // The value is convex in the band: the slope here is at least what the step brings, and not much more.
    const rounding = 1e-9 * Math.abs(objective);
    expect(next.hertz * step).toBeGreaterThanOrEqual(fall * (1 - 1e-4) - rounding);
    expect(next.hertz * step).toBeLessThanOrEqual(fall * 1.1 + rounding);
  });

  test.prop([small, fc.integer({ min: 0, max: 31 })], { numRuns })(
    'explains a schedule that is not the best',
    (problem, mask) => {
      const ids = problem.devices.filter((_, k) => (mask >> k) & 1).map(({ id }) => id);
      const decision = allocateSchedule(problem, ids);
      if (decision === undefined || !certifyRound(problem, decision).valid) return;
      const explanation = explain(problem, decision, { flipsOf: [] });
      if (explanation.status !== 'explained') return;
      expect(explanation.scheduled).toEqual(ids);
      const best = bestOf(schedules(problem));
      near(explanation.best.objective, best, problem.penaltyWeight);
      if (explanation.isBest) near(explanation.objective, best, problem.penaltyWeight);
    },
  );
});

describe('forced problems', () => {
  test.prop(
    [
      small,
      fc.array(fc.constantFrom<'in' | 'out' | 'free'>('in', 'out', 'free'), { minLength: 5, maxLength: 5 }),
      fc.double({ min: 0, max: 100, noNaN: true }),
    ],
    {
      numRuns: 2 * numRuns,
    },
  )('cost every schedule M less for each device that is in', (problem, choice, value) => {
    const side = (wanted: string) =>
      problem.devices.filter((_, k) => choice[k] === wanted).map(({ id }) => id);
    const sides = { in: side('in'), out: side('out') };
    const forced = forcedProblem(problem, sides, value);
    if (forced === undefined) {
      expect(sides.out.length).toBe(problem.devices.length);
      return;
    }
    for (const { ids } of schedules(problem).filter((one) =>
      one.ids.every((id) => !sides.out.includes(id)),
    )) {
      const decision = allocateSchedule(problem, ids)!;
      const paid = value * ids.filter((id) => sides.in.includes(id)).length;
      const expected = evaluateDecision(problem, decision).objective - paid;
      near(evaluateDecision(forced, decision).objective, expected, paid + problem.penaltyWeight);
    }
  });
});
