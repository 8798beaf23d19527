/** Policies of the caller's own run beside the others, on the same channels, held against the same bound. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createPolicy, type Policy } from '../../src/control/index.js';
import { inlinePool, runScenario } from '../../src/simulation/index.js';
import { loadSolver, type RoundSolver } from '../../src/solvers/index.js';
import { tinyTask } from '../reference/tiny-task.js';
import { tinyScenario } from './scenario-builder.js';

let solver: RoundSolver;
beforeAll(async () => {
  solver = await loadSolver('exact');
});

const scenario = tinyScenario({ rounds: 6, policies: ['best-channel', 'myopic'] });

function run(plugins: readonly Policy[], asked = scenario) {
  const task = tinyTask(6);
  return runScenario(asked, { task, pool: inlinePool(task), solver, plugins, clockS: () => 0 });
}

const devices = scenario.control.baselineDevices;
const own: Policy = {
  name: 'mine',
  title: 'Best channel again',
  decide: (context) => createPolicy('best-channel', { rules: context.rules }, { devices }).decide(context),
};

describe('runScenario with plug-ins', () => {
  it('plays them like one of ours, and changes nothing for the others', async () => {
    const [without, beside] = [await run([]), await run([own])];
    expect(beside.summary.policies.map(({ policy }) => policy)).toEqual(['best-channel', 'myopic', 'mine']);
    expect(beside.records.filter(({ policy }) => policy !== 'mine')).toEqual(without.records);
    const of = (name: string) =>
      beside.records.filter(({ policy }) => policy === name).map(({ policy: _, ...record }) => record);
    expect(of('mine')).toEqual(of('best-channel'));
    const [best, , mine] = beside.summary.policies;
    expect({ ...mine!, policy: '', title: '' }).toEqual({ ...best!, policy: '', title: '' });
  });

  it('refuses a name that is taken, and names a plug-in that fails', async () => {
    await expect(run([{ ...own, name: 'myopic' }])).rejects.toThrow('plugins[0].name');
    await expect(run([own, own])).rejects.toThrow('plugins[1].name');
    const failing = { ...own, name: 'failing', decide: () => null as never };
    await expect(run([failing])).rejects.toThrow('policy plug-in failing: decide, round 0');
  });
});
