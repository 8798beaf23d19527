/** A line to a server that is far away: every byte takes a while, and who waits for whom is counted. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface SlowLine {
  readonly port: number;
  /** Times that a client, after an answer, asked something more: what it costs is this many delays. */
  roundTrips(): number;
  close(): void;
}

/** @param oneWayMs what each direction takes after the last piece of what is passed together */
export async function slowLine(toPort: number, oneWayMs: number): Promise<SlowLine> {
  let turns = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(toPort, '127.0.0.1');
    // What comes in pieces goes on together, once no more has come for a while: else a busy machine, which handles an
    // answer in more pieces, would seem to ask more often.
    const passTogether = (from: Socket, to: Socket, passed: () => void) => {
      let held: Buffer[] = [];
      let timer: NodeJS.Timeout | undefined;
      from.on('data', (chunk) => {
        held.push(chunk);
        clearTimeout(timer);
        timer = setTimeout(() => {
          const together = Buffer.concat(held);
          held = [];
          passed();
          if (!to.destroyed) to.write(together);
        }, oneWayMs);
      });
    };
    let isAnswered = true;
    passTogether(client, upstream, () => {
      if (isAnswered) turns++;
      isAnswered = false;
    });
    passTogether(upstream, client, () => {
      isAnswered = true;
    });
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
