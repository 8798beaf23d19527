/** The figures of docs/theory.md that a command gives in seconds, computed again: prose and code change together. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { validationFigures } from '../../src/validation/index.js';
import { LONG } from '../long.js';

it.runIf(LONG)(
  'are those of `driftlora bound --validation`',
  () => {
    const page = readFileSync(new URL('../../docs/theory.md', import.meta.url), 'utf8').replace(/\s+/g, ' ');
    const { ranks } = validationFigures({ seed: 1 });
    const words = ranks.map(({ agreement: { mean, interval } }) => ({
      mean: mean.toFixed(2),
      interval: interval!.map((end) => end.toFixed(2)).join(' to '),
    }));
    expect(page).toContain(`rank correlation of ${words[0]!.mean} (95 % interval ${words[0]!.interval};`);
    expect(page).toContain(`and ${words[1]!.mean} (${words[1]!.interval};`);
  },
  120_000,
);
