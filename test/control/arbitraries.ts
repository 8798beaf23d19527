/** Random worlds for the controller: devices, channels, budgets. Kept small, since every round is solved. */
import fc from 'fast-check';
import type { ControlRules, Observation, ObservedDevice } from '../../src/control/index.js';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

function device(id: string, share: number): fc.Arbitrary<ObservedDevice> {
  return fc.record({
    id: fc.constant(id),
    share: fc.constant(share),
    snrHz: between(5, 10).map((power) => 10 ** power),
    uplinkBits: between(1e5, 3e6),
    fixedDelayS: between(0, 0.3),
    transmitPowerW: between(0.05, 0.3),
    fixedEnergyJ: between(0, 0.05),
  });
}

/** Observations of a horizon; now and then a device is away, or everybody is. */
export function horizons(count: number, rounds: number): fc.Arbitrary<Observation[]> {
  const everybody = fc.tuple(...Array.from({ length: count }, (_, k) => device(`d${k}`, 1 / count)));
  const observation = fc
    .tuple(
      everybody,
      fc.array(fc.boolean(), { minLength: count, maxLength: count }),
      fc.integer({ min: 0, max: 9 }),
    )
    .map(([devices, away, mood]) => ({
      devices: mood === 0 ? [] : devices.filter((_, k) => mood > 3 || !away[k]),
    }));
  return fc.array(observation, { minLength: rounds, maxLength: rounds });
}

export function rules(rounds: number): fc.Arbitrary<ControlRules> {
  return fc
    .record({
      bandwidthHz: between(1e6, 2e7),
      delayKind: fc.constantFrom('synchronous' as const, 'mean' as const),
      averageDelayS: between(0.2, 2),
      averageEnergyJ: fc.option(between(0.01, 0.5), { nil: undefined }),
      deadlineS: between(0.5, 4),
      penalty: fc.constantFrom(
        { kind: 'linear' as const },
        { kind: 'quadratic' as const },
        { kind: 'inverse' as const, cap: 9 },
      ),
      weights: fc.array(between(0.05, 3), { minLength: rounds, maxLength: rounds }),
    })
    .map(({ averageEnergyJ, ...rest }) => ({
      horizon: rounds,
      ...rest,
      ...(averageEnergyJ === undefined ? {} : { averageEnergyJ }),
    }));
}
