// How far `balanced` is ahead of each other policy over several studies together: paired differences of all their seeds, whatever the study.
//   node benchmarks/control/pooled.mjs [FILE.ndjson ...]   (after npm run build; default: the studies of this folder)

import { readdirSync, readFileSync } from 'node:fs';
import { meanInterval } from '../../dist/core/student.js';

const FOLDER = new URL('studies/', import.meta.url).pathname;
const files =
  process.argv.length > 2
    ? process.argv.slice(2)
    : readdirSync(FOLDER)
        .filter((name) => name.endsWith('.ndjson') && !name.endsWith('.tuning.ndjson'))
        .map((name) => `${FOLDER}${name}`);

const differences = new Map();
for (const file of files) {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const balanced = new Map(
    lines.filter(({ policy }) => policy === 'balanced').map(({ seed, accuracy }) => [seed, accuracy]),
  );
  for (const { seed, policy, accuracy } of lines) {
    if (policy === 'balanced' || !balanced.has(seed)) continue;
    differences.set(policy, [...(differences.get(policy) ?? []), balanced.get(seed) - accuracy]);
  }
}
process.stdout.write('| policy | seeds | balanced ahead by, points |\n|---|---|---|\n');
for (const [policy, values] of differences) {
  const { mean, halfWidth } = meanInterval(values);
  process.stdout.write(
    `| ${policy} | ${values.length} | ${(100 * mean).toFixed(1)} +- ${(100 * halfWidth).toFixed(1)} |\n`,
  );
}
