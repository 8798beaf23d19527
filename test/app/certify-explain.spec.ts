/** `driftlora certify --explain`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CommandResult, driftlora, temporaryFile } from './command.js';

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/solvers.md', import.meta.url)), 'utf8');
/** The example that docs/solvers.md works by hand. */
const THREE = /```json\n([\s\S]*?)```/.exec(PAGE)![1]!;

describe('certify --explain', () => {
  const problem = temporaryFile('three.json', THREE);
  let solved: CommandResult;
  let solution: string;
  beforeAll(async () => {
    solved = await driftlora(['solve', problem]);
    solution = temporaryFile('solution.json', solved.stdout);
  });

  it('prints every part, its bound, and why nothing in it is better', async () => {
    const { code, stdout } = await driftlora(['certify', problem, solution, '--explain']);
    expect(code).toBe(0);
    const [verdict, sentence, ...table] = stdout.split('\n');
    expect(JSON.parse(verdict!)).toEqual({ valid: true, reasons: [] });
    expect(sentence).toContain('parts cover all schedules. The least bound, 0.6452213, is proven');
    const text = table.join('\n');
    expect(text).toMatch(/│ with near, middle, .*│ 0\.6452213 │ none better/);
    expect(text.match(/all worse/g)!.length).toBeGreaterThan(4);
    for (const line of table) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('says when there is no proof, and why a claim fails first', async () => {
    const { scheduled, bandwidthHz } = JSON.parse(solved.stdout) as Record<string, unknown>;
    const bare = temporaryFile('bare.json', JSON.stringify({ scheduled, bandwidthHz }));
    expect((await driftlora(['certify', problem, bare, '--explain'])).stdout).toContain('No certificate');
    const lie = temporaryFile(
      'lie.json',
      solved.stdout.replace(/"lambda"|"objective":0\.6/, '"objective":0.5'),
    );
    expect((await driftlora(['certify', problem, lie, '--explain'])).code).toBe(1);
  });

  it('is of one problem: lines are refused in words', async () => {
    const { code, stderr } = await driftlora(['certify', '-', '--explain'], '');
    expect(code).toBe(2);
    expect(stderr).toMatch(/--explain/);
  });
});
