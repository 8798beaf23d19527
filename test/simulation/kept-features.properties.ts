/** Laws of the feature cache: the same training for fewer bits, counted again from the records, and a bound that no policy passes. */
import { beforeAll, describe, expect, it } from 'vitest';
import { arrivedIn, type RoundRecord } from '../../src/record/records.js';
import { clairvoyantSentence } from '../../src/report/findings.js';
import { inlinePool, type RunResult, runScenario, type Scenario } from '../../src/simulation/index.js';
import { createEnvironment } from '../../src/simulation/world/environment.js';
import { cheapestObservations, conditionsFor } from '../../src/simulation/world/kept-rows.js';
import { DEFAULT_SOLVER, loadSolver, type RoundSolver } from '../../src/solvers/index.js';
import type { CachedRows, SplitTask } from '../../src/training/index.js';
import { tinyTask } from '../reference/tiny-task.js';
import { tinyScenario } from './scenario-builder.js';

const TEXT_BITS = 2e5;
const NUMBER_BITS = 32;

/** The tiny task with rows that cost their number alone where they are kept. */
function task(): SplitTask {
  const tiny = tinyTask(6);
  const bits = (rows: readonly number[], cached: CachedRows = new Set()) =>
    rows.reduce((sum, row) => sum + (cached.has(row) ? NUMBER_BITS : TEXT_BITS), 0);
  return {
    ...tiny,
    payload: (rows, cached) => ({ ...tiny.payload(rows), uplinkBits: bits(rows, cached) }),
    workload: (rows, head, cached = new Set()) => ({
      ...tiny.workload(rows, head),
      deviceFlop: rows.filter((row) => !cached.has(row)).length * 1e6,
    }),
  };
}

let solver: RoundSolver;
beforeAll(async () => {
  solver = await loadSolver(DEFAULT_SOLVER);
});

const { constraints, control, learning, devices } = tinyScenario();
const plain = tinyScenario({
  rounds: 8,
  policies: ['random', 'round-robin', 'plain-drift-plus-penalty'],
  control: { ...control, clairvoyantBound: false },
  constraints: { ...constraints, deadlineS: 100 }, // Nobody is left out for being slow.
});
const cachedOf = (scenario: Scenario): Scenario => ({
  ...scenario,
  learning: { ...scenario.learning, featureCache: true },
});

function run(scenario: Scenario): Promise<RunResult> {
  const own = task();
  return runScenario(scenario, { task: own, pool: inlinePool(own), solver, clockS: () => 0 });
}

/** What each round of a policy sent up, counted from who arrived and the mini-batches alone. */
function recounted(scenario: Scenario, records: readonly RoundRecord[]): number[] {
  const { rounds } = createEnvironment(scenario, task());
  const kept = new Set<number>();
  return records.map((record) => {
    let bits = 0;
    const own = arrivedIn(record).flatMap((id) => rounds[record.round]!.batches.get(id)!);
    for (const batch of own) {
      for (const row of batch) bits += kept.has(row) ? NUMBER_BITS : TEXT_BITS;
      for (const row of batch) kept.add(row);
    }
    return bits;
  });
}

const ofPolicy = ({ records }: RunResult, policy: string) => records.filter((one) => one.policy === policy);

describe('the feature cache', () => {
  it('changes no model of a policy that does not look at costs, and saves bits, time and energy', async () => {
    const [without, kept] = [await run(plain), await run(cachedOf(plain))];
    for (const policy of ['random', 'round-robin']) {
      const [before, after] = [ofPolicy(without, policy), ofPolicy(kept, policy)];
      const learned = (records: readonly RoundRecord[]) =>
        records.map(({ scheduled, trainingLoss, heldOut }) => ({ scheduled, trainingLoss, heldOut }));
      expect(learned(after)).toEqual(learned(before));
      before.forEach((record, t) => {
        expect(after[t]!.uplinkBits).toBeLessThanOrEqual(record.uplinkBits);
        expect(after[t]!.delayS).toBeLessThanOrEqual(record.delayS);
      });
      expect(after.at(-1)!.uplinkBits).toBeLessThan(0.7 * before.at(-1)!.uplinkBits);
      const joules = ({ energyJ }: RoundRecord) => Object.values(energyJ).reduce((sum, own) => sum + own, 0);
      expect(joules(after.at(-1)!)).toBeLessThan(joules(before.at(-1)!));
    }
    expect(kept.models.map(({ served }) => [...served]).slice(0, 2)).toEqual(
      without.models.map(({ served }) => [...served]).slice(0, 2),
    );
  });

  it.each([
    ['one local step', {}, 0],
    ['three local steps', { localSteps: 3 }, 0],
    ['devices that fail', {}, 0.4],
  ])('sends what a recount from the records says: %s', async (_what, more, dropOutProbability) => {
    const scenario = cachedOf({
      ...plain,
      learning: { ...learning, ...more },
      devices: { ...devices, dropOutProbability },
    });
    const result = await run(scenario);
    for (const policy of scenario.policies) {
      const own = ofPolicy(result, policy);
      expect(own.map(({ uplinkBits }) => uplinkBits)).toEqual(recounted(scenario, own));
    }
  });

  it('is met by no policy at less than the clairvoyant bound counts with, and its schedule is none', async () => {
    const scenario = cachedOf({ ...plain, rounds: 5, control: { ...control, clairvoyantBound: true } });
    const { summary, records } = await run(scenario);
    const environment = createEnvironment(scenario, task());
    const cheapest = cheapestObservations(environment);
    for (const policy of scenario.policies) {
      let kept: ReadonlySet<number> = new Set();
      for (const record of records.filter((one) => one.policy === policy)) {
        const met = conditionsFor(environment, record.round, { kept });
        met.observation.devices.forEach((device, k) => {
          const least = cheapest[record.round]!.devices[k]!;
          for (const cost of ['uplinkBits', 'fixedDelayS', 'fixedEnergyJ'] as const)
            expect(device[cost]).toBeGreaterThanOrEqual(least[cost]);
        });
        kept = new Set([...kept, ...arrivedIn(record).flatMap((id) => met.batches.get(id)!.flat())]);
      }
    }
    const { clairvoyant, policies } = summary;
    expect(clairvoyant).toMatchObject({ schedule: null, scheduleGap: null, certified: true });
    for (const { overspent, weightedPenalty } of policies)
      if (!overspent) expect(weightedPenalty).toBeGreaterThanOrEqual(clairvoyant!.bound * (1 - 1e-9));
    expect(clairvoyantSentence(summary)!.sentence).toContain('kept by the server from the first round');
  });
});
