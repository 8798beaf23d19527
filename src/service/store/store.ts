/** What the service keeps, and the promises of keeping it: each call is one transaction, whole or not at all. */
import { DriftloraError } from '../../core/errors.js';

/** The store cannot be read or written: a full disk, a database that is gone. What was asked did not happen, or is not known to have. */
export class StoreError extends DriftloraError {
  override readonly name = 'StoreError';
  readonly code = 'storage';

  /** @param cause what the database said; its text holds no password */
  constructor(override readonly cause: unknown) {
    super(cause instanceof Error ? cause.message.replaceAll(/\s+/g, ' ') : String(cause));
  }
}

/** A controller as it stands between two rounds. Texts are JSON as the library writes it. */
export interface StoredController {
  readonly id: string;
  readonly name: string;
  readonly policy: string;
  readonly horizon: number;
  /** Rules, policy, seed, solver: what makes the controller, as asked for. */
  readonly config: string;
  /** The round to be decided or ended next. */
  readonly round: number;
  /** State before that round, without the policy's memory. */
  readonly state: string;
  /** The policy's memory before that round; absent where it has none. */
  readonly memory: string | null;
  /** State and memory once that round is decided; absent until then. */
  readonly decidedState: string | null;
  readonly decidedMemory: string | null;
  /** Digest of the controller's own token; absent where it has none. */
  readonly tokenDigest: string | null;
  /** Of one decision, s. */
  readonly timeLimitS: number;
}

/** A controller in a list. */
export type ControllerHead = Pick<StoredController, 'id' | 'name' | 'policy' | 'horizon' | 'round' | 'state'>;

/** A decided round. */
export interface StoredRound {
  readonly round: number;
  /** Digest of the observation, key order and white space aside. */
  readonly requestDigest: string;
  readonly request: string;
  /** The answer, byte for byte as it was given. */
  readonly response: string;
  readonly outcomeDigest: string | null;
  readonly outcome: string | null;
  readonly outcomeResponse: string | null;
}

export interface NewRound {
  readonly requestDigest: string;
  readonly request: string;
  readonly response: string;
  /** The controller's state once it has decided, without and with what the policy learned from this round. */
  readonly state: string;
  readonly memory: string | null;
}

export interface NewOutcome {
  readonly outcomeDigest: string;
  readonly outcome: string;
  readonly outcomeResponse: string;
  /** State before the next round. */
  readonly state: string;
  readonly memory: string | null;
}

/** What became of an attempt to write: done, or what stands there instead. */
export type Written<T> = { readonly done: true } | { readonly done: false; readonly found: T | undefined };

/** Every method throws a StoreError where the database fails. */
export interface Store {
  /** Which kind of store, for logs and /readyz. */
  readonly kind: 'sqlite' | 'postgres';
  /** @throws when the store cannot be used */
  check(): Promise<void>;
  /**
   * Makes a controller; with a key that was used before, nothing is made and the earlier one's id comes back.
   * @param key digest of the request's key, with a digest of its body
   */
  create(
    controller: StoredController,
    key?: { readonly keyDigest: string; readonly requestDigest: string },
  ): Promise<Written<{ readonly controllerId: string; readonly requestDigest: string }>>;
  controller(id: string): Promise<StoredController | undefined>;
  /**
   * In the order of their ids, after the given one.
   * @param all also those with a token of their own
   */
  controllers(after: string, limit: number, all: boolean): Promise<readonly ControllerHead[]>;
  /** Ends a controller with all its rounds. @returns whether it was there */
  remove(id: string): Promise<boolean>;
  round(id: string, round: number): Promise<StoredRound | undefined>;
  rounds(id: string, from: number, limit: number): Promise<readonly StoredRound[]>;
  /** Keeps a decision, once. Not done where the round is decided already, or is not the controller's next. */
  decide(id: string, round: number, made: NewRound): Promise<Written<StoredRound>>;
  /** Ends a round, once. Not done where it is ended already, or is not the controller's next. */
  end(id: string, round: number, made: NewOutcome): Promise<Written<StoredRound>>;
  close(): Promise<void>;
}
