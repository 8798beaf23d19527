import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.js';
import { readScenario, ScenarioError } from '../../src/scenario/index.js';
import { KNOWN } from './known.js';

const read = (text: string) => readScenario(text, 's.yaml', KNOWN);

function errorOf(text: string): ScenarioError {
  try {
    read(text);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect(error).toBeInstanceOf(ScenarioError);
    return error as ScenarioError;
  }
  throw new Error(`accepted: ${text}`);
}

describe('readScenario', () => {
  it('turns units into SI', () => {
    const scenario = read(`
radio:
  bandwidth: 20 MHz
  noise: -174 dBm/Hz
  noiseFigure: 0 dB
  power: 30 dBm
constraints:
  averageDelay: 1500 ms
  averageEnergy: 20 mJ
compute:
  deviceClock: { least: 800 MHz, most: 2 GHz }
`);
    expect(scenario.radio.bandwidthHz).toBe(20e6);
    expect(scenario.radio.noiseWPerHz).toBeCloseTo(3.98e-21, 23);
    expect(scenario.radio.transmitPowerW).toBeCloseTo(1, 12);
    expect(scenario.constraints.averageDelayS).toBe(1.5);
    expect(scenario.constraints.averageEnergyJ).toBeCloseTo(0.02, 12);
    expect(scenario.compute.deviceCyclesPerS).toEqual([8e8, 2e9]);
  });

  it('adds the noise figure to the noise', () => {
    const quiet = read('radio: { noiseFigure: 0 dB }').radio.noiseWPerHz;
    const noisy = read('radio: { noiseFigure: 10 dB }').radio.noiseWPerHz;
    expect(noisy / quiet).toBeCloseTo(10, 9);
  });

  it('gives one seed to every part that draws', () => {
    const { seed, learning } = read('seed: 7\nlearning: { model: { kind: random-use-lite } }');
    expect(seed).toBe(7);
    expect(learning.task.seed).toBe(7);
    expect(learning.task.dataset.seed).toBe(7);
    expect(learning.task.model).toEqual({ kind: 'random-use-lite', seed: 7 });
  });

  it.each(['', '# only a comment\n', '{}'])('takes %j as the default scenario', (text) => {
    expect(read(text)).toEqual(read('name: default'));
  });

  it('leaves limits absent that are not given', () => {
    expect(read('').constraints).not.toHaveProperty('averageEnergyJ');
    expect(read('').constraints).not.toHaveProperty('maxScheduled');
  });

  it('fills a kind with its own defaults', () => {
    const { fading } = read('radio: { fading: { kind: rician } }').radio;
    expect(fading).toMatchObject({ kind: 'rician', correlation: 0 });
  });

  it('reads measured channels and devices that come and go in SI', () => {
    const { radio, devices } = read(
      'radio: { channel: { kind: traces, folder: f, start: 2 min, referencePower: 30 dBm, referenceNoise: -140 dBm/Hz } }\n' +
        'devices: { availability: { kind: markov, leave: 0.1 }, dropOut: 0.2 }',
    );
    expect(radio.channel).toMatchObject({
      kind: 'traces',
      folder: 'f',
      format: 'g-net-track',
      roundS: 2,
      startS: 120,
      maxAgeS: 3,
      afterEnd: 'away',
      reference: { bandwidthHz: 20e6, powerW: 1 },
    });
    expect(radio.channel.kind === 'traces' && radio.channel.reference.noiseWPerHz).toBeCloseTo(1e-17, 25);
    expect(devices).toEqual({
      availability: { kind: 'markov', leaveProbability: 0.1, joinProbability: 0.2 },
      dropOutProbability: 0.2,
    });
    expect(read('').devices).toEqual({ availability: { kind: 'always' }, dropOutProbability: 0 });
  });
});

/** What is wrong, on which line, and what the message must say. */
const WRONG: readonly [why: string, text: string, line: number, field: string, says: string][] = [
  ['misspelt key', 'radio:\n  bandwith: 1 MHz', 2, 'radio.bandwith', 'did you mean "bandwidth"?'],
  ['key of another group', 'seed: 1\nbandwidth: 1 MHz', 2, 'bandwidth', 'did you mean "radio.bandwidth"?'],
  [
    'key of another kind',
    'radio:\n  fading:\n    kind: rayleigh\n    riceanFactor: 3 dB',
    4,
    'radio.fading.riceanFactor',
    'kind: rician',
  ],
  [
    'key near to none',
    'radio:\n  temperature: 3',
    2,
    'radio.temperature',
    'unknown key, accepted here are band',
  ],
  ['bare number', 'radio:\n  bandwidth: 10', 2, 'radio.bandwidth', 'Hz, kHz, MHz, GHz'],
  [
    'wrong unit',
    'constraints:\n  averageDelay: 3 MHz',
    2,
    'constraints.averageDelay',
    'the units s, ms, min, h',
  ],
  ['negative quantity', 'radio:\n  bandwidth: -1 MHz', 2, 'radio.bandwidth', 'above 0 Hz'],
  ['no bandwidth', 'radio:\n  bandwidth: 0 Hz', 2, 'radio.bandwidth', 'above 0 Hz'],
  ['infinite quantity', 'radio:\n  bandwidth: 1e400 Hz', 2, 'radio.bandwidth', 'above 0 Hz'],
  ['NaN', 'rounds: .nan', 1, 'rounds', 'got NaN'],
  ['infinity', 'control: { tradeOff: .inf }', 1, 'control.tradeOff', 'got Infinity'],
  ['negative count', 'rounds: -4', 1, 'rounds', 'a whole number from 1'],
  ['fraction', 'rounds: 4.5', 1, 'rounds', 'got 4.5'],
  ['text for a number', 'rounds: many', 1, 'rounds', 'got "many"'],
  ['number for a text', 'name: 3', 1, 'name', 'got 3'],
  ['yes for true', 'cell:\n  shadowing: yes', 2, 'cell.shadowing', 'true or false'],
  ['value for a group', 'radio: 5', 1, 'radio', 'a group with the keys'],
  ['empty group', 'seed: 1\nradio:\n', 2, 'radio', 'got null'],
  ['list for a document', '- 1', 1, 'scenario', 'a group with the keys'],
  ['key twice', 'seed: 1\nrounds: 2\nseed: 3', 3, 'seed', 'stands twice'],
  ['empty list', 'policies: []', 1, 'policies', 'at least one'],
  ['unknown policy', 'policies:\n  - myopic\n  - radnom', 3, 'policies[1]', 'did you mean "random"?'],
  ['policy twice', 'policies: [myopic, myopic]', 1, 'policies[1]', 'each name once'],
  ['one policy without a list', 'policies: myopic', 1, 'policies', 'a list of'],
  ['unknown solver', 'control:\n  solver: exat', 2, 'control.solver', 'did you mean "exact"?'],
  ['unknown kind', 'learning:\n  data: { kind: wordnt }', 2, 'learning.data.kind', 'did you mean "wordnet"?'],
  [
    'rounds that overlap',
    'constraints:\n  deadline: 3 s\nradio:\n  channel:\n    kind: traces\n    roundLength: 2 s',
    6,
    'radio.channel.roundLength',
    'at least constraints.deadline',
  ],
  [
    'no room for the past',
    'radio:\n  channel:\n    kind: traces\n    start: 79 s',
    4,
    'radio.channel.start',
    'at least control.historyRounds * radio.channel.roundLength',
  ],
  [
    'a key of traces in a cell',
    'radio:\n  channel:\n    folder: x',
    3,
    'radio.channel.folder',
    'kind: traces',
  ],
  [
    'never comes back',
    'devices:\n  availability:\n    kind: markov\n    join: 0',
    4,
    'devices.availability.join',
    'above 0, at most 1',
  ],
  ['everybody fails', 'devices: { dropOut: 1 }', 1, 'devices.dropOut', 'from 0 to 0.99'],
  ['ring inside out', 'cell:\n  leastDistance: 300 m', 2, 'cell.leastDistance', 'less than cell.radius'],
  [
    'clocks crossed',
    'compute:\n  deviceClock:\n    most: 0.5 GHz',
    3,
    'compute.deviceClock.least',
    'got "0.8 GHz"',
  ],
  [
    'fewer rows than devices',
    'learning:\n  data: { rows: 10 }',
    2,
    'learning.data.rows',
    'at least learning.d',
  ],
  [
    'unknown LoRA target',
    'learning:\n  lora:\n    targets: [ffnin]',
    3,
    'learning.lora.targets[0]',
    '"ffnIn"',
  ],
  [
    'too many a round',
    'constraints: { maxScheduled: 21 }',
    1,
    'constraints.maxScheduled',
    'learning.devices',
  ],
  [
    'baselines above the limit',
    'constraints: { maxScheduled: 3 }',
    1,
    'control.baselineDevices',
    'at most constr',
  ],
  [
    "balance's bound without its policy",
    'policies: [myopic]\ncontrol: { balanceBound: true }',
    2,
    'control.balanceBound',
    'balanced among the policies',
  ],
  ['not YAML', 'a: [', 1, 'yaml', 'sequence'],
  ['two documents', 'seed: 1\n---\nseed: 2', 2, 'yaml', 'multiple documents'],
  ['unknown tag', 'seed: !secret 1', 1, 'yaml', 'tag'],
  ['list for a key', 'seed: 1\n? [a]\n: 2', 2, 'yaml', 'a key is a word'],
  ['group for a key', '{ { a: 1 }: 2 }', 1, 'yaml', 'a key is a word'],
  ['alias without an anchor', 'seed: *x', 1, 'yaml', 'alias'],
  ['alias of itself', 'policies: &a [*a]', 1, 'yaml', 'contains itself'],
  ['prototype as a key', 'seed: 1\n__proto__: 3', 2, '__proto__', 'unknown key'],
];

describe('the server optimiser and the local steps', () => {
  const learning = (keys: string) => readScenario(`learning: { ${keys} }`, 's', KNOWN).learning;

  it('have their defaults, and leave no key behind where nothing is asked for', () => {
    expect(learning('optimiser: { kind: momentum }').optimiser).toMatchObject({
      stepSize: 0.05,
      momentum: 0.9,
    });
    expect(learning('optimiser: { kind: adam, epsilon: 1e-6 }').optimiser).toMatchObject({
      ...{ firstDecay: 0.9, secondDecay: 0.999, epsilon: 1e-6 },
    });
    expect(Object.keys(learning('localSteps: 1, featureCache: false'))).toEqual(Object.keys(learning('')));
    expect(learning('localSteps: 4, featureCache: true')).toMatchObject({
      localSteps: 4,
      featureCache: true,
    });
  });

  it.each([
    ['localSteps: 0', /learning\.localSteps: got 0, accepted is a whole number from 1 to 100/],
    ['localSteps: 1.5', /learning\.localSteps: got 1\.5/],
    ['localSteps: 2, optimiser: { kind: adam }', /localSteps: got 2, accepted is 1 with optimiser: adam/],
    ['localSteps: 2, privacy: { clipNorm: 1, noiseMultiplier: 1 }', /accepted is 1 with learning\.privacy/],
    ['featureCache: yes please', /learning\.featureCache: got "yes please", accepted is true or false/],
    ['optimiser: { kind: momentum, momentum: 1 }', /momentum: got 1, accepted is a number from 0 to 0\.9999/],
    ['optimiser: { momentum: 0.5 }', /optimiser\.momentum: unknown key.*"momentum" goes with kind: momentum/],
  ])('refuse %s', (keys, message) => {
    expect(() => learning(keys)).toThrow(message);
  });
});

describe('a wrong scenario', () => {
  it.each(WRONG)('%s: line, key and what is accepted', (_why, text, line, field, says) => {
    const error = errorOf(text);
    expect(error.line).toBe(line);
    expect(error.field).toBe(field);
    expect(error.message.startsWith(`s.yaml:${line}: ${field}: `)).toBe(true);
    expect(error.message).toContain(says);
    expect(error.message).not.toContain('\n');
  });

  it('reports the first of several mistakes in the file', () => {
    expect(errorOf('seed: 1\nrounds: -1\nradio: { bandwith: 3 }').line).toBe(2);
    expect(errorOf('radio: { bandwith: 3 }\nrounds: -1').field).toBe('radio.bandwith');
  });
});
