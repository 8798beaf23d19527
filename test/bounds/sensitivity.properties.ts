/** Every hand-made derivative against a numeric one, and against the symbolic one; every "one more" against its slope. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as bounds from '../../src/bounds/index.js';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** A point well inside every theorem's range. */
const points = fc.record({
  x: between(0.1, 0.9),
  eta: between(0.05, 0.4),
  L: between(0.5, 2),
  mu: between(0.05, 0.4),
  delta2: between(0.1, 5),
  sigma2: between(0.1, 5),
  m: fc.constantFrom(1, 2, 8),
  loss: between(0.5, 5),
  g2: between(0.1, 5),
});
type Point = typeof points extends fc.Arbitrary<infer P> ? P : never;

/** Central difference with a step that suits numbers near 1. */
function slope(f: (value: number) => number, at: number): number {
  const h = 1e-5;
  return (f(at + h) - f(at - h)) / (2 * h);
}

function expectNear(actual: number, expected: number, tolerance = 1e-6): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected)));
}

/** One participant of share x: nu = 1/m whatever x, so x can be moved alone. */
function roundAt({ x, eta, m, ...rest }: Point): bounds.GapRound {
  return { constants: bounds.smoothPlConstants(rest), eta, participants: [{ share: x, batchSize: m }] };
}

const RUNS = { numRuns: 200 };

describe('sensitivities are derivatives', () => {
  it('Lemma 1', () => {
    fc.assert(
      fc.property(points, ({ x, delta2 }) => {
        const found = bounds.participationErrorSensitivity({ delta2 }, x);
        expectNear(
          found.participation,
          slope((v) => bounds.participationError({ delta2 }, v), x),
          1e-5,
        );
        expectNear(
          found.delta2,
          slope((v) => bounds.participationError({ delta2: v }, x), delta2),
        );
        const bounded = { deltaMax2: delta2 };
        const sensitivity = bounds.boundedParticipationErrorSensitivity(bounded, x);
        if (Math.abs(x - 0.5) > 1e-4) {
          expectNear(
            sensitivity.participation,
            slope((v) => bounds.boundedParticipationError(bounded, v), x),
            1e-5,
          );
        }
        expectNear(sensitivity.deltaMax2 * delta2, bounds.boundedParticipationError(bounded, x));
      }),
      RUNS,
    );
  });

  it('uniform sampling: one more device is the difference of two bounds, and the last one adds nothing', () => {
    const { delta2, oneMoreDevice } = bounds.uniformSamplingErrorSensitivity({ delta2: 3 }, 10, 4);
    expect(delta2).toBeCloseTo(6 / 36, 12);
    expect(oneMoreDevice).toBeCloseTo((3 * 5) / 45 - (3 * 6) / 36, 12);
    expect(bounds.uniformSamplingErrorSensitivity({ delta2: 3 }, 10, 10).oneMoreDevice).toBe(0);
  });

  it('Theorem 1', () => {
    fc.assert(
      fc.property(points, (point) => {
        const value = (change: Partial<Point>) => {
          const at = { ...point, ...change };
          return bounds.oneRoundDescent(at.loss, at.g2, roundAt(at));
        };
        const found = bounds.oneRoundDescentSensitivity(point.g2, roundAt(point));
        const by = {
          loss: 'loss',
          gradient2: 'g2',
          delta2: 'delta2',
          sigma2: 'sigma2',
          L: 'L',
          eta: 'eta',
          participation: 'x',
        } as const;
        for (const [name, variable] of Object.entries(by) as [keyof typeof by, keyof Point][]) {
          expectNear(
            found[name],
            slope((v) => value({ [variable]: v }), point[variable]),
            1e-5,
          );
        }
      }),
      RUNS,
    );
  });

  it('Theorem 2, over a horizon with an empty round', () => {
    fc.assert(
      fc.property(points, points, (a, b) => {
        const horizon = roundAt(a);
        const rounds = (xa: number, xb: number): bounds.ScheduledRound[] => [
          { participants: [{ share: xa, batchSize: a.m }] },
          { participants: [] },
          { participants: [{ share: xb, batchSize: b.m }] },
        ];
        const last = (gap: number, xa: number, xb: number) =>
          bounds.gapBound(gap, rounds(xa, xb), horizon).at(-1)!;
        const found = bounds.gapSensitivity(rounds(a.x, b.x), horizon);
        expectNear(
          found.initialGap,
          slope((v) => last(v, a.x, b.x), 1),
        );
        expectNear(
          found.participation[0]!,
          slope((v) => last(1, v, b.x), a.x),
          1e-5,
        );
        expectNear(
          found.participation[2]!,
          slope((v) => last(1, a.x, v), b.x),
          1e-5,
        );
        expect(found.weight[1]).toBe(0);
        expect(found.weight[2]).toBe(1);
        const tiny = bounds.gapOfOneMore(
          1,
          rounds(a.x, b.x),
          { ...horizon, constants: bounds.smoothPlConstants({ ...a, sigma2: 0 }) },
          2,
          { share: 1e-6, batchSize: 1 },
        );
        expectNear(tiny / 1e-6, found.participation[2]!, 1e-3);
      }),
      RUNS,
    );
  });

  it('Theorem 3', () => {
    fc.assert(
      fc.property(points, (point) => {
        const rounds = [{ participants: [{ share: point.x, batchSize: point.m }] }, { participants: [] }];
        const value = (change: Partial<Point>) => {
          const at = { ...point, ...change };
          return bounds.stationarityBound(at.loss, rounds, roundAt(at));
        };
        const found = bounds.stationaritySensitivity(point.loss, rounds, roundAt(point));
        expectNear(
          found.initialExcess,
          slope((v) => value({ loss: v }), point.loss),
        );
        expectNear(
          found.eta,
          slope((v) => value({ eta: v }), point.eta),
          1e-4,
        );
        const best = bounds.bestStationarityStep(point.loss, 1, roundAt(point).constants, 1 / point.m);
        expect(value({ eta: best })).toBeLessThanOrEqual(value({}) * (1 + 1e-12));
      }),
      RUNS,
    );
  });

  it('queues and drift-plus-penalty', () => {
    fc.assert(
      fc.property(
        between(0.5, 5),
        between(0.5, 2),
        between(2.1, 4),
        between(0.1, 1),
        (value, leastCost, mostCost, leastAllowed) => {
          const at = { value, leastCost, mostCost, leastAllowed, decisionGap: 0.1 };
          const found = bounds.queueBoundSensitivity(at);
          for (const name of ['value', 'leastCost', 'mostCost', 'leastAllowed', 'decisionGap'] as const) {
            expectNear(
              found[name],
              slope((v) => bounds.queueBound({ ...at, [name]: v }), at[name]),
              1e-5,
            );
          }
          const drift = {
            V: value,
            excess: [leastCost, mostCost],
            rounds: 12,
            initial: [1, 2],
            decisionGap: 0.1,
          };
          const total = (change: Partial<bounds.DriftAssumptions>) =>
            bounds.lookAheadGap({ ...drift, ...change }, 4).total;
          const gap = bounds.lookAheadGapSensitivity(drift, 4);
          expectNear(
            gap.V,
            slope((v) => total({ V: v }), value),
            1e-5,
          );
          expectNear(
            gap.decisionGap,
            slope((v) => total({ decisionGap: v }), 0.1),
          );
          expectNear(
            gap.excess[1]!,
            slope((v) => total({ excess: [leastCost, v] }), mostCost),
            1e-5,
          );
          expectNear(
            gap.initial[0]!,
            slope((v) => total({ initial: [v, 2] }), 1),
          );
        },
      ),
      RUNS,
    );
    expect(bounds.constraintViolationSensitivity(1, 4, 10)).toEqual({
      final: 0.1,
      initial: -0.1,
      rounds: -0.03,
    });
    expect(bounds.clairvoyantSensitivity({ prices: [2, 0] }).allowances).toEqual([-2, 0]);
    expect(bounds.clairvoyantSupergradient([5], [4])).toEqual([1]);
  });

  it('links: one more dB and one more second', () => {
    fc.assert(
      fc.property(between(0.2, 5), between(0.5, 50), between(0.5, 5), (bandwidthHz, snrHz, uplinkBits) => {
        const delay = (b: number, dB: number) => {
          const gamma = snrHz * 10 ** (dB / 10);
          return uplinkBits / ((b * Math.log1p(gamma / b)) / Math.LN2);
        };
        const found = bounds.linkMarginals({ bandwidthHz, snrHz, uplinkBits });
        const perDb = slope((dB) => delay(bandwidthHz, dB), 0);
        const perHz = slope((b) => delay(b, 0), bandwidthHz);
        expectNear(found.delayPerDbS, perDb, 1e-5);
        expectNear(found.delayPerHzS, perHz, 1e-5);
        expectNear(found.bandwidthPerDbHz, -perDb / perHz, 1e-4);
        expectNear(found.bandwidthPerSecondHz, 1 / perHz, 1e-3);
        const uplink = { bandwidthHz, snrHz, uplinkBits };
        const worth = bounds.linkSensitivity([uplink], { share: 0.1, bandwidthHz: 2 }, -3);
        expectNear(worth.perDb, 3 * 0.05 * found.bandwidthPerDbHz);
        expectNear(worth.perSecond, 3 * 0.05 * found.bandwidthPerSecondHz);
      }),
      RUNS,
    );
  });
});

it('links under a cap and an SNR gap: the differences of the capped rate, on both sides of its bend', () => {
  const met = { capped: 0, free: 0 };
  const range = [between(0.2, 5), between(0.5, 50), between(0.5, 5), between(0.5, 6), between(0, 6)] as const;
  fc.assert(
    fc.property(...range, (bandwidthHz, snrHz, uplinkBits, cap, snrGap) => {
      const perHzAt = (b: number, dB: number) =>
        Math.log1p((snrHz * 10 ** ((dB - snrGap) / 10)) / b) / Math.LN2;
      if (Math.abs(perHzAt(bandwidthHz, 0) - cap) < 1e-2) return; // differences across the bend
      met[perHzAt(bandwidthHz, 0) > cap ? 'capped' : 'free']++;
      const delay = (b: number, dB: number) => uplinkBits / (b * Math.min(cap, perHzAt(b, dB)));
      const radio = { maxSpectralEfficiency: cap, snrGap };
      const found = bounds.linkMarginals({ bandwidthHz, snrHz, uplinkBits }, radio);
      const perDb = slope((dB) => delay(bandwidthHz, dB), 0);
      const perHz = slope((b) => delay(b, 0), bandwidthHz);
      expectNear(found.delayPerDbS, perDb, 1e-5);
      expectNear(found.delayPerHzS, perHz, 1e-5);
      expectNear(found.bandwidthPerDbHz, -perDb / perHz, 1e-4);
      expectNear(found.bandwidthPerSecondHz, 1 / perHz, 1e-3);
    }),
    RUNS,
  );
  expect(Math.min(met.capped, met.free)).toBeGreaterThan(10);
});

describe('break-even participation', () => {
  it('is where a noiseless round leaves the bound as it was', () => {
    fc.assert(
      fc.property(points, (point) => {
        const round = roundAt({ ...point, sigma2: 0 });
        const least = bounds.breakEvenPsi(point.loss, round.constants);
        const participants = [{ share: 1 / (1 + least), batchSize: 1 }];
        expectNear(bounds.gapBoundStep(point.loss, { ...round, participants }), point.loss, 1e-9);
        expectNear(bounds.gapBoundStep(bounds.gapFloor(round), round), bounds.gapFloor(round), 1e-9);
        const joined = bounds.roundTermsOfOneMore(round, { share: 0.05, batchSize: 1 });
        expect(joined).toBeLessThan(0);
        const error = bounds.participationErrorOfOneMore(point, point.x, 0.05);
        expectNear(joined, (point.eta / 2) * error, 1e-9);
      }),
      RUNS,
    );
  });
});
