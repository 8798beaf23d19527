/** The built service in this process, on a free port of loopback, with a store of its own. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { ServiceParts } from '../../src/service/index.js';

// The built package: worker threads need files that Node can run.
const { createService, openapiDocument, openStore, serviceSettings } = (await import(
  '../../dist/service/index.js' as string
)) as typeof import('../../src/service/index.js');

export { openapiDocument, openStore };

export type Settings = Parameters<typeof serviceSettings>[0];

export interface Running {
  readonly address: string;
  /** Sends a request and reads the whole answer. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  close(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly json: any;
}

export const temporaryStore = () => join(mkdtempSync(join(tmpdir(), 'driftlora-service-')), 'store.db');

export async function startService(
  settings: Settings = {},
  parts: Partial<Omit<ServiceParts, 'settings'>> & { readonly place?: string } = {},
): Promise<Running> {
  const { place = temporaryStore(), ...rest } = parts;
  const service = await createService({
    store: await openStore(place),
    // A busy machine must not turn a test of what is answered into one of how fast.
    settings: serviceSettings({ workers: 1, timeLimitS: 30, graceS: 60, ...settings }, 1),
    newId: randomUUID,
    ...rest,
  });
  const address = await service.app.listen({ host: '127.0.0.1', port: 0 });
  return {
    address,
    close: () => service.close(),
    async ask(method, path, body, headers = {}) {
      const reply = await fetch(address + path, {
        method,
        headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await reply.text();
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch {
        json = undefined;
      }
      return { status: reply.status, type: reply.headers.get('content-type') ?? '', text, json };
    },
  };
}

/** One service for a file of tests. */
export async function sharedService(...args: Parameters<typeof startService>): Promise<Running> {
  const running = await startService(...args);
  afterAll(() => running.close());
  return running;
}

export const RULES = { horizon: 6, bandwidthHz: 10e6, averageDelayS: 0.3, deadlineS: 2 };

export const device = (id: string, snrHz = 1e8, share = 0.2) => ({
  id,
  share,
  snrHz,
  uplinkBits: 1e6,
  fixedDelayS: 0.05,
  transmitPowerW: 0.2,
  fixedEnergyJ: 0.01,
});

/** Devices of a round, other channels each round. */
export const devicesOf = (round: number, count = 4) =>
  Array.from({ length: count }, (_, k) => device(`d${k}`, 1e7 * (1 + ((7 * round + 3 * k) % 11))));

export const PROBLEM = {
  bandwidthHz: 10e6,
  deadlineS: 2,
  penaltyWeight: 10,
  penalty: { kind: 'quadratic' },
  delayPrice: 1,
  delayKind: 'synchronous',
  devices: devicesOf(0),
};
