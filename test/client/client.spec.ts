/** The TypeScript client against the built service, also when connections break. */
import { describe, expect, it } from 'vitest';
import { createClient, ServiceError } from '../../src/client/index.js';
import { devicesOf, PROBLEM, RULES, sharedService } from '../service/running.js';

const { address } = await sharedService();

describe('createClient', () => {
  it('solves, certifies and drives a controller', async () => {
    const client = createClient(address);
    const solution = await client.solve(PROBLEM as never, { timeLimitS: 1 });
    expect(await client.certify(PROBLEM as never, solution)).toEqual({ valid: true, reasons: [] });
    const { id } = await client.createController({ rules: RULES });
    for (let t = 0; t < 2; t++) {
      const { decision, verdict } = await client.decide(id, t, { devices: devicesOf(t) });
      expect([verdict.valid, decision.scheduled.length > 0]).toEqual([true, true]);
      expect((await client.end(id, t, { delayS: 0.2 })).next).toBe(t + 1);
    }
    expect((await client.history(id, 1)).rounds.map(({ round }) => round)).toEqual([1]);
    expect((await client.exportRounds(id)).trim().split('\n')).toHaveLength(2);
    expect((await client.controllers()).controllers.map((one) => one.id)).toContain(id);
    await client.deleteController(id);
    await expect(client.controller(id)).rejects.toMatchObject({ status: 404 });
  });

  it('asks again when an answer is lost, and nothing happens twice', async () => {
    let broken = 0;
    /** Sends every request, and loses the first answer of each kind. */
    const lossy: typeof fetch = async (...args) => {
      const reply = await fetch(...args);
      if (broken++ % 2 === 0) throw new TypeError('fetch failed');
      return reply;
    };
    const client = createClient(address, { fetch: lossy, waitMs: 1 });
    const { id } = await client.createController({ rules: RULES, name: 'lossy' });
    await client.decide(id, 0, { devices: devicesOf(0) });
    const { state } = await client.end(id, 0, { delayS: 0.2 });
    expect(state).toMatchObject({ round: 1, spentDelayS: 0.2 });
    const named = (await createClient(address).controllers()).controllers.filter(
      ({ name }) => name === 'lossy',
    );
    expect(named).toHaveLength(1);
    expect(broken).toBe(6);
  });

  it('passes refusals on with their field, without asking again', async () => {
    const refused = createClient(address).decide('none', 0, { devices: [] });
    await expect(refused).rejects.toBeInstanceOf(ServiceError);
    const wrong = createClient(address).createController({ rules: { ...RULES, horizon: -1 } });
    await expect(wrong).rejects.toMatchObject({ status: 422, details: { field: 'rules.horizon' } });
  });
});
