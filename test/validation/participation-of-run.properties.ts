/** Who a run heard: a law for schedules of any kind, against sums by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoundRecord, RunSummary } from '../../src/record/records.js';
import { participationOfRun } from '../../src/validation/index.js';
import { syntheticRun } from '../report/synthetic-run.js';

const bare = syntheticRun({ rounds: 1, devices: 4, policies: ['random'] });
const ids = bare.summary.devices.map(({ id }) => id);

function runOf(shares: readonly number[], schedule: readonly (readonly string[])[], lost: boolean) {
  const summary: RunSummary = {
    ...bare.summary,
    devices: bare.summary.devices.map((device, k) => ({ ...device, share: shares[k]! })),
  };
  const records = schedule.map((scheduled, round): RoundRecord => {
    const out = lost && scheduled.length > 0 ? { lost: [scheduled[0]!] } : {};
    return { ...bare.records[0]!, round, scheduled: [...scheduled], ...out };
  });
  return { summary, records };
}

const shares = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
const schedule = fc.array(fc.subarray(ids), { minLength: 1, maxLength: 12 });

describe('participation of a finished run', () => {
  it('counts who arrived, and the distance of the averages from the data', () => {
    fc.assert(
      fc.property(shares, schedule, fc.boolean(), (raw, scheduled, lost) => {
        const { summary, records } = runOf(raw, scheduled, lost);
        const arrived = scheduled
          .map((round) => (lost ? round.slice(1) : round))
          .filter((round) => round.length > 0);
        const total = raw.reduce((sum, share) => sum + share, 0);
        const found = participationOfRun(summary, records);
        const unheard = ids.filter((id) => !arrived.some((round) => round.includes(id)));
        expect(found.neverHeard).toBe(unheard.length);
        const unheardShare = unheard.reduce((sum, id) => sum + raw[ids.indexOf(id)]! / total, 0);
        expect(found.unheardShare).toBeCloseTo(unheardShare, 12);
        if (arrived.length === 0) {
          expect(found.imbalance).toBeNaN();
          return;
        }
        let imbalance = 0;
        for (const [k, id] of ids.entries()) {
          const share = raw[k]! / total;
          let mean = 0;
          for (const round of arrived) {
            const heard = round.reduce((sum, one) => sum + raw[ids.indexOf(one)]! / total, 0);
            if (round.includes(id)) mean += share / heard / arrived.length;
          }
          imbalance += (mean - share) ** 2 / share;
        }
        expect(Math.abs(found.imbalance - imbalance)).toBeLessThan(1e-9 * (1 + imbalance));
      }),
    );
  });

  it('is balanced for devices of equal data heard in turn, whatever the round leaves open', () => {
    const turns = Array.from({ length: 8 }, (_, t) => (t === 3 ? [] : [ids[(t > 3 ? t - 1 : t) % 4]!]));
    const { summary, records } = runOf([1, 1, 1, 1], turns.slice(0, 5), false);
    expect(participationOfRun(summary, records)).toMatchObject({ neverHeard: 0, imbalance: 0 });
  });
});
