/** The queue bound on a run must be able to fail: runs whose queues were driven past it. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ControlRules } from '../../../src/control/index.js';
import type { RoundRecord } from '../../../src/record/records.js';
import { queuePromise } from '../../../src/simulation/account/queue-promise.js';
import type { PolicyRun } from '../../../src/simulation/policy-run.js';
import { syntheticRun } from '../../report/synthetic-run.js';

const DEVICES = 4;
const RULES: ControlRules = {
  horizon: 3,
  bandwidthHz: 1e6,
  delayKind: 'synchronous',
  averageDelayS: 0.5,
  averageEnergyJ: 0.2,
  deadlineS: 10,
  penalty: { kind: 'linear' },
  weights: [1, 1, 1],
};

let template: RoundRecord;
beforeAll(() => {
  [template] = syntheticRun({ rounds: 1, devices: DEVICES, policies: ['myopic'] }).records as [RoundRecord];
});

/** Rounds in which d0 alone took `delayS` and `energyJ`, with these delay queues before each and at the end. */
function runWith(tradeOff: number | undefined, queuesS: readonly number[], delayS = 1, energyJ = 0.1) {
  const records = queuesS.slice(0, -1).map((delayQueueS, round) => ({
    ...{ ...template, round, scheduled: ['d0'], energyJ: { d0: energyJ }, delayS, delayQueueS },
    ...{ weight: 1, objective: 1, bound: 1 },
  }));
  return {
    policy: {
      name: 'plain',
      title: '',
      ...(tradeOff === undefined ? {} : { tradeOff }),
      decide: () => undefined,
    },
    controller: undefined as unknown as PolicyRun['controller'],
    progress: { state: { delayQueueS: queuesS.at(-1)! } } as unknown as PolicyRun['progress'],
    records,
  } satisfies PolicyRun;
}

describe('the queue bound on a run', () => {
  it('is V w_t (phi(nobody) - min phi) over the least delay, plus what one round adds', () => {
    const promise = queuePromise(runWith(2, [0, 0.5, 1, 1.5]), RULES, DEVICES)!;
    expect(promise.boundS).toBeCloseTo(2 / 1 + (1 - 0.5), 12);
    expect(promise).toMatchObject({ largestS: 1.5, held: true, largestEnergyRatio: 0 });
  });

  it('counts what presence can gain, from nobody to everybody', () => {
    const penalty = { kind: 'count' as const, values: [3, 2, 1.5, 1.2, 1] };
    const promise = queuePromise(runWith(2, [0, 0.5, 1, 1.5]), { ...RULES, penalty }, DEVICES)!;
    expect(promise.boundS).toBeCloseTo(2 * (3 - 1) + (1 - 0.5), 12);
  });

  it('is refuted by a delay queue above it, at the end too', () => {
    expect(queuePromise(runWith(0.5, [0, 0.5, 1, 1]), RULES, DEVICES)!.held).toBe(true);
    expect(queuePromise(runWith(0.5, [0, 0.5, 1.1, 1]), RULES, DEVICES)!.held).toBe(false);
    expect(queuePromise(runWith(0.5, [0, 0.5, 1, 1.1]), RULES, DEVICES)!.held).toBe(false);
  });

  it("is refuted by a device's energy queue above it", () => {
    // 0.5 J a round against 0.2 J: the queue ends at 0.9 J; the bound is V / 0.5 + 0.3.
    const ratio = (tradeOff: number) =>
      queuePromise(runWith(tradeOff, [0, 0, 0, 0], 0.1, 0.5), RULES, DEVICES)!;
    expect(ratio(0.31)).toMatchObject({ held: true });
    expect(ratio(0.29)).toMatchObject({ held: false });
    expect(ratio(0.3).largestEnergyRatio).toBeCloseTo(1, 12);
  });

  it('holds a queue with a V_k of its own against the bound of that V_k', () => {
    // As above: the queue ends at 0.9 J, the bound of V_k is V_k / 0.5 + 0.3.
    const of = (tradeOff: number, own: number) => {
      const run = runWith(tradeOff, [0, 0, 0, 0], 0.1, 0.5);
      return queuePromise({ ...run, policy: { ...run.policy, energyTradeOff: () => own } }, RULES, DEVICES)!;
    };
    expect(of(3, 0.31).held).toBe(true);
    expect(of(3, 0.29).held).toBe(false);
    expect(of(0.1, 0.31).largestEnergyRatio).toBeCloseTo(0.9 / (0.31 / 0.5 + 0.3), 12);
  });

  it('is not promised by policies that minimise no drift plus penalty', () => {
    expect(queuePromise(runWith(undefined, [0, 9, 9, 9]), RULES, DEVICES)).toBeUndefined();
  });
});
