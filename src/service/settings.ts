/** What a running service allows, with the reason for each default. */
import { InputError } from '../core/errors.js';

export interface ServiceSettings {
  /** Largest request body in bytes. Default 8 MiB: a round of 10,000 devices is about 2 MB. */
  readonly maxBodyBytes: number;
  /** Most devices of one problem or observation. Default 20,000: what `exact` still decides within seconds. */
  readonly maxDevices: number;
  /** Most rounds of a controller's horizon. Default 100,000. */
  readonly maxHorizon: number;
  /** Seconds a solve may take before it answers with the best found and its gap, where the caller names no limit. Default 2. */
  readonly timeLimitS: number;
  /** Longest limit that a caller may name. Default 30. */
  readonly maxTimeLimitS: number;
  /**
   * Seconds past the time limit after which a worker is ended whatever it does. Default 10: the limit is the search's,
   * and a policy that plans its prices anew works before it searches.
   */
  readonly graceS: number;
  /** Worker threads that solve and check. Default: one a core, at least 2, so that one hard problem holds up nobody. */
  readonly workers: number;
  /** Requests that may wait for a worker; more are answered with 503. Default 1,000. */
  readonly maxWaiting: number;
  /** Requests a second from one address; more are answered with 429. Default 2,000. */
  readonly requestsPerSecond: number;
  /** Open connections; more are closed at once. Default 1,000. */
  readonly maxConnections: number;
  /** Seconds a client may take to send its headers or its body. Default 10 and 30: slow clients hold a connection no longer. */
  readonly headersTimeoutS: number;
  readonly requestTimeoutS: number;
  /** Seconds after which a connection on which nothing comes or goes is closed. Default 120. */
  readonly silenceS: number;
  /** Most entries of one page of a list. Default 200. */
  readonly pageSize: number;
}

export const DEFAULT_SETTINGS: Omit<ServiceSettings, 'workers'> = {
  maxBodyBytes: 8 * 1024 * 1024,
  maxDevices: 20_000,
  maxHorizon: 100_000,
  timeLimitS: 2,
  maxTimeLimitS: 30,
  graceS: 10,
  maxWaiting: 1_000,
  requestsPerSecond: 2_000,
  maxConnections: 1_000,
  headersTimeoutS: 10,
  requestTimeoutS: 30,
  silenceS: 120,
  pageSize: 200,
};

const WHOLE: readonly (keyof ServiceSettings)[] = [
  'maxBodyBytes',
  'maxDevices',
  'maxHorizon',
  'workers',
  'maxWaiting',
  'requestsPerSecond',
  'maxConnections',
  'pageSize',
];

/**
 * Settings with the defaults filled in.
 * @param cores of the machine
 * @throws InputError naming the setting out of range
 */
export function serviceSettings(given: Partial<ServiceSettings>, cores: number): ServiceSettings {
  const settings: ServiceSettings = { ...DEFAULT_SETTINGS, workers: Math.max(2, cores), ...given };
  for (const [name, value] of Object.entries(settings) as [keyof ServiceSettings, number][]) {
    if (WHOLE.includes(name) && !(Number.isSafeInteger(value) && value >= 1)) {
      throw new InputError(name, value, 'a whole number >= 1');
    }
    if (!(Number.isFinite(value) && value > 0)) throw new InputError(name, value, 'a finite number > 0');
  }
  if (settings.timeLimitS > settings.maxTimeLimitS) {
    throw new InputError(
      'timeLimitS',
      settings.timeLimitS,
      `at most maxTimeLimitS (${settings.maxTimeLimitS})`,
    );
  }
  return settings;
}
