/** The budgets of energy of a scenario: one for all devices, or one for each where a list of devices has some of its own. */
import type { Scenario } from './scenario.js';

type Parts = Pick<Scenario, 'constraints' | 'devices'>;

/** J a round on average, by id where they are not the same for all; undefined where energy is not limited. */
export function energyBudgetsJ({
  constraints: { averageEnergyJ },
  devices: { list = [] },
}: Parts): number | Readonly<Record<string, number>> | undefined {
  if (list.every((device) => device.averageEnergyJ === undefined)) return averageEnergyJ;
  const budgets = list.flatMap((device) => {
    const ownJ = device.averageEnergyJ ?? averageEnergyJ;
    return ownJ === undefined ? [] : [[device.id, ownJ] as const];
  });
  return Object.fromEntries(budgets);
}

/** Smallest and largest of them; undefined where energy is not limited. */
export function energyBudgetRangeJ(scenario: Parts): readonly [least: number, most: number] | undefined {
  const budgets = energyBudgetsJ(scenario);
  if (budgets === undefined) return undefined;
  const all = typeof budgets === 'number' ? [budgets] : Object.values(budgets);
  return [Math.min(...all), Math.max(...all)];
}
