/** Random valid scenario files, each beside the SI values it must be read as. */
import fc from 'fast-check';
import type { ScenarioInput } from '../../src/scenario/index.js';
import { KNOWN } from './known.js';

/** A number with few digits, so that its text is exact. */
const tidy = (least: number, most: number) =>
  fc.integer({ min: Math.ceil(least * 100), max: Math.floor(most * 100) }).map((n) => n / 100);

/** A unit with its factor to SI. */
const inUnits = (value: fc.Arbitrary<number>, units: Readonly<Record<string, number>>) =>
  fc
    .tuple(value, fc.constantFrom(...Object.entries(units)), fc.constantFrom(' ', '', '  '))
    .map(([n, [unit, factor], space]) => ({ text: `${n}${space}${unit}`, si: n * factor }));

const frequency = inUnits(tidy(0.01, 1000), { Hz: 1, kHz: 1e3, MHz: 1e6, GHz: 1e9 });
const delay = inUnits(tidy(0.01, 1000), { s: 1, ms: 1e-3, min: 60 });
const power = fc.oneof(
  inUnits(tidy(0.01, 500), { W: 1, mW: 1e-3 }),
  tidy(-30, 50).map((dbm) => ({ text: `${dbm} dBm`, si: 1e-3 * 10 ** (dbm / 10) })),
);

const partition = fc.oneof(
  fc.constant({ kind: 'iid' as const }),
  tidy(0.01, 100).map((alpha) => ({ kind: 'dirichlet' as const, alpha })),
  fc.integer({ min: 1, max: 5 }).map((perDevice) => ({ kind: 'shards' as const, perDevice })),
);

/** Text with everything YAML or a one-line message could stumble over. */
const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.constantFrom('yes', '1', '# no comment', 'a: b', '-', '"', "it's", 'null', '~', '<script>', 'é 🚲'),
);

export interface ScenarioCase {
  readonly input: ScenarioInput;
  /** Values in SI, by their path in Scenario. */
  readonly expected: Readonly<Record<string, unknown>>;
}

export const scenarioCase: fc.Arbitrary<ScenarioCase> = fc
  .record({
    name,
    seed: fc.nat(),
    rounds: fc.integer({ min: 1, max: 100_000 }),
    devices: fc.integer({ min: 6, max: 100 }),
    partition,
    stepSize: tidy(0.01, 10),
    bandwidth: frequency,
    power,
    averageDelay: delay,
    averageEnergy: fc.option(inUnits(tidy(0.01, 100), { J: 1, mJ: 1e-3, kJ: 1e3 }), { nil: undefined }),
    tradeOff: fc.oneof(fc.constant('auto' as const), tidy(0.01, 1e4)),
    solver: fc.constantFrom(...KNOWN.solvers),
    policies: fc.shuffledSubarray([...KNOWN.policies], { minLength: 1 }),
  })
  .map((drawn) => ({
    input: {
      name: drawn.name,
      seed: drawn.seed,
      rounds: drawn.rounds,
      learning: {
        devices: drawn.devices,
        partition: drawn.partition,
        optimiser: { stepSize: drawn.stepSize },
      },
      radio: { bandwidth: drawn.bandwidth.text, power: drawn.power.text },
      constraints: {
        averageDelay: drawn.averageDelay.text,
        ...(drawn.averageEnergy ? { averageEnergy: drawn.averageEnergy.text } : {}),
      },
      control: { tradeOff: drawn.tradeOff, solver: drawn.solver },
      policies: drawn.policies,
    },
    expected: {
      name: drawn.name,
      seed: drawn.seed,
      rounds: drawn.rounds,
      'learning.task.devices': drawn.devices,
      'learning.task.partition': drawn.partition,
      'learning.task.dataset.seed': drawn.seed,
      'learning.optimiser.stepSize': drawn.stepSize,
      'radio.bandwidthHz': drawn.bandwidth.si,
      'radio.transmitPowerW': drawn.power.si,
      'constraints.averageDelayS': drawn.averageDelay.si,
      'constraints.averageEnergyJ': drawn.averageEnergy?.si,
      'control.tradeOff': drawn.tradeOff,
      'control.solver': drawn.solver,
      policies: drawn.policies,
    },
  }));
