/** A training that ends in no model says so in the table, in the report, in the last line and by the exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONG } from '../long.js';
import { driftlora, temporaryDirectory, temporaryFile } from './command.js';
import { TINY_SCENARIO } from './sweep/tiny-sweep.js';

/** On the tiny encoder of the sweeps: a step that is too large ends in no model on any. */
const scenario = (stepSize: string) =>
  temporaryFile(
    's.yaml',
    TINY_SCENARIO.replace('stepSize: 0.005', `stepSize: ${stepSize}`).replace(
      /^policies: .*/m,
      'policies: [random]',
    ),
  );
/** One that is not. */
const SMALL_STEP = '0.005';

describe('driftlora run', () => {
  // A loss of 1e31 is a number, one of 1e300 has none: JSON keeps null.
  it.each([
    ...(LONG ? [['1e30', 'a number far above the first'] as const] : []),
    ['1e300', 'no number any more'] as const,
  ])('that diverges with a step size of %s, to %s, says so everywhere', async (stepSize) => {
    const out = join(temporaryDirectory(), 'run');
    const { code, stdout, stderr } = await driftlora(['run', scenario(stepSize), '--out', out]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^diverged \(learning\.optimiser\.stepSize is too large\): random$/m);
    expect(stderr).toMatch(/^The training diverged for random: learning\.optimiser\.stepSize is too large/m);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).toContain('The training diverged for random');
    // Nor is it forgotten when the records are read again.
    const again = await driftlora(['report', out]);
    expect([again.code, again.stdout]).toEqual([1, stdout]);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toBe(page);
  });

  it.runIf(LONG)('that learns says nothing of it', async () => {
    const out = join(temporaryDirectory(), 'run');
    const { code, stdout, stderr } = await driftlora(['run', scenario(SMALL_STEP), '--out', out]);
    expect([code, stdout + stderr]).toEqual([0, expect.not.stringMatching(/diverged/)]);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).not.toContain('diverged');
  });
});

describe('driftlora sweep', () => {
  it('says which of its runs diverged', async () => {
    const folder = temporaryDirectory();
    const sweep = temporaryFile(
      'sweep.yaml',
      `name: steps
scenario: ${scenario(SMALL_STEP)}
vary: { learning.optimiser.stepSize: [${SMALL_STEP}, 1e300], seeds: 1 }
metrics: [accuracy, heldOutLoss]
`,
    );
    const out = join(folder, 'sweep');
    const { code, stdout, stderr } = await driftlora(['sweep', sweep, '--out', out, '--workers', '1']);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^The training diverged in 1 of 2 runs/m)]);
    expect(stderr).toMatch(/^The training diverged in 1 of 2 runs: learning\.optimiser\.stepSize/m);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('diverged in 1 of 1 seeds');
    const [head, ...rows] = readFileSync(join(out, 'results.csv'), 'utf8').trimEnd().split('\n');
    const column = head!.split(',').indexOf('diverged');
    expect(rows.map((row) => row.split(',')[column])).toEqual(['0', '1']);
    // The loss of one is no number, so it is empty and in no mean.
    expect(rows.map((row) => row.split(',')[head!.split(',').indexOf('heldOutLoss [nat]')] === '')).toEqual([
      false,
      true,
    ]);
  });
});
