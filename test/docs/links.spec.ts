/** Every link of every page leads somewhere, and every citation of a file or a section in code and prose is one. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorOf, filesBelow, headingsIn, linksIn, PAGES, ROOT, textOf } from './pages.js';

/** The fault of a link, undefined for one that leads somewhere. Pages elsewhere are not looked up. */
function faultOf(page: string, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [path, anchor] = target.split('#') as [string, string?];
  const file = path === '' ? page : join(dirname(page), decodeURIComponent(path));
  if (!existsSync(join(ROOT, file))) return `no file ${file}`;
  if (anchor === undefined || !file.endsWith('.md')) return undefined;
  return headingsIn(textOf(file)).map(anchorOf).includes(anchor)
    ? undefined
    : `no heading ${anchor} in ${file}`;
}

describe('links', () => {
  it.each(PAGES)('of %s lead somewhere', (page) => {
    const faults = linksIn(textOf(page)).flatMap(({ target, line }) => {
      const fault = faultOf(page, target);
      return fault ? [`${page}:${line}: ${fault}`] : [];
    });
    expect(faults).toEqual([]);
  });

  it('that lead nowhere would be found', () => {
    expect(faultOf('docs/theory.md', 'no-such-page.md')).toBe('no file docs/no-such-page.md');
    expect(faultOf('docs/theory.md', '#no-such-heading')).toBe(
      'no heading no-such-heading in docs/theory.md',
    );
    expect(faultOf('docs/theory.md', '#1-system')).toBeUndefined();
  });
});

const SOURCES = [
  ...['src', 'test', 'scripts', 'benchmarks', 'assembly'].flatMap((folder) =>
    filesBelow(folder, /\.(ts|mjs)$/),
  ),
  ...filesBelow('scenarios', /\.yaml$/),
  ...filesBelow('sweeps', /\.yaml$/),
  ...PAGES.filter((page) => page !== 'CHANGELOG.md'), // it tells of files that are gone
];

/** Places where a source says something, by line. */
function citations(pattern: RegExp): { where: string; match: RegExpMatchArray }[] {
  return SOURCES.flatMap((source) => {
    const text = textOf(source);
    return [...text.matchAll(pattern)].map((match) => ({
      where: `${source}:${text.slice(0, match.index).split('\n').length}`,
      match,
    }));
  });
}

describe('citations', () => {
  it('of theory by its number are sections of docs/theory.md', () => {
    const numbers = new Set(
      headingsIn(textOf('docs/theory.md')).flatMap(
        (heading) => /^(\d+(?:\.\d+)?)\b/.exec(heading)?.[1] ?? [],
      ),
    );
    const cited = citations(/\btheory (\d+(?:\.\d+)?)\b/g);
    expect(cited.length).toBeGreaterThan(30);
    expect(cited.filter(({ match }) => !numbers.has(match[1]!)).map(({ where }) => where)).toEqual([]);
  });

  it('of lemmas and theorems are proven there', () => {
    const headings = headingsIn(textOf('docs/theory.md')).join('\n');
    const cited = citations(/\b(Lemma|Theorem) (\d+)\b/g);
    const missing = cited.filter(({ match }) => !new RegExp(`${match[1]} ${match[2]}\\b`).test(headings));
    expect(missing.map(({ where }) => where)).toEqual([]);
  });

  it('of files are files', () => {
    const path =
      /(?<![\w./-])((?:docs|src|test|benchmarks|scripts|scenarios|sweeps|tools)\/[\w./-]*\w\.(?:md|ts|mjs|yaml|py|json))\b/g;
    const faults = citations(path)
      .filter(({ where }) => !where.startsWith('test/') && !where.startsWith('docs/adr/'))
      // Examples name files that a user would write; the planted ones come and go.
      .filter(({ match }) => !/\b(NAME|my-|planted)/.test(match[1]!) && !/^sweeps\/s\.yaml$/.test(match[1]!))
      .filter(({ match }) => !existsSync(join(ROOT, match[1]!)));
    expect(faults.map(({ where, match }) => `${where}: ${match[1]}`)).toEqual([]);
  });

  it('of decisions are pages of docs/adr', () => {
    const decisions = filesBelow('docs/adr', /\.md$/).map((page) => /(\d{4})-/.exec(page)![1]!);
    expect(new Set(decisions).size).toBe(decisions.length);
    const cited = citations(/\bADR (\d{4})\b/g);
    expect(cited.filter(({ match }) => !decisions.includes(match[1]!)).map(({ where }) => where)).toEqual([]);
  });

  it('of a source by its name alone are sources', () => {
    const names = new Set(
      ['src', 'test', 'scripts', 'benchmarks', 'assembly'].flatMap((folder) =>
        filesBelow(folder, /\.(ts|mjs)$/).map((path) => basename(path)),
      ),
    );
    const faults = citations(/(?<![\w./-])([a-z][a-z0-9-]*\.(?:ts|mjs))\b/g)
      .filter(({ where }) => !/^(test|docs\/adr)\//.test(where))
      .filter(({ match }) => !names.has(match[1]!) && !match[1]!.startsWith('my-'));
    expect(faults.map(({ where, match }) => `${where}: ${match[1]}`)).toEqual([]);
  });

  it('of a heading, a page and then its name in quotation marks, are headings of it', () => {
    const cited = citations(/\b(docs\/[\w-]+\.md),? "([^"\n]+)"/g);
    const faults = cited.filter(
      ({ match }) => !headingsIn(textOf(match[1]!)).some((h) => h.startsWith(match[2]!)),
    );
    expect(faults.map(({ where, match }) => `${where}: ${match[0]}`)).toEqual([]);
  });
});
