/** A scenario for tests on the tiny task; every part can be changed. */
import type { Scenario } from '../../src/simulation/index.js';

export function tinyScenario(change: Partial<Scenario> = {}): Scenario {
  return {
    name: 'tiny',
    description: 'a test',
    seed: 1,
    rounds: 10,
    learning: {
      task: {
        model: { kind: 'use-lite' },
        dataset: { kind: 'wordnet', classes: 2, rows: 48, heldOutRows: 12, seed: 1 },
        partition: { kind: 'iid' },
        devices: 6,
        seed: 1,
        lora: { rank: 1, alpha: 1, targets: [] },
        maxTokens: 8,
        precision: 'fp32',
      },
      batchSize: 4,
      optimiser: { kind: 'sgd', stepSize: 0.2, stepScale: { loraA: 1, loraB: 1, head: 1 } },
      aggregation: 'normalised',
      servedModel: 'last',
      evaluateEvery: 3,
      train: true,
      constants: 'measured',
    },
    cell: {
      radiusM: 250,
      leastDistanceM: 35,
      carrierHz: 3.5e9,
      baseStationHeightM: 25,
      deviceHeightM: 1.5,
      shadowing: true,
      antennaGain: 1,
    },
    radio: {
      bandwidthHz: 5e6,
      noiseWPerHz: 4e-20,
      transmitPowerW: 0.2,
      downlinkBandwidthHz: 1e6,
      downlinkPowerW: 20,
      fading: { kind: 'rayleigh', correlation: 0 },
      channel: { kind: 'cell' },
    },
    compute: {
      deviceCyclesPerS: [0.8e9, 2e9],
      deviceFlopPerCycle: 4,
      deviceCapacitance: 1e-28,
      serverFlopPerS: 1e12,
    },
    devices: { availability: { kind: 'always' }, dropOutProbability: 0 },
    constraints: { averageDelayS: 0.1, delayKind: 'synchronous', deadlineS: 1 },
    control: {
      tradeOff: 'auto',
      penalty: 'inverse',
      roundWeights: 'gap',
      historyRounds: 6,
      solver: 'exact',
      clairvoyantBound: true,
      balanceBound: true,
      baselineDevices: 2,
    },
    policies: ['drift-plus-penalty', 'myopic', 'random'],
    ...change,
  };
}
