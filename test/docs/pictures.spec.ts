/** Pictures of the docs are those that today's code draws; after a change that is meant: npm run pictures. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONG } from '../long.js';
import { filesBelow, PAGES, ROOT, textOf } from './pages.js';

// The pictures come from the built package, as `npm run pictures` draws them.
const { drawn, PICTURES } = (await import('../../scripts/pictures/index.mjs' as string)) as {
  drawn: (name: string) => Promise<string>;
  PICTURES: Readonly<Record<string, unknown>>;
};

/** Of a whole horizon played by two policies. */
const PLAYED = ['prices'];

describe('pictures', () => {
  it.each(Object.keys(PICTURES).filter((name) => LONG || !PLAYED.includes(name)))('%s', async (name) => {
    const svg = await drawn(name);
    expect(svg.match(/<path/g)!.length).toBeGreaterThan(5);
    await expect(svg).toMatchFileSnapshot(join(ROOT, 'docs/img', `${name}.svg`));
  });

  it('stand on a page each, with words for those who do not see them', () => {
    const text = PAGES.map(textOf).join('\n');
    for (const file of filesBelow('docs/img', /\.svg$/)) {
      const [, words] =
        new RegExp(`!\\[([^\\]]{20,})\\]\\((docs/)?${file.replace('docs/', '')}\\)`).exec(text) ?? [];
      expect(words, file).toBeDefined();
    }
  });
});
