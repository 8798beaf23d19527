/** Invariants of docs/architecture.md that a look at the sources decides. */
import { describe, expect, it } from 'vitest';
import { filesBelow, textOf } from './pages.js';

const SOURCES = filesBelow('src', /\.ts$/);

/** Code alone: a comment may speak of what code must not do. */
const codeOf = (path: string) =>
  textOf(path)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '');

const filesWith = (pattern: RegExp) => SOURCES.filter((path) => pattern.test(codeOf(path)));

describe('the sources', () => {
  it('read a clock at the doors alone: the command, the service, and how long others take', () => {
    const readers = filesWith(/\bDate\.now\(|\bperformance\.now\(|\bnew Date\(\)|\bhrtime\b/);
    expect(readers.length).toBeGreaterThan(3);
    // bench and the queue time what is told to a person, a lock its own age; no number of a result comes from there.
    const doors = /^src\/(app|service|client|bench\/plugin|sweep\/queue)\b|^src\/record\/out\//;
    expect(readers.filter((path) => !doors.test(path))).toEqual([]);
  });

  it('draw from named streams alone', () => {
    expect(filesWith(/\bMath\.random\b|\bcrypto\.getRandomValues\b/)).toEqual([]);
    expect(filesWith(/from 'pure-rand/)).toEqual(['src/core/random.ts']);
  });

  it('turn decibels into ratios in units.ts alone, besides the checker', () => {
    const conversions = filesWith(/10 \*\* \([^)]*\/ 10\)|\bMath\.pow\(10,|10 \* Math\.log10/);
    expect(conversions.sort()).toEqual(['src/problem/round/rate.ts', 'src/system/units.ts']);
    const logarithms = filesWith(/\bMath\.log10\b/);
    // 3GPP's path loss is defined in decibels of a distance; bench/families.ts draws from a power law.
    expect(
      logarithms.filter((path) => !/units\.ts$|path-loss\.ts$|^src\/(bench|report)\//.test(path)),
    ).toEqual([]);
  });

  it('are replaced only in tests that share no load of them with others', () => {
    const replacing = filesBelow('test', /\.ts$/).filter((path) =>
      /^\s*vi\.(do)?[mM]ock\(/m.test(textOf(path)),
    );
    const [, list] = /const ISOLATED = \[([^\]]*)\]/.exec(textOf('vitest.config.ts'))!;
    const isolated = [...list!.matchAll(/'(test\/[^'*]+)'/g)].map(([, path]) => path);
    expect(replacing.sort()).toEqual(isolated.sort());
  });

  it('keep to kebab-case, and to one language of imports', () => {
    const names = SOURCES.filter((path) => !/^[a-z0-9/-]+(\.[a-z]+)+$/.test(path));
    expect(names).toEqual([]);
  });

  it('clean text for a terminal in one place', () => {
    const cleaning = filesWith(/\\p\{Cc\}[^/]*\/g?u?g?, ' '/);
    expect(cleaning).toEqual(['src/core/errors.ts']);
  });
});

describe('the code map of docs/architecture.md', () => {
  it('has every folder directly under src, and none that is not there', () => {
    const folders = new Set(SOURCES.flatMap((path) => /^src\/([^/]+)\//.exec(path)?.[1] ?? []));
    const [, map] = /## Code map\n([\s\S]*?)\n## /.exec(textOf('docs/architecture.md'))!;
    const rooms = [...map!.matchAll(/^\| (.*?) \|/gm)].flatMap(([, first]) =>
      [...first!.matchAll(/`src\/([a-z-]+)`/g)].map(([, name]) => name!),
    );
    expect([...rooms].sort()).toEqual([...folders].sort());
  });
});
