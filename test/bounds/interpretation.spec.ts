import { describe, expect, it } from 'vitest';
import { interpretGap, smoothPlConstants } from '../../src/bounds/index.js';

const rounds = Array.from({ length: 50 }, () => ({ participants: [{ share: 0.5, batchSize: 2 }] }));
const horizon = (delta2: number, sigma2: number, mu = 0.5) => ({
  constants: smoothPlConstants({ L: 1, mu, delta2, sigma2 }),
  eta: 0.5,
});

describe('what the bound is worth', () => {
  it('takes the bound apart without losing anything', () => {
    const { bounds, parts } = interpretGap(3, rounds, horizon(0.2, 0.4));
    expect(parts.start + parts.participation + parts.noise).toBeCloseTo(bounds.at(-1)!, 12);
  });

  it('says where it is vacuous and why', () => {
    const divided = interpretGap(0.1, rounds, horizon(5, 0.1));
    expect(divided.vacuousRounds.length).toBe(50);
    expect(divided.words.join(' ')).toContain('delta^2');
    expect(interpretGap(0.1, rounds, horizon(0, 9)).words.join(' ')).toContain('because of mini-batch noise');
  });

  it('says when the horizon is too short to tell', () => {
    expect(interpretGap(3, rounds, horizon(0, 0, 0.001)).words.join(' ')).toContain(
      'short for its contraction',
    );
    expect(interpretGap(3, rounds, horizon(0, 0)).words.join(' ')).not.toContain('short');
  });

  it('admits a measured gap above the bound', () => {
    const measured = [3.1, 4, Number.NaN, 0.001]; // two measurements of the start may differ
    const { words } = interpretGap(3, rounds, horizon(0.2, 0.4), measured);
    expect(words.join(' ')).toContain('passes the bound after 1 of 2 rounds, first after round 1');
  });
});
