/**
 * Breaks one place of a source file at a time and runs the tests that should notice.
 *
 *   node benchmarks/mutation/run.mjs [--sample N] [--seed S] SOURCE=TEST[,TEST] ...
 *
 * Works on a copy of the last commit in a temporary git worktree; the working tree is not touched. Prints each survivor with its
 * place, then the score of each file. --sample breaks N places of each file, drawn by the seed, instead of all.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What is broken, and how. Types, imports and comments are left alone. */
const OPERATORS = [
  [/ >= /g, ' < '],
  [/ <= /g, ' > '],
  [/ > /g, ' <= '],
  [/ < /g, ' >= '],
  [/ === /g, ' !== '],
  [/ !== /g, ' === '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/ \* /g, ' / '],
  [/ \/ /g, ' * '],
  [/\bMath\.max\(/g, 'Math.min('],
  [/\bMath\.min\(/g, 'Math.max('],
  [/\.filter\(/g, '.slice(0, 0).filter('],
];

const isCode = (line) =>
  !/^\s*(\/\*\*|\*|\/\/|import |export type |export interface |readonly |type |interface )/.test(line);

/** Every place that can be broken: the file's text with it, and where it is. Text inside quotes is no code. */
function mutantsOf(source) {
  const lines = source.split('\n');
  return lines.flatMap((line, i) => {
    if (!isCode(line)) return [];
    const bare = line.replace(/'[^']*'|"[^"]*"/g, (text) => ' '.repeat(text.length).replace(/ /g, '\u0000'));
    return OPERATORS.flatMap(([pattern, to]) =>
      [...bare.matchAll(pattern)].map((match) => {
        const changed = line.slice(0, match.index) + to + line.slice(match.index + match[0].length);
        const text = [...lines.slice(0, i), changed, ...lines.slice(i + 1)].join('\n');
        return { line: i + 1, what: `${match[0].trim()} -> ${to.trim()}`, text, changed: changed.trim() };
      }),
    );
  });
}

/** The same draws for the same seed. */
function sampled(items, count, seed) {
  let state = seed;
  const keyed = items.map((item) => {
    state = (state * 48271) % 2147483647;
    return { item, key: state };
  });
  return keyed
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ item }) => item);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const root = resolve(import.meta.dirname, '../..');
const copy = mkdtempSync(join(tmpdir(), 'driftlora-mutants-'));
const git = (...args) => spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' });
git('worktree', 'add', '--detach', '--force', copy, 'HEAD');
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
try {
  for (const pair of positionals) {
    const [source, tests] = pair.split('=');
    const path = join(copy, source);
    const original = readFileSync(path, 'utf8');
    const all = mutantsOf(original);
    const chosen = values.sample ? sampled(all, Number(values.sample), Number(values.seed)) : all;
    let killed = 0;
    for (const { line, what, text, changed } of chosen) {
      writeFileSync(path, text);
      const { status } = spawnSync(
        process.execPath,
        ['node_modules/vitest/vitest.mjs', 'run', '--bail', '1', '--maxWorkers', '1', ...tests.split(',')],
        { cwd: copy, encoding: 'utf8', timeout: 180_000 },
      );
      if (status === 0) console.log(`survived ${source}:${line} ${what}\n  ${changed}`);
      else killed++;
    }
    writeFileSync(path, original);
    console.log(`${source}: ${killed} of ${chosen.length} noticed (${all.length} places)`);
  }
} finally {
  git('worktree', 'remove', '--force', copy);
  rmSync(copy, { recursive: true, force: true });
}
