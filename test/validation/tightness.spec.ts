import { describe, expect, it } from 'vitest';
import { tightnessTable } from '../../src/validation/tightness.js';

describe('tightness', () => {
  it.each(tightnessTable().map((row) => [row.theorem, row.instance, row] as const))(
    '%s holds with equality: %s',
    (_theorem, _instance, row) => {
      expect(Math.abs(row.slack)).toBeLessThanOrEqual(1e-9);
      expect(row.bound).toBeGreaterThan(0);
    },
  );
});
