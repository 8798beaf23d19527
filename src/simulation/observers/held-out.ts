/** How well each policy's model does on the rows that nobody trains on: at the start, now and then, and at the end. */
import { numberOrNull } from '../../record/records.js';
import { type DevicePool, evaluateAll } from '../pools/device-pool.js';
import type { RunFindings, RunObserver } from './observer.js';

const score = async (pool: DevicePool, trainable: Float32Array, rows: readonly number[]) => {
  const { loss, accuracy } = await evaluateAll(pool, trainable, rows);
  return { loss: numberOrNull(loss), accuracy };
};

/**
 * @param rows held out
 * @param every rounds between two scores
 */
export function heldOutScores(pool: DevicePool, rows: readonly number[], every: number): RunObserver {
  let initial: RunFindings['initial'];
  const scores = (models: readonly Float32Array[]) =>
    Promise.all(models.map(async (served) => ({ heldOut: await score(pool, served, rows) })));
  return {
    async start(trainable) {
      initial = await score(pool, trainable, rows);
    },
    async played({ round, last, policies }) {
      if ((round + 1) % every !== 0 && !last) return undefined;
      return scores(policies.map(({ served }) => served));
    },
    missed: scores,
    end: () => (initial ? { initial } : {}),
  };
}
