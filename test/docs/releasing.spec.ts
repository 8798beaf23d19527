/** What users will see of the next release says what it makes of the version, and the checklist names commands that there are. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string) => readFileSync(at(path), 'utf8');

describe('a release', () => {
  it('has a changeset for what is unreleased, and none where nothing is', () => {
    const [, unreleased = ''] = /^## \[Unreleased\]\n([\s\S]*?)(?=^## \[|(?![\s\S]))/m.exec(
      read('CHANGELOG.md'),
    )!;
    const changesets = readdirSync(at('.changeset')).filter((name) => /(?<!README)\.md$/.test(name));
    const hasLines = /^- /m.test(unreleased);
    expect(changesets.length > 0).toBe(hasLines);
    for (const name of changesets)
      expect(read(`.changeset/${name}`)).toMatch(/^---\n"driftlora": (patch|minor|major)\n---\n\n\S/);
  });

  it('goes by scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read('docs/releasing.md').matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });
});
