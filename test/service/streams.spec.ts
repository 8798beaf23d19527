/** Lines both ways, bodies that do not come, connections that are not taken, and an end in the middle of the work. */
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { devicesOf, PROBLEM, RULES, startService } from './running.js';

const LINE = `${JSON.stringify(PROBLEM)}\n`;

/** A request whose body is written bit by bit. */
function open(
  address: string,
  path: string,
  type: string,
): { call: ClientRequest; reply: Promise<IncomingMessage> } {
  const call = request(address + path, { method: 'POST', headers: { 'Content-Type': type } });
  const reply = new Promise<IncomingMessage>((resolve, reject) => {
    call.once('response', resolve).once('error', reject);
  });
  reply.catch(() => {});
  return { call, reply };
}

const solve = (address: string) => open(address, '/v1/solve?solver=greedy', 'application/x-ndjson');

/** The lines of an answer one by one. */
async function* lines(reply: IncomingMessage): AsyncGenerator<Record<string, unknown>> {
  let text = '';
  for await (const chunk of reply) {
    const found = (text + String(chunk)).split('\n');
    text = found.pop()!;
    for (const line of found) yield JSON.parse(line) as Record<string, unknown>;
  }
}

/** What a raw connection is told before it ends. */
const told = (address: string, text: string) =>
  new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('error', () => {}).on('close', () => resolve(answer));
    socket.write(text);
  });

describe('lines', () => {
  it('are answered one by one while the sender still thinks, and without a bound on all of them', async () => {
    const { address, close } = await startService({ maxBodyBytes: 3 * LINE.length, requestTimeoutS: 1 });
    const { call, reply } = solve(address);
    call.write(LINE);
    const answers = lines(await reply);
    expect((await answers.next()).value).toMatchObject({ status: 'feasible' });
    // Longer than one line may take: the pause lies between two.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    call.write(LINE);
    expect((await answers.next()).value).toMatchObject({ status: 'feasible' });
    call.end(LINE.repeat(10));
    for (let k = 0; k < 10; k++) expect((await answers.next()).value).toMatchObject({ status: 'feasible' });
    expect((await answers.next()).done).toBe(true);
    await close();
  });

  it('too long or too slow end the stream with a refusal, behind the answers before them', async () => {
    const { address, close } = await startService({ maxBodyBytes: 2 * LINE.length, requestTimeoutS: 1 });
    for (const [rest, status] of [
      ['x'.repeat(3 * LINE.length), 413],
      ['{"half":', 408],
    ] as const) {
      const { call, reply } = solve(address);
      call.on('error', () => {});
      call.write(LINE + rest);
      const answers = lines(await reply);
      expect((await answers.next()).value).toMatchObject({ status: 'feasible' });
      expect((await answers.next()).value).toMatchObject({ status: 'invalid', error: { status } });
      expect((await answers.next()).done).toBe(true);
    }
    await close();
  });

  it('that nobody reads the answers of are not read on', async () => {
    const { address, close } = await startService();
    const { call, reply } = solve(address);
    call.on('error', () => {});
    const paused = (await Promise.race([
      reply,
      new Promise((resolve) => call.write(LINE, () => resolve(reply))),
    ])) as IncomingMessage;
    paused.pause();
    let sent = 0;
    // Far more than sockets hold: writing stops because the service has stopped reading.
    const chunk = LINE.repeat(20);
    while (sent < 200_000 && call.write(chunk)) sent += 20;
    const stalled = await Promise.race([
      new Promise((resolve) => call.once('drain', () => resolve('drained'))),
      new Promise((resolve) => setTimeout(() => resolve('stalled'), 500)),
    ]);
    expect(['stalled', 'drained']).toContain(stalled);
    expect(sent).toBeLessThan(200_000);
    call.destroy();
    await close();
  });
});

describe('what does not come, or is no request', () => {
  it('is refused in time and in the words of everything else', async () => {
    const { address, ask, close } = await startService({ requestTimeoutS: 1, headersTimeoutS: 1 });
    const { call, reply } = open(address, '/v1/solve', 'application/json');
    call.on('error', () => {});
    call.write('{"bandwidthHz":');
    expect((await reply).statusCode).toBe(408);
    expect((await reply).headers['content-type']).toContain('problem+json');
    // A body that comes a byte at a time, for a route that takes none, and a connection that says nothing.
    const post =
      'POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{';
    for (const text of [post, post.replace('/nowhere', '/v1/solve').replace('json', 'xml'), '']) {
      const answer = await told(address, text);
      if (text !== '') expect(answer).toMatch(/^HTTP\/1\.1 4\d\d .*problem\+json/s);
    }
    expect(await told(address, 'GARBAGE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*\/problems\/bad-request/s);
    const long = `GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`;
    expect(await told(address, long)).toMatch(/^HTTP\/1\.1 431 .*\/problems\/too-large/s);
    expect((await ask('GET', '/healthz')).status).toBe(200);
    await close();
  }, 60_000);

  it('asked under the name of another machine is refused: a page elsewhere may have its name point here', async () => {
    const { address, close } = await startService();
    const get = (host: string) =>
      told(address, `GET /v1/controllers HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    for (const host of [
      'evil.example',
      '127.0.0.1.evil.example:8377',
      'localhost.evil.example',
      '10.0.0.1',
    ]) {
      expect([host, await get(host)]).toEqual([host, expect.stringMatching(/^HTTP\/1\.1 421 /)]);
    }
    for (const host of ['localhost:8377', 'LOCALHOST', '127.0.0.1', '[::1]:8377']) {
      expect([host, await get(host)]).toEqual([host, expect.stringMatching(/^HTTP\/1\.1 200 /)]);
    }
    await close();
  });

  it('malformed JSON is 400, another type 415, what cannot be accepted 422', async () => {
    const { ask, close } = await startService();
    const cases: [string, string, number, string | undefined][] = [
      ['{"bandwidthHz": 1,}', 'application/json', 400, 'body'],
      ['', 'application/json', 400, 'body'],
      ['{"a":1,"a":2}', 'application/json', 422, 'body'],
      [`${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'application/json', 422, 'body'],
      [
        JSON.stringify({ ...PROBLEM, bandwidthHz: 1 }).replace(':1,', ':1e999,'),
        'application/json',
        422,
        'bandwidthHz',
      ],
      ['<problem/>', 'application/xml', 415, undefined],
      ['x=1', 'application/x-www-form-urlencoded', 415, undefined],
    ];
    for (const [body, type, status, field] of cases) {
      const reply = await ask('POST', '/v1/solve', body, { 'Content-Type': type });
      expect([body.slice(0, 30), reply.status, reply.json.field]).toEqual([body.slice(0, 30), status, field]);
      expect(reply.type).toContain('problem+json');
    }
    await close();
  });

  it('connections beyond the most are closed, and there is room again once others end', async () => {
    const { address, ask, close } = await startService({ maxConnections: 3 });
    const port = Number(new URL(address).port);
    const held = await Promise.all(
      Array.from(
        { length: 3 },
        () =>
          new Promise<ReturnType<typeof connect>>((resolve) => {
            const socket = connect(port, '127.0.0.1', () => resolve(socket));
            socket.on('error', () => {});
          }),
      ),
    );
    expect(await told(address, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')).toBe('');
    for (const socket of held) socket.destroy();
    await expect
      .poll(() =>
        ask('GET', '/healthz').then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
    await close();
  });
});

describe('an end in the middle of the work', () => {
  it('finishes what was accepted, and ends streams', async () => {
    const { address, ask, close } = await startService();
    const id = (await ask('POST', '/v1/controllers', { rules: RULES })).json.id as string;
    const events = fetch(`${address}/v1/controllers/${id}/events`);
    const { call, reply } = solve(address);
    call.write(LINE.repeat(3));
    const answers = lines(await reply);
    await answers.next();
    await events;
    const working = [
      ask('POST', `/v1/controllers/${id}/rounds/0/decision`, { devices: devicesOf(0) }),
      ...Array.from({ length: 5 }, () => ask('POST', '/v1/solve', PROBLEM)),
    ];
    // Everything is accepted by then: the first answer is there.
    await Promise.race(working);
    const closed = close();
    for (const { status } of await Promise.all(working)) expect(status).toBe(200);
    // Lines that were read are answered; the stream ends although its sender has not.
    for (let k = 0; k < 2; k++) expect((await answers.next()).value).toMatchObject({ status: 'feasible' });
    expect((await answers.next()).done).toBe(true);
    expect(await (await events).text()).toContain('event: decision');
    call.on('error', () => {}).destroy();
    await closed;
  }, 60_000);
});
