/** Balanced participation under a penalty that is on another scale than its own. */
import { expect, it } from 'vitest';
import { createController, createPolicy } from '../../../src/control/index.js';
import { exact } from '../../../src/solvers/exact.js';

it('hears somebody in every round, though quadratic says that nobody costs 1 and two of ten devices cost 4', () => {
  const rules = {
    horizon: 12,
    bandwidthHz: 5e5,
    delayKind: 'synchronous',
    averageDelayS: 0.35,
    deadlineS: 2,
    penalty: { kind: 'quadratic' },
    weights: new Array<number>(12).fill(1),
  } as const;
  const controller = createController({
    rules,
    policy: createPolicy('balanced', { rules }),
    solver: exact,
    seed: 1,
  });
  const devices = Array.from({ length: 10 }, (_, k) => ({
    ...{ id: `d${k}`, share: 0.1, snrHz: 1e7 * (1 + k), uplinkBits: 5e5 },
    ...{ fixedDelayS: 0.05, transmitPowerW: 0.2, fixedEnergyJ: 0.01 },
  }));
  const heard = new Set<string>();
  let state = controller.initialState();
  for (let t = 0; t < rules.horizon; t++) {
    const { decision, state: learned } = controller.decide(state, { devices });
    expect(decision.scheduled.length).toBeGreaterThan(0);
    for (const id of decision.scheduled) heard.add(id);
    state = controller.observe(learned, { delayS: 0.35, energyJ: {} });
  }
  expect(heard.size).toBe(10);
});
