/** The interface from outside: what each route answers, and that controllers are decided and ended once, in order. */
import { describe, expect, it } from 'vitest';
import { createController, createPolicy } from '../../src/control/index.js';
import { certifyRound } from '../../src/problem/round/certify.js';
import { validateRoundProblem } from '../../src/problem/round/validate.js';
import { loadSolver } from '../../src/solvers/index.js';
import { driftlora, temporaryFile } from '../app/command.js';
import { devicesOf, PROBLEM, RULES, sharedService } from './running.js';

const service = await sharedService();
const { ask } = service;
const made = async (request: object = {}) =>
  (await ask('POST', '/v1/controllers', { rules: RULES, ...request })).json.id as string;
const decision = (id: string, t: number, devices: unknown = devicesOf(t)) =>
  ask('POST', `/v1/controllers/${id}/rounds/${t}/decision`, { devices });
const outcome = (id: string, t: number, delayS = 0.25) =>
  ask('POST', `/v1/controllers/${id}/rounds/${t}/outcome`, { delayS, energyJ: { d0: 0.02 } });

describe('stateless routes', () => {
  it('solves a round with a certificate that the library accepts', async () => {
    const { status, json } = await ask('POST', '/v1/solve', PROBLEM);
    expect(status).toBe(200);
    expect(json.status).toBe('optimal');
    expect(certifyRound(validateRoundProblem(PROBLEM), json).valid).toBe(true);
    const verdict = await ask('POST', '/v1/certify', { problem: PROBLEM, solution: json });
    expect(verdict.json).toEqual({ valid: true, reasons: [] });
    const forged = { ...json, objective: json.objective - 1, bound: json.objective - 1 };
    expect((await ask('POST', '/v1/certify', { problem: PROBLEM, solution: forged })).json.valid).toBe(false);
  });

  it('explains a decision with proofs that the checker accepts, and names what cannot be explained', async () => {
    const question = { problem: { ...PROBLEM, id: 'mine' }, devices: ['d0'], best: 2, proofs: true };
    const { status, json } = await ask('POST', '/v1/explain', question);
    expect([status, json.id, json.status, json.complete]).toEqual([200, 'mine', 'explained', true]);
    expect(json.devices.map(({ id }: { id: string }) => id)).toEqual(PROBLEM.devices.map(({ id }) => id));
    expect(json.ranking.schedules).toHaveLength(2);
    expect(json.proofs.length).toBeGreaterThan(0);
    for (const { problem, solution } of json.proofs) {
      expect(certifyRound(validateRoundProblem(problem), solution).valid).toBe(true);
    }
    const worst = { scheduled: [], bandwidthHz: {} };
    expect((await ask('POST', '/v1/explain', { problem: PROBLEM, solution: worst })).json.isBest).toBe(false);
    const cases: [object, string][] = [
      [{ problem: PROBLEM, devices: ['nobody'] }, 'devices'],
      [{ problem: PROBLEM, best: 0 }, 'best'],
      [{ problem: { ...PROBLEM, bandwidthHz: 0 } }, 'problem.bandwidthHz'],
      [{ problem: PROBLEM, solution: { scheduled: ['nobody'], bandwidthHz: { nobody: 1e6 } } }, 'solution'],
      [{ problem: PROBLEM, solution: { scheduled: ['d0'], bandwidthHz: {} } }, 'solution.bandwidthHz.d0'],
      [{ problem: PROBLEM, solution: 7 }, 'solution'],
      [{ problem: PROBLEM, solver: 'exact' }, 'solver'],
    ];
    for (const [request, field] of cases) {
      const refused = await ask('POST', '/v1/explain', request);
      expect([refused.status, refused.json.field]).toEqual([422, field]);
    }
  });

  it('takes a solver by name, and names the field that is wrong', async () => {
    expect((await ask('POST', '/v1/solve?solver=greedy', PROBLEM)).json.status).toBe('feasible');
    const cases: [string, unknown, string][] = [
      ['/v1/solve?solver=best', PROBLEM, 'solver'],
      ['/v1/solve?timeLimit=-1', PROBLEM, 'timeLimit'],
      ['/v1/solve?timeLimit=1e9', PROBLEM, 'timeLimit'],
      ['/v1/solve', { ...PROBLEM, bandwidthHz: 0 }, 'bandwidthHz'],
      ['/v1/solve', { ...PROBLEM, extra: 1 }, 'extra'],
      ['/v1/certify', { problem: { ...PROBLEM, deadlineS: 'soon' }, solution: {} }, 'problem.deadlineS'],
    ];
    for (const [path, body, field] of cases) {
      const { status, type, json } = await ask('POST', path, body);
      expect([path, status, json.field]).toEqual([path, 422, field]);
      expect(type).toContain('application/problem+json');
      expect(json).toMatchObject({ status: 422, type: '/problems/invalid-input' });
    }
  });

  it('streams problems a line, refusals in their place, in order', async () => {
    const lines = [PROBLEM, { ...PROBLEM, bandwidthHz: -1 }, 'garbage', { ...PROBLEM, id: 'last' }];
    const body = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    const { status, text } = await ask('POST', '/v1/solve', body, { 'Content-Type': 'application/x-ndjson' });
    expect(status).toBe(200);
    const answers = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map((answer) => answer.status)).toEqual(['optimal', 'invalid', 'invalid', 'optimal']);
    expect(answers[1].error.field).toBe('bandwidthHz');
  });
});

describe('a controller', () => {
  it('answers to the byte what the library decides, over a whole horizon', async () => {
    const id = await made({ seed: 3, policy: 'learning-drift-plus-penalty' });
    const rules = {
      ...RULES,
      delayKind: 'synchronous' as const,
      penalty: { kind: 'quadratic' as const },
      weights: new Array<number>(RULES.horizon).fill(1),
    };
    const policy = createPolicy('learning-drift-plus-penalty', { rules });
    const controller = createController({ rules, policy, seed: 3, solver: await loadSolver('exact') });
    let state = controller.initialState();
    for (let t = 0; t < RULES.horizon; t++) {
      const here = controller.decide(state, { devices: devicesOf(t) });
      const there = await decision(id, t);
      expect(there.json.verdict.valid).toBe(true);
      expect(JSON.stringify(there.json.decision)).toBe(JSON.stringify(here.decision));
      expect(JSON.stringify(there.json.solution)).toBe(JSON.stringify(here.answer!.solution));
      state = controller.observe(here.state, { delayS: 0.25, energyJ: { d0: 0.02 } });
      const { memory: _, ...plain } = state;
      expect(JSON.stringify((await outcome(id, t)).json.state)).toBe(JSON.stringify(plain));
    }
    const over = await decision(id, RULES.horizon);
    expect([over.status, over.json.detail]).toEqual([
      409,
      expect.stringContaining('horizon of 6 rounds is over'),
    ]);
  });

  it('decides a round once: the same body again gives the same bytes, another is refused', async () => {
    const id = await made();
    const first = await decision(id, 0);
    const shuffled = devicesOf(0).map((device) => Object.fromEntries(Object.entries(device).reverse()));
    expect((await decision(id, 0)).text).toBe(first.text);
    expect((await decision(id, 0, shuffled)).text).toBe(first.text);
    expect((await decision(id, 0, devicesOf(1))).status).toBe(409);
    expect((await decision(id, 1)).status).toBe(409);
    const twins = await Promise.all(Array.from({ length: 8 }, () => outcome(id, 0)));
    expect(new Set(twins.map(({ text }) => text)).size).toBe(1);
    expect((await outcome(id, 0, 0.5)).status).toBe(409);
    expect((await outcome(id, 1)).status).toBe(409);
    expect((await outcome(id, 0)).text).toBe(twins[0]!.text);
    const { json } = await ask('GET', `/v1/controllers/${id}`);
    expect(json).toMatchObject({ round: 1, state: { spentDelayS: 0.25 } });
  });

  it('keeps its history with certificates, pages it, and exports what certify re-checks', async () => {
    const id = await made();
    for (let t = 0; t < 3; t++) {
      await decision(id, t);
      await outcome(id, t);
    }
    const page = (await ask('GET', `/v1/controllers/${id}/rounds?from=1&limit=1`)).json;
    expect(page.rounds).toHaveLength(1);
    expect(page.rounds[0]).toMatchObject({
      round: 1,
      outcome: { delayS: 0.25 },
      observation: { devices: devicesOf(1) },
    });
    expect(page.next).toBe(2);
    const lines = (await ask('GET', `/v1/controllers/${id}/export`)).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(3);
    const file = temporaryFile('export.ndjson', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const certified = await driftlora(['certify', file]);
    expect([certified.code, certified.stdout.match(/"valid":true/g)?.length]).toEqual([0, 3]);
    for (const { problem, solution } of lines) {
      expect(certifyRound(validateRoundProblem(problem), solution).valid).toBe(true);
    }
  });

  it('is made once a key, listed in pages, and gone once deleted', async () => {
    const key = { 'Idempotency-Key': `key-${Math.random()}` };
    const request = { rules: RULES, name: 'cell 7' };
    const [a, b] = await Promise.all([
      ask('POST', '/v1/controllers', request, key),
      ask('POST', '/v1/controllers', request, key),
    ]);
    expect(a.json.id).toBe(b.json.id);
    expect([a.status, b.status].sort()).toEqual([200, 201]);
    expect((await ask('POST', '/v1/controllers', { ...request, seed: 9 }, key)).status).toBe(409);
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const { controllers, next } = (await ask('GET', `/v1/controllers?limit=2&after=${after}`)).json;
      seen.push(...controllers.map(({ id }: { id: string }) => id));
      if (next === null) break;
      after = next;
    }
    expect(seen.filter((id) => id === a.json.id)).toHaveLength(1);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await ask('DELETE', `/v1/controllers/${a.json.id}`)).status).toBe(204);
    expect((await ask('GET', `/v1/controllers/${a.json.id}`)).status).toBe(404);
    expect((await decision(a.json.id, 0)).status).toBe(404);
  });

  it('refuses what cannot make a controller, by field', async () => {
    const cases: [object, string][] = [
      [{}, 'rules'],
      [{ rules: { ...RULES, horizon: 0 } }, 'rules.horizon'],
      [{ rules: { ...RULES, horizon: 1e9 } }, 'rules.horizon'],
      [{ rules: { ...RULES, deadlineS: undefined } }, 'rules.deadlineS'],
      [{ rules: { ...RULES, weights: [1] } }, 'rules.weights'],
      [{ rules: { ...RULES, penalty: { kind: 'cubic' } } }, 'rules.penalty.kind'],
      [{ rules: { ...RULES, averageEnergyJ: { d0: -1 } } }, 'rules.averageEnergyJ.d0'],
      [{ rules: RULES, policy: 'best' }, 'policy'],
      [{ rules: RULES, policy: { name: 'random', options: { devices: -1 } } }, 'policy.options.devices'],
      [{ rules: RULES, seed: 0.5 }, 'seed'],
      [{ rules: RULES, plugin: './mine.js' }, 'plugin'],
    ];
    for (const [request, field] of cases) {
      const { status, json } = await ask('POST', '/v1/controllers', request);
      expect([status, json.field]).toEqual([422, field]);
    }
  });
});

describe('events', () => {
  /** Reads events until `count` have come. */
  async function events(id: string, headers: Record<string, string>, count: number) {
    const stop = new AbortController();
    const reply = await fetch(`${service.address}/v1/controllers/${id}/events`, {
      headers,
      signal: stop.signal,
    });
    const found: { id: number; event: string }[] = [];
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of reply.body!) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const number = /^id: (\d+)$/m.exec(block);
        if (number) found.push({ id: Number(number[1]), event: /^event: (\w+)$/m.exec(block)![1]! });
      }
      if (found.length >= count) break;
    }
    stop.abort();
    return found;
  }

  it('tells decisions and outcomes as they happen, and goes on after a break without loss or repetition', async () => {
    const id = await made();
    await decision(id, 0);
    const live = events(id, {}, 3);
    await outcome(id, 0);
    await decision(id, 1);
    expect(await live).toEqual([
      { id: 1, event: 'decision' },
      { id: 2, event: 'outcome' },
      { id: 3, event: 'decision' },
    ]);
    await outcome(id, 1);
    for (let last = 0; last < 4; last++) {
      const after = await events(id, { 'Last-Event-ID': String(last) }, 4 - last);
      expect(after.map((event) => event.id)).toEqual([1, 2, 3, 4].slice(last));
    }
  });
});

describe('operation', () => {
  it('answers probes, metrics and documents', async () => {
    expect((await ask('GET', '/healthz')).json.ok).toBe(true);
    expect((await ask('GET', '/readyz')).json).toEqual({ ready: true, store: 'sqlite' });
    const { text } = await ask('GET', '/metrics');
    expect(text).toMatch(/driftlora_decisions_total\{status="optimal"\} [1-9]/);
    expect(text).toMatch(/driftlora_refused_requests_total\{kind="invalid-input"\} [1-9]/);
    const document = (await ask('GET', '/openapi.json')).json;
    expect(document.openapi).toBe('3.1.0');
    // A nullable field stays what it is.
    const history = document.paths['/v1/controllers/{id}/rounds'].get.responses['200'];
    expect(JSON.stringify(history)).toContain('{"type":"null"}');
    expect((await ask('GET', '/docs')).text).toContain('swagger');
    expect((await ask('GET', '/nowhere')).json).toMatchObject({ status: 404, type: '/problems/not-found' });
  });
});
