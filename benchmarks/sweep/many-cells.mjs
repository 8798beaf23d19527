// Time and peak memory of a sweep whose cells are all kept: `driftlora sweep` takes them up, makes results and report.
// npm run --silent build && node benchmarks/sweep/many-cells.mjs [--cells 5000] [--points 500] [--rounds 20]
// The cells are written by the sweep's own writer from the result of one real run, each with its own scenario and numbers.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '5000' },
    points: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '20' },
  },
});
const [cells, points, rounds] = [Number(values.cells), Number(values.points), Number(values.rounds)];
if (!(cells % points === 0)) throw new Error('--cells: a multiple of --points');

const built = (name) => new URL(`../../dist/${name}`, import.meta.url).href;
const { readSweep } = await import(built('sweep/document/read-sweep.js'));
const { SweepDirectory } = await import(built('sweep/directory.js'));
const { cellText, runCell } = await import(built('sweep/cells/run-cell.js'));
const { cellScenario } = await import(built('sweep/cells/fingerprint.js'));
const { KNOWN_NAMES } = await import(built('scenario/index.js'));
const { createSplitTask } = await import(built('training/index.js'));

const folder = mkdtempSync(join(tmpdir(), 'driftlora-many-cells-'));
const file = join(folder, 'grid.yaml');
const out = join(folder, 'out');
const tradeOffs = Array.from({ length: points }, (_, i) =>
  Number((10 ** ((4 * i) / points - 2)).toPrecision(6)),
);
writeFileSync(
  file,
  `name: many cells
scenario:
  rounds: ${rounds}
  learning: { data: { kind: wordnet, classes: 2, rows: 12, heldOutRows: 4 }, devices: 4, maxTokens: 3, train: false }
  control: { historyRounds: 2, baselineDevices: 1, clairvoyantBound: false }
  policies: [plain-drift-plus-penalty, random]
vary: { control.tradeOff: [${tradeOffs.join(', ')}], seeds: ${cells / points} }
metrics: [weightedPenalty, totalDelayS, rounds.delayQueueS]
figure: { x: control.tradeOff, y: [weightedPenalty, rounds.delayQueueS], xScale: log }
`,
);

/** The same run with every number a little other, so that means have intervals. */
const changed = (text, cell, i) => {
  const { digest: _, ...result } = JSON.parse(text, (_key, value) =>
    typeof value === 'number' && !Number.isInteger(value) ? value * (1 + 1e-3 * Math.sin(i)) : value,
  );
  return cellText({ ...result, fingerprint: cell.fingerprint, scenario: cellScenario(cell.scenario) });
};

async function writeCells() {
  const plan = await readSweep(readFileSync(file, 'utf8'), file, { known: KNOWN_NAMES });
  const text = await runCell(plan.cells[0], { createTask: createSplitTask });
  const directory = await SweepDirectory.open(out, plan, { tell: () => {} });
  const next = plan.cells.entries();
  const write = async () => {
    for (const [i, cell] of next) await directory.keepCell(cell.fingerprint, changed(text, cell, i));
  };
  await Promise.all(Array.from({ length: 16 }, write));
  directory.close();
}

const DRIVER = `
  const [program, args] = JSON.parse(process.argv[1]);
  const { runCommand } = await import(program);
  const start = performance.now();
  await runCommand(args);
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpuS = (userCPUTime + systemCPUTime) / 1e6;
  console.error(JSON.stringify({ elapsedS: (performance.now() - start) / 1000, cpuS, peakMB: maxRSS / 1024 }));
`;

try {
  await writeCells();
  const args = JSON.stringify([built('app/program.js'), ['sweep', file, '--out', out, '--workers', '1']]);
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', DRIVER, args], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const said = run.stderr.trim().split('\n');
  if (run.status !== 0 || !said.includes(`${cells} of ${cells} cells are kept.`)) throw new Error(run.stderr);
  const { elapsedS, cpuS, peakMB } = JSON.parse(said.at(-1));
  const names = readdirSync(join(out, 'cells'));
  const bytes = names.reduce((sum, name) => sum + statSync(join(out, 'cells', name)).size, 0);
  const report = statSync(join(out, 'report.html')).size;
  console.log(`${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`);
  console.log(
    `${names.length} cells of ${rounds} rounds (${(bytes / 1e6).toFixed(0)} MB), ${points} grid points: ` +
      `${elapsedS.toFixed(1)} s, ${cpuS.toFixed(1)} s of CPU, peak ${peakMB.toFixed(0)} MB, report ${(report / 1e6).toFixed(1)} MB`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
