import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from '../../src/core/nearest-name.js';

const word = fc.stringMatching(/^[a-z]{0,12}$/);

describe('editDistance', () => {
  it('is symmetric, 0 for equal words only, and at most the longer length', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const edits = editDistance(a, b);
        expect(edits).toBe(editDistance(b, a));
        expect(edits === 0).toBe(a === b);
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });

  it('counts a swap of neighbours as one edit', () => {
    expect(editDistance('bandwidht', 'bandwidth')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('kitten', 'sitting')).toBe(3);
  });
});

describe('nearestName', () => {
  const keys = ['bandwidth', 'noise', 'noiseFigure', 'power', 'fading'];

  it('returns the name itself when it is a candidate', () => {
    fc.assert(fc.property(fc.constantFrom(...keys), (key) => nearestName(key, keys) === key));
  });

  it.each([
    ['bandwith', 'bandwidth'],
    ['Band_Width', 'bandwidth'],
    ['bandwidthHz', 'bandwidth'],
    ['nose', 'noise'],
    ['noisefigur', 'noiseFigure'],
    ['pwoer', 'power'],
  ])('finds the nearest to %s', (wrong, right) => {
    expect(nearestName(wrong, keys)).toBe(right);
  });

  it.each(['', 'x', 'temperature', 'rounds'])('offers nothing for %j, which is near to none', (wrong) => {
    expect(nearestName(wrong, keys)).toBeUndefined();
  });
});
