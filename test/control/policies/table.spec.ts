/** The table of policies: names, options, and a planted policy that needs nothing but its line there. */
import { describe, expect, it, vi } from 'vitest';
import {
  type ControlRules,
  createPolicy,
  createPolicyFrom,
  policyRegistry,
} from '../../../src/control/index.js';
import type { PolicyEntry } from '../../../src/control/policy-entry.js';
import { readScenario } from '../../../src/scenario/index.js';
import { inlinePool, runScenario } from '../../../src/simulation/index.js';
import { exact } from '../../../src/solvers/exact.js';
import { tinyTask } from '../../reference/tiny-task.js';
import { tinyScenario } from '../../simulation/scenario-builder.js';

const RULES: ControlRules = {
  horizon: 3,
  bandwidthHz: 1e6,
  delayKind: 'synchronous',
  averageDelayS: 1,
  deadlineS: 2,
  penalty: { kind: 'linear' },
  weights: [1, 1, 1],
};
const HISTORY = [
  {
    devices: [
      {
        id: 'a',
        share: 1,
        snrHz: 1e7,
        uplinkBits: 1e5,
        fixedDelayS: 0,
        transmitPowerW: 0.1,
        fixedEnergyJ: 0,
      },
    ],
  },
];

vi.mock('../../../src/control/policies/table.js', async (original) => {
  const { POLICY_TABLE } = await original<{ POLICY_TABLE: readonly PolicyEntry[] }>();
  const { planted } = await import('./planted.js');
  return { POLICY_TABLE: [...POLICY_TABLE, planted] };
});

describe('a policy in the table', () => {
  it('has a name of its own', () => {
    const names = policyRegistry.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(policyRegistry.map((entry) => [entry.name, entry] as const))(
    '%s is made from rules and a past alone, and says of itself what its entry says',
    (name, entry) => {
      const policy = createPolicy(name, { rules: RULES, history: HISTORY });
      const { hasPrices, keepsBudgets } = entry;
      expect(policy).toMatchObject({ name, hasPrices, keepsBudgets });
      expect(policy.title).not.toBe('');
      for (const [key, option] of Object.entries(entry.options)) {
        expect(option.read(option.default, key)).toBe(option.default);
      }
    },
  );

  it('plays a scenario that names it, and its prices are recorded', async () => {
    const known = { policies: policyRegistry.map(({ name }) => name), solvers: ['exact'] };
    expect(readScenario('policies: [planted]', 'x.yaml', known).policies).toEqual(['planted']);
    const task = tinyTask(6);
    const { summary, records } = await runScenario(tinyScenario({ policies: ['planted'], rounds: 3 }), {
      ...{ task, pool: inlinePool(task), solver: exact },
      clockS: () => 0,
    });
    expect(summary.policies[0]).toMatchObject({ policy: 'planted', title: 'Planted at 3' });
    expect(records.map(({ prices }) => prices?.perS)).toEqual([3, 3, 3]);
  });
});

describe('options', () => {
  it.each([
    ['options.price', 'planted', { price: 0 }],
    ['options.price', 'planted', { price: '3' }],
    ['options.prise', 'planted', { prise: 1 }],
    ['options.gain', 'drift-plus-penalty', { gain: -1 }],
    ['options.partOfRest', 'drift-plus-penalty', { partOfRest: 1.5 }],
    ['options.sampleRounds', 'learning-drift-plus-penalty', { sampleRounds: 0.5 }],
    ['options.tradeOff', 'plain-drift-plus-penalty', { tradeOff: 'rule' }],
    ['options.devices', 'random', { devices: 0 }],
    ['options.devices', 'myopic', { devices: 1 }],
    ['policy', 'myopia', {}],
    ['history', 'static', {}],
  ])('%s of %s is refused', (field, name, options) => {
    expect(() => createPolicy(name, { rules: RULES }, options)).toThrow(expect.objectContaining({ field }));
  });

  it('of other policies are passed over where one file serves several', () => {
    const material = { rules: RULES, history: HISTORY };
    expect(createPolicyFrom({ price: 7, devices: 3 }, 'planted', material).title).toBe('Planted at 7');
    expect(createPolicyFrom({ price: 7, devices: 3 }, 'random', material).title).toContain('3 devices');
  });
});
