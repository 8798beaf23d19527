/** What the keys of participation over time become: the served model, and labels that go with distance. */
import { describe, expect, it } from 'vitest';
import { overrideScenario, readScenario, withoutSeed } from '../../src/scenario/index.js';
import { placeDevices } from '../../src/system/cell.js';
import { KNOWN } from './known.js';

const read = (text: string) => readScenario(text, 's.yaml', KNOWN);
const refusal = (text: string) => () => read(text);

describe('learning.servedModel', () => {
  it('is the last one, or a mean with its factor', () => {
    expect(read('').learning.servedModel).toEqual({ average: 0.8 });
    expect(read('learning: { servedModel: last }').learning.servedModel).toBe('last');
    expect(read('learning: { servedModel: { average: 0.8 } }').learning.servedModel).toEqual({
      average: 0.8,
    });
  });

  it.each(['first', '{ average: 1 }', '{ average: 0 }', '{ averge: 0.8 }', '0.8'])('refuses %s', (value) => {
    expect(refusal(`learning: { servedModel: ${value} }`)).toThrow(/learning.servedModel/);
  });

  it('names the key that was meant, of a word or a group', () => {
    expect(refusal('learning: { servedModel: { averge: 0.8 } }')).toThrow(
      /servedModel\.averge: unknown key, accepted here are average; did you mean "average"\?/,
    );
    expect(refusal('learning: { privacy: { clipNrm: 1, noiseMultiplier: 1 } }')).toThrow(
      /privacy\.clipNrm: unknown key, accepted here are clipNorm, noiseMultiplier; did you mean "clipNorm"\?/,
    );
  });
});

describe('partition by-distance', () => {
  const text = 'seed: 7\nlearning: { devices: 6, partition: { kind: by-distance, mixture: 0.25 } }';
  const distances = (seed: number) => {
    const scenario = read(text);
    const ids = Array.from({ length: 6 }, (_, k) => `d${k}`);
    return placeDevices(scenario.cell, ids, seed).map(({ groundDistanceM }) => groundDistanceM);
  };

  it('takes the positions of the run, also with another seed', () => {
    const scenario = read(text);
    const partition = { kind: 'by-distance', mixture: 0.25, distanceM: distances(7) };
    expect(scenario.learning.task.partition).toEqual(partition);
    const moved = overrideScenario(scenario, { seed: 8 }, KNOWN);
    expect(moved.learning.task.partition).toEqual({ ...partition, distanceM: distances(8) });
    expect(distances(8)).not.toEqual(distances(7));
  });

  it('is the same scenario under another seed, and another one with another mixture', () => {
    const scenario = read(text);
    const moved = overrideScenario(scenario, { seed: 8 }, KNOWN);
    expect(withoutSeed(moved)).toEqual(withoutSeed(scenario));
    expect(withoutSeed(read(text.replace('0.25', '0.5')))).not.toEqual(withoutSeed(scenario));
  });

  it('goes with the channel where that is measured, which nobody has read yet', () => {
    const measured = 'radio: { channel: { kind: traces, folder: x, format: plain, start: 10 min } }\n';
    const { task } = read(`${measured}learning: { partition: { kind: by-distance, mixture: 0.5 } }`).learning;
    expect(task.partition).toEqual({ kind: 'by-channel', mixture: 0.5 });
  });

  it('is refused for a mixture that is none', () => {
    expect(refusal('learning: { partition: { kind: by-distance, mixture: 2 } }')).toThrow(/mixture/);
  });
});
