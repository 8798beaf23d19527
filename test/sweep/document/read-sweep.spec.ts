import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSweep } from '../../../src/sweep/document/read-sweep.js';
import { temporaryDirectory } from '../../app/command.js';
import { KNOWN } from '../../scenario/known.js';

const read = (text: string, quick = false) => readSweep(text, 'mine.yaml', { known: KNOWN, quick });

describe('reading a sweep', () => {
  it('makes the full grid, the same seeds at every point', async () => {
    const { axes, points, cells, seeds } = await read(`
scenario: { seed: 7, rounds: 3 }
vary:
  control.tradeOff: [1, 10]
  radio.bandwidth: [1 MHz, 2 MHz, 500 kHz]
  seeds: 2
`);
    expect(seeds).toEqual([7, 8]);
    expect(axes.map(({ key, unit, numbers }) => [key, unit, numbers])).toEqual([
      ['control.tradeOff', '', [1, 10]],
      ['radio.bandwidth', '', undefined], // two units: names, not numbers
    ]);
    expect(points).toHaveLength(6);
    expect(cells.map(({ seed, point }) => [seed, point])).toEqual(
      [7, 8].flatMap((seed) => [0, 1, 2, 3, 4, 5].map((point) => [seed, point])),
    );
    const { scenario } = cells[5]!;
    expect([scenario.control.tradeOff, scenario.radio.bandwidthHz, scenario.rounds]).toEqual([10, 5e5, 3]);
    expect(cells[11]!.scenario.learning.task.dataset.seed).toBe(8);
    expect(new Set(cells.map(({ fingerprint }) => fingerprint)).size).toBe(12);
  });

  it('leaves out, and refuses by name, what a grid without training does not measure', async () => {
    const untrained = 'scenario: { learning: { train: false } }\nvary: { learning.batchSize: [1, 2] }\n';
    const { metrics } = await read(untrained);
    expect(metrics).not.toContain('accuracy');
    expect(metrics).toContain('weightedPenalty');
    await expect(read(`${untrained}metrics: [gapBound, rounds.accuracy]\n`)).rejects.toThrow(
      /:3: metrics\.1: got "rounds\.accuracy", accepted is a metric of decisions/,
    );
  });

  it('takes numbers of one unit as numbers, groups as names, and a list of seeds as it is', async () => {
    const { axes, seeds, cells } = await read(`
vary:
  constraints.averageDelay: [100 ms, 0.5e3 ms]
  learning.partition: [{ kind: iid }, { kind: dirichlet, alpha: 0.1 }]
  seeds: [5, 3]
`);
    expect(axes[0]).toMatchObject({ unit: 'ms', numbers: [100, 500] });
    expect(axes[1]!.labels[1]).toBe('kind dirichlet, alpha 0.1');
    expect(seeds).toEqual([5, 3]);
    expect(cells[1]!.scenario.learning.task.partition).toEqual({ kind: 'dirichlet', alpha: 0.1 });
    expect(cells[0]!.scenario.constraints.averageDelayS).toBeCloseTo(0.1, 12);
  });

  it('finds a scenario file from the folder of the sweep', async () => {
    const folder = temporaryDirectory();
    mkdirSync(join(folder, 'sweeps'));
    writeFileSync(join(folder, 'base.yaml'), 'rounds: 9\n');
    const plan = await readSweep('scenario: ../base.yaml', join(folder, 'sweeps/s.yaml'), { known: KNOWN });
    expect(plan.cells.map(({ scenario }) => scenario.rounds)).toEqual([9, 9, 9, 9, 9]);
    expect(plan.points).toEqual([[]]);
  });

  it('starts from a file with keys of its own, and blames each file with its own lines', async () => {
    const folder = temporaryDirectory();
    const file = join(folder, 's.yaml');
    writeFileSync(join(folder, 'base.yaml'), 'rounds: 9\nradio: { bandwidth: 3 MHz, power: 20 dBm }\n');
    writeFileSync(join(folder, 'bad.yaml'), 'seed: 1\nrounds: 0\n');
    const readFrom = (name: string, more: string) =>
      readSweep(`scenario:\n  from: ${name}\n  ${more}`, file, { known: KNOWN });
    const { scenario } = (await readFrom('base.yaml', 'radio: { bandwidth: 1 MHz }')).cells[0]!;
    expect([scenario.rounds, scenario.radio.bandwidthHz]).toEqual([9, 1e6]);
    expect(scenario.radio.transmitPowerW).toBeCloseTo(0.1, 12);
    await expect(readFrom('bad.yaml', 'seed: 2')).rejects.toThrow(/bad\.yaml:2: rounds: got 0/);
    await expect(readFrom('base.yaml', 'rounds: 0')).rejects.toThrow(/s\.yaml:3: rounds: got 0/);
    await expect(readFrom('none.yaml', '')).rejects.toThrow(/s\.yaml:2: scenario\.from: got "none\.yaml"/);
  });

  it('is quick on the ends of every axis with one seed and short runs', async () => {
    const { points, seeds, cells, axes } = await read(
      'vary: { control.tradeOff: [1, 2, 3], seeds: 4 }',
      true,
    );
    expect([points, seeds]).toEqual([[[0], [1]], [1]]);
    expect(axes[0]).toMatchObject({ labels: ['1', '3'], numbers: [1, 3] });
    expect(cells.map(({ scenario }) => scenario.control.tradeOff)).toEqual([1, 3]);
    expect(cells[0]!.scenario.rounds).toBeLessThan(10);
  });
});

describe('what is wrong is one line with file, line, key, value and what is accepted', () => {
  it.each([
    // a key of the sweep, and one of the scenario in it
    ['vari: {}', /^mine\.yaml:1: vari: unknown key, .*did you mean "vary"\?$/],
    ['name: a\nscenario:\n  raounds: 4', /^mine\.yaml:3: raounds: unknown key, .*did you mean "rounds"\?$/],
    ['scenario: nowhere.yaml', /^mine\.yaml:1: scenario: got "nowhere.yaml", accepted is the path .*ENOENT/],
    // what is varied
    [
      'vary:\n  radio.bandwith: [1 MHz]',
      /^mine\.yaml:2: vary\.radio\.bandwith: unknown key, .*"radio\.bandwidth"\?$/,
    ],
    ['vary:\n  bandwidth: [1 MHz]', /:2: vary\.bandwidth: unknown key, .*did you mean "radio\.bandwidth"\?$/],
    ['vary:\n  control.tradeOff: 3', /:2: vary\.control\.tradeOff: got 3, accepted is a list/],
    [
      'vary:\n  control.tradeOff: [3, 3]',
      /:2: vary\.control\.tradeOff\[1\]: got 3, accepted is each value once/,
    ],
    ['vary:\n  seed: [1, 2]', /:2: vary\.seed: cannot be varied: "seeds" does/],
    ['vary:\n  policies: [[myopic]]', /:2: vary\.policies: cannot be varied/],
    ['vary: [1]', /:1: vary: got \[1\], accepted is a group/],
    ['vary:\n  seeds: 0', /:2: vary\.seeds: got 0, accepted is a whole number from 1/],
    ['vary:\n  seeds: [1, 1]', /:2: vary\.seeds\[1\]: got 1, accepted is .*each once/],
    [
      'vary:\n  learning.partition: [{ kind: iid }]\n  learning.partition.alpha: [1]',
      /:3: vary\.learning\.partition\.alpha: is a part of/,
    ],
    // values, by the scenario's schema, with their own line
    [
      'vary:\n  radio.bandwidth:\n    - 1 MHz\n    - 2\n',
      /^mine\.yaml:4: radio\.bandwidth: got 2, accepted is a number with one of the units Hz/,
    ],
    [
      'vary:\n  control.tradeOff: [1]\n  control.penalty:\n    - linear\n    - quadratik',
      /:5: control\.penalty: got "quadratik", .*did you mean "quadratic"\?$/,
    ],
    [
      'vary:\n  learning.devices:\n    - 20\n    - 3\n',
      /: control\.baselineDevices: got 5, accepted is at most learning\.devices$/,
    ],
    // the figure
    [
      'figure: { x: rounds.round, y: accuracy }',
      /:1: figure\.y: got "accuracy", accepted is series of the rounds/,
    ],
    ['figure:\n  x: control.tradeof\n  y: accuracy', /:2: figure\.x: got "control\.tradeof"/],
    [
      'vary: { control.tradeOff: [1] }\nfigure: { x: control.tradeOff, y: acuracy }',
      /:2: figure\.y: got "acuracy", .*did you mean "accuracy"\?$/,
    ],
    [
      'vary: { control.tradeOff: [1, 2], learning.lora.rank: [1, 2] }\nfigure: { x: control.tradeOff, y: accuracy, series: policy }',
      /:2: figure\.series: got "policy", accepted is all that varies beside x: learning\.lora\.rank, policy$/,
    ],
    [
      'vary: { control.penalty: [linear, inverse] }\nfigure: { x: control.penalty, y: accuracy, xScale: log }',
      /figure\.xScale: got "log", accepted is linear/,
    ],
    ['metrics: [accuracy, acc]', /:1: metrics\[1\]: got "acc", .*did you mean "accuracy"\?$/],
  ])('%s', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('refuses a grid that is too large before it is made', async () => {
    const list = Array.from({ length: 100 }, (_, i) => i + 1).join(', ');
    const text = `vary:\n  control.tradeOff: [${list}]\n  rounds: [${list}]\n  seeds: 1000`;
    await expect(read(text)).rejects.toThrow(
      /:1: vary: the grid has 10000000 cells, accepted are at most 100000$/,
    );
  });
});
