/** A line to a server that is far away: every byte takes a while, and who waits for whom is counted. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface SlowLine {
  readonly port: number;
  /** Times that a client, after an answer, asked something more: what it costs is this many delays. */
  roundTrips(): number;
  close(): void;
}

/** @param oneWayMs what each direction takes */
export async function slowLine(toPort: number, oneWayMs: number): Promise<SlowLine> {
  let turns = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(toPort, '127.0.0.1');
    let isAnswered = true;
    const pass = (to: Socket, chunk: Buffer, seen: () => void) =>
      setTimeout(() => {
        seen();
        if (!to.destroyed) to.write(chunk);
      }, oneWayMs);
    client.on('data', (chunk) => {
      if (isAnswered) turns++;
      isAnswered = false;
      pass(upstream, chunk, () => {});
    });
    upstream.on('data', (chunk) =>
      pass(client, chunk, () => {
        isAnswered = true;
      }),
    );
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {}).on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    roundTrips: () => turns,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
