// Parallel efficiency of `driftlora sweep`: T1 / (N T_N), the whole command with one worker against N, by turns.
// npm run --silent build && node benchmarks/sweep/efficiency.mjs [--workers 2] [--repeats 3]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { workers: { type: 'string', default: '2' }, repeats: { type: 'string', default: '3' } },
});
const workers = Number(values.workers);
const repeats = Number(values.repeats);
const cli = fileURLToPath(new URL('../../dist/app/cli.js', import.meta.url));
const sweep = fileURLToPath(new URL('efficiency.yaml', import.meta.url));

/** Seconds of the whole command, start of the process and report included. */
function timeS(count) {
  const out = mkdtempSync(join(tmpdir(), 'driftlora-efficiency-'));
  const start = performance.now();
  const run = spawnSync(process.execPath, [cli, 'sweep', sweep, '--out', out, '--workers', String(count)]);
  const elapsedS = (performance.now() - start) / 1000;
  rmSync(out, { recursive: true, force: true });
  if (run.status !== 0) throw new Error(String(run.stderr));
  return elapsedS;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const before = loadavg()[0];
const one = [];
const many = [];
for (let repeat = 0; repeat < repeats; repeat++) {
  one.push(timeS(1));
  many.push(timeS(workers));
  process.stderr.write(
    `1 worker ${one.at(-1).toFixed(1)} s, ${workers} workers ${many.at(-1).toFixed(1)} s\n`,
  );
}
const result = {
  cores: availableParallelism(),
  loadBefore: Number(before.toFixed(2)),
  workers,
  medianS: { one: Number(median(one).toFixed(2)), many: Number(median(many).toFixed(2)) },
  efficiency: Number((median(one) / (workers * median(many))).toFixed(3)),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
