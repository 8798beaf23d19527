/** A user's policy can harm nobody but itself, and what it does wrong is said by its name. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type ControlRules,
  createController,
  createPolicy,
  guardedPolicy,
  loadPolicyPlugin,
  type ObservedDevice,
  PluginError,
  type Policy,
  type PolicyContext,
  reloadPolicyPlugin,
} from '../../../src/control/index.js';
import { InputError } from '../../../src/core/errors.js';
import { exact } from '../../../src/solvers/exact.js';
import { temporaryDirectory } from '../../app/command.js';

const rules: ControlRules = {
  ...{ horizon: 3, bandwidthHz: 2e6, delayKind: 'synchronous', deadlineS: 2, averageDelayS: 1 },
  ...{ penalty: { kind: 'quadratic' }, weights: new Float64Array([1, 1, 1]) },
};
const devices: ObservedDevice[] = ['a', 'b'].map((id, k) => ({
  ...{ id, share: 0.5, snrHz: 1e7 * (1 + k), uplinkBits: 4e5, fixedDelayS: 0.1 },
  ...{ transmitPowerW: 0.2, fixedEnergyJ: 0.003 },
}));

/** What the plug-in in the example does, with something done to it. */
function policy(twist: (context: PolicyContext, problem: Record<string, unknown>) => unknown): Policy {
  return {
    name: 'own',
    title: 'Own',
    decide: (context) => {
      const problem: Record<string, unknown> = {
        ...{ bandwidthHz: rules.bandwidthHz, deadlineS: rules.deadlineS, penalty: rules.penalty },
        ...{ penaltyWeight: 1, delayKind: rules.delayKind, delayPrice: 0.1, devices: context.devices },
      };
      const twisted = twist(context, problem);
      if (twisted !== undefined) return twisted as never;
      return { problem, solution: context.solver.solve(structuredClone(problem) as never) } as never;
    },
  };
}

function decide(own: Policy) {
  const controller = createController({
    rules,
    policy: guardedPolicy(own, 'mine.mjs'),
    solver: exact,
    seed: 1,
  });
  return controller.decide(controller.initialState(), { devices });
}

describe('a guarded policy', () => {
  it('decides as it would without a guard', () => {
    const own = policy(() => undefined);
    const bare = createController({ rules, policy: own, solver: exact, seed: 1 });
    const expected = bare.decide(bare.initialState(), { devices });
    const { decision, verdict } = decide(own);
    expect([decision, verdict.valid]).toEqual([expected.decision, true]);
  });

  it('wraps every policy of ours without a difference', () => {
    const own = createPolicy('learning-drift-plus-penalty', { rules });
    const [plain, guarded] = [own, guardedPolicy(own, 'x')].map((one) => {
      const controller = createController({ rules, policy: one, solver: exact, seed: 1 });
      let state = controller.initialState();
      const decisions = [];
      for (let t = 0; t < 3; t++) {
        const decided = controller.decide(state, { devices });
        decisions.push(decided.decision);
        state = controller.observe(decided.state, { delayS: 0.5, energyJ: {} });
      }
      return { decisions, state };
    });
    expect(guarded).toEqual(plain);
  });

  const changed = (change: object) => (_: PolicyContext, problem: Record<string, unknown>) => {
    Object.assign(problem, change);
  };
  it.each([
    [
      'that throws',
      () => {
        throw new TypeError('no idea\nat all');
      },
      'mine.mjs: decide, round 0: TypeError: no idea',
    ],
    [
      'that throws what cannot be shown',
      () => {
        throw {
          toString() {
            throw new Error();
          },
        };
      },
      'cannot be shown',
    ],
    [
      'that changes a device',
      ({ devices: [first] }: PolicyContext) => {
        (first as { snrHz: number }).snrHz = 1;
      },
      'read only',
    ],
    [
      'that changes the rules',
      (c: PolicyContext) => {
        (c.rules.weights as number[])[0] = 9;
      },
      'read only',
    ],
    [
      'that changes the state',
      (c: PolicyContext) => {
        (c.state as { round: number }).round = 2;
      },
      'read only',
    ],
    [
      'that changes the solver',
      (c: PolicyContext) => {
        (c.solver as { solve: unknown }).solve = 1;
      },
      'read only',
    ],
    ['that promises', async () => ({}), 'a promise'],
    ['that returns a number', () => 7, 'answer'],
    ['without a solution', () => ({ problem: {} }), 'devices'],
    [
      'with more band than there is',
      changed({ bandwidthHz: 4e6 }),
      'problem.bandwidthHz: got 4000000, accepted is at most 2000000',
    ],
    ['with a later deadline', changed({ deadlineS: 3 }), 'problem.deadlineS'],
    ['with no deadline', changed({ deadlineS: undefined }), 'problem.deadlineS'],
    ['with another kind of delay', changed({ delayKind: 'mean' }), 'problem.delayKind'],
    ['with a better code', changed({ maxSpectralEfficiency: 3 }), 'problem.maxSpectralEfficiency'],
    [
      'with a better channel',
      changed({ devices: devices.map((d) => ({ ...d, snrHz: 1e12 })) }),
      'problem.devices[0].snrHz',
    ],
    [
      'with a device of its own',
      changed({ devices: [{ ...devices[0]!, id: 'z' }] }),
      'problem.devices[0].id',
    ],
  ])('%s is named and stopped', (_, twist, message) => {
    expect(() => decide(policy(twist as never))).toThrow(PluginError);
    expect(() => decide(policy(twist as never))).toThrow(message);
  });

  it('may pose fewer devices, other prices and values of its own', () => {
    const own = policy(
      changed({ devices: [{ ...devices[1]!, value: 3, energyPrice: 1 }], penaltyWeight: 9 }),
    );
    const { decision, verdict } = decide(own);
    expect([decision.scheduled, verdict.valid]).toEqual([['b'], true]);
  });

  it('that lies about its solution is refused by the checker', () => {
    const own = policy((context, problem) => {
      const solution = context.solver.solve(structuredClone(problem) as never) as { objective?: number };
      return { problem, solution: { ...solution, objective: 0 } };
    });
    expect(decide(own).verdict.valid).toBe(false);
  });

  it.each([
    ['a queue that is no number', { initialDelayQueueS: Number.NaN }, 'initialDelayQueueS'],
    ['a memory that is no object', { learn: () => [1] }, 'learn, round 0'],
    ['a memory that JSON cannot hold', { learn: () => ({ x: 1n }) }, 'learn, round 0'],
  ])('with %s is refused', (_, more, message) => {
    expect(() => decide({ ...policy(() => undefined), ...(more as object) })).toThrow(message);
  });
});

describe('a plug-in file', () => {
  const folder = temporaryDirectory();
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const whole = 'export default { name: "mine", title: "Mine", decide: () => undefined };';

  it('is loaded with its digest, and again only as it was', async () => {
    const path = file('good.mjs', whole);
    const { ref, policy: own } = await loadPolicyPlugin(path);
    expect(ref).toMatchObject({ policy: 'mine', file: path });
    expect(ref.digest).toMatch(/^[0-9a-f]{64}$/);
    expect([own.title, (await reloadPolicyPlugin(ref)).title]).toEqual(['Mine', 'Mine']);
    file('good.mjs', whole.replace('Mine', 'Other'));
    expect((await loadPolicyPlugin(path)).policy.title).toBe('Other');
    await expect(reloadPolicyPlugin(ref)).rejects.toThrow(InputError);
  });

  it.each([
    ['nothing.mjs', '', 'exports nothing'],
    ['two.mjs', 'export const a = 1; export const b = 2;', 'exports a, b'],
    ['function.mjs', 'export default () => {};', 'no object'],
    ['nodecide.mjs', 'export default { name: "x", title: "X" };', 'decide'],
    ['notitle.mjs', 'export default { name: "x", decide() {} };', 'title'],
    ['name.mjs', 'export default { name: "../x", title: "X", decide() {} };', 'name'],
    ['taken.mjs', 'export default { name: "random", title: "X", decide() {} };', 'is taken'],
    ['throws.mjs', 'throw new Error("at once");', 'loading: Error: at once'],
    ['syntax.mjs', 'export default {', 'loading: '],
  ])('%s is refused', async (name, text, message) => {
    await expect(loadPolicyPlugin(file(name, text))).rejects.toThrow(message);
  });

  it('that is not there, or a folder, is refused by its path', async () => {
    await expect(loadPolicyPlugin(join(folder, 'none.mjs'))).rejects.toThrow('none.mjs');
    await expect(loadPolicyPlugin(folder)).rejects.toThrow('folder');
  });

  it('of the examples is one', async () => {
    const example = new URL('../../../examples/policy-plugin.mjs', import.meta.url);
    expect(pathToFileURL(example.pathname).href).toBe(example.href);
    expect((await loadPolicyPlugin(example.pathname)).ref.policy).toBe('half-when-low');
  });
});
