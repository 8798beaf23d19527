/** Generated from docs/openapi.json by `npm run openapi`; not to be edited. */
export interface paths {
  '/v1/solve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Solve the problem of one round (application/x-ndjson: one problem a line) */
    post: operations['solve'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/certify': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Check a solution against its problem (application/x-ndjson: one pair a line) */
    post: operations['certify'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/explain': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Why a decision is as it is, every number proven (application/x-ndjson: one question a line) */
    post: operations['explain'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/controllers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List controllers, in the order of their ids; those with a token of their own only for the service's token */
    get: operations['listControllers'];
    put?: never;
    /** Make a controller */
    post: operations['createController'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/controllers/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A controller with its rules and state */
    get: operations['getController'];
    put?: never;
    post?: never;
    /** End a controller with its history */
    delete: operations['deleteController'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/controllers/{id}/rounds/{t}/decision': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Decide a round: the same devices again give the same answer, others are refused */
    post: operations['decide'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/controllers/{id}/rounds/{t}/outcome': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Say what really happened in a round: moves queues and budgets exactly once */
    post: operations['end'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/controllers/{id}/rounds': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The rounds so far: observation, decision with certificate, outcome */
    get: operations['history'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/controllers/{id}/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every posed problem with its solution, one pair a line, as driftlora certify checks them */
    get: operations['exportRounds'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/controllers/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Server-sent events of a controller; goes on after Last-Event-ID */
    get: operations['events'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: never;
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  solve: {
    parameters: {
      query?: {
        /** @description Name of a solver (driftlora solve --list). Default: exact */
        solver?: string;
        /** @description Seconds after which the best found is the answer, with its gap */
        timeLimit?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The caller's own; comes back on the answer */
          id?: string | number;
          /** @description The caller's own; comes back on the answer */
          tag?: string | number;
          bandwidthHz: number;
          deadlineS?: number;
          maxScheduled?: number;
          minScheduled?: number;
          penaltyWeight: number;
          /** @description What it costs not to hear from everybody; kinds and their fields: docs/round-problem.md */
          penalty: {
            kind: string;
          } & {
            [key: string]: unknown;
          };
          delayPrice: number;
          /** @enum {string} */
          delayKind: 'synchronous' | 'mean';
          /** @description Most bit/s/Hz of a link */
          maxSpectralEfficiency?: number;
          /** @description dB between a link and Shannon */
          snrGap?: number;
          devices: {
            /** @description Unique among the devices */
            id: string;
            /** @description The device's share of all data; shares sum to at most 1 */
            share: number;
            /** @description p g / N0 in Hz: the SNR is snrHz over the bandwidth */
            snrHz: number;
            /** @description Bits to send this round */
            uplinkBits: number;
            /** @description Seconds of compute and downlink that no bandwidth shortens */
            fixedDelayS: number;
            transmitPowerW: number;
            /** @description Joules of compute */
            fixedEnergyJ: number;
            energyPrice?: number;
            energyLimitJ?: number;
            /** @description What scheduling the device takes off the objective */
            value?: number;
          }[];
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {string} */
            status: 'optimal' | 'infeasible' | 'feasible' | 'unknown';
            objective?: number;
            bound?: number;
            gap?: number;
            scheduled?: string[];
            bandwidthHz?: {
              [key: string]: number;
            };
            delayS?: number;
            energyJ?: {
              [key: string]: number;
            };
            certificate?: {
              [key: string]: unknown;
            };
          } & {
            [key: string]: unknown;
          };
        };
      };
      /** @description The request cannot be understood, or its body is no JSON */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A valid token is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too slow to arrive */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Asked under a name that is not of this machine, without a token */
      421: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A field is missing, unknown or out of range */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Ended at the time limit, or too much to do */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
    };
  };
  certify: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          problem: {
            /** @description The caller's own; comes back on the answer */
            id?: string | number;
            /** @description The caller's own; comes back on the answer */
            tag?: string | number;
            bandwidthHz: number;
            deadlineS?: number;
            maxScheduled?: number;
            minScheduled?: number;
            penaltyWeight: number;
            /** @description What it costs not to hear from everybody; kinds and their fields: docs/round-problem.md */
            penalty: {
              kind: string;
            } & {
              [key: string]: unknown;
            };
            delayPrice: number;
            /** @enum {string} */
            delayKind: 'synchronous' | 'mean';
            /** @description Most bit/s/Hz of a link */
            maxSpectralEfficiency?: number;
            /** @description dB between a link and Shannon */
            snrGap?: number;
            devices: {
              /** @description Unique among the devices */
              id: string;
              /** @description The device's share of all data; shares sum to at most 1 */
              share: number;
              /** @description p g / N0 in Hz: the SNR is snrHz over the bandwidth */
              snrHz: number;
              /** @description Bits to send this round */
              uplinkBits: number;
              /** @description Seconds of compute and downlink that no bandwidth shortens */
              fixedDelayS: number;
              transmitPowerW: number;
              /** @description Joules of compute */
              fixedEnergyJ: number;
              energyPrice?: number;
              energyLimitJ?: number;
              /** @description What scheduling the device takes off the objective */
              value?: number;
            }[];
          };
          solution: unknown;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            valid: boolean;
            reasons: string[];
          };
        };
      };
      /** @description The request cannot be understood, or its body is no JSON */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A valid token is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too slow to arrive */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Asked under a name that is not of this machine, without a token */
      421: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A field is missing, unknown or out of range */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Ended at the time limit, or too much to do */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
    };
  };
  explain: {
    parameters: {
      query?: {
        /** @description Seconds for everything; what is left then is told as open */
        timeLimit?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          problem: {
            /** @description The caller's own; comes back on the answer */
            id?: string | number;
            /** @description The caller's own; comes back on the answer */
            tag?: string | number;
            bandwidthHz: number;
            deadlineS?: number;
            maxScheduled?: number;
            minScheduled?: number;
            penaltyWeight: number;
            /** @description What it costs not to hear from everybody; kinds and their fields: docs/round-problem.md */
            penalty: {
              kind: string;
            } & {
              [key: string]: unknown;
            };
            delayPrice: number;
            /** @enum {string} */
            delayKind: 'synchronous' | 'mean';
            /** @description Most bit/s/Hz of a link */
            maxSpectralEfficiency?: number;
            /** @description dB between a link and Shannon */
            snrGap?: number;
            devices: {
              /** @description Unique among the devices */
              id: string;
              /** @description The device's share of all data; shares sum to at most 1 */
              share: number;
              /** @description p g / N0 in Hz: the SNR is snrHz over the bandwidth */
              snrHz: number;
              /** @description Bits to send this round */
              uplinkBits: number;
              /** @description Seconds of compute and downlink that no bandwidth shortens */
              fixedDelayS: number;
              transmitPowerW: number;
              /** @description Joules of compute */
              fixedEnergyJ: number;
              energyPrice?: number;
              energyLimitJ?: number;
              /** @description What scheduling the device takes off the objective */
              value?: number;
            }[];
          };
          /** @description The solution or bare decision to be explained; absent: the best */
          solution?: unknown;
          /** @description Look where these change sides; absent: all */
          devices?: string[];
          /** @description Also so many best schedules, their order proven */
          best?: number;
          /** @description Also the problems and solutions that prove what is said */
          proofs?: boolean;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {string} */
            status: 'explained' | 'infeasible' | 'unknown';
            words: string;
            /** @description False where the time limit left something open */
            complete?: boolean;
            proofs?: {
              claim: string;
              problem: {
                /** @description The caller's own; comes back on the answer */
                id?: string | number;
                /** @description The caller's own; comes back on the answer */
                tag?: string | number;
                bandwidthHz: number;
                deadlineS?: number;
                maxScheduled?: number;
                minScheduled?: number;
                penaltyWeight: number;
                /** @description What it costs not to hear from everybody; kinds and their fields: docs/round-problem.md */
                penalty: {
                  kind: string;
                } & {
                  [key: string]: unknown;
                };
                delayPrice: number;
                /** @enum {string} */
                delayKind: 'synchronous' | 'mean';
                /** @description Most bit/s/Hz of a link */
                maxSpectralEfficiency?: number;
                /** @description dB between a link and Shannon */
                snrGap?: number;
                devices: {
                  /** @description Unique among the devices */
                  id: string;
                  /** @description The device's share of all data; shares sum to at most 1 */
                  share: number;
                  /** @description p g / N0 in Hz: the SNR is snrHz over the bandwidth */
                  snrHz: number;
                  /** @description Bits to send this round */
                  uplinkBits: number;
                  /** @description Seconds of compute and downlink that no bandwidth shortens */
                  fixedDelayS: number;
                  transmitPowerW: number;
                  /** @description Joules of compute */
                  fixedEnergyJ: number;
                  energyPrice?: number;
                  energyLimitJ?: number;
                  /** @description What scheduling the device takes off the objective */
                  value?: number;
                }[];
              };
              /** @description A solution of docs/round-problem.md with its certificate */
              solution: {
                /** @enum {string} */
                status: 'optimal' | 'infeasible' | 'feasible' | 'unknown';
                objective?: number;
                bound?: number;
                gap?: number;
                scheduled?: string[];
                bandwidthHz?: {
                  [key: string]: number;
                };
                delayS?: number;
                energyJ?: {
                  [key: string]: number;
                };
                certificate?: {
                  [key: string]: unknown;
                };
              } & {
                [key: string]: unknown;
              };
            }[];
          } & {
            [key: string]: unknown;
          };
        };
      };
      /** @description The request cannot be understood, or its body is no JSON */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A valid token is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too slow to arrive */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Asked under a name that is not of this machine, without a token */
      421: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A field is missing, unknown or out of range */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Ended at the time limit, or too much to do */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
    };
  };
  listControllers: {
    parameters: {
      query?: {
        /** @description The last id of the page before */
        after?: string;
        /** @description Entries of a page, at most 200 */
        limit?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            controllers: {
              id: string;
              name: string;
              policy: string;
              horizon: number;
              /** @description The round to be decided or ended next */
              round: number;
              state: {
                version: number;
                round: number;
                delayQueueS: number;
                spentDelayS: number;
                energyQueueJ: {
                  [key: string]: number;
                };
                spentEnergyJ: {
                  [key: string]: number;
                };
              } & {
                [key: string]: unknown;
              };
              rules?: {
                /** @description Rounds */
                horizon: number;
                bandwidthHz: number;
                /** @enum {string} */
                delayKind?: 'synchronous' | 'mean';
                /** @description Budget in s a round on average; absent: delay is not limited */
                averageDelayS?: number;
                /** @description Budget in J a round on average, for all devices or by id */
                averageEnergyJ?:
                  | number
                  | {
                      [key: string]: number;
                    };
                /** @description No round takes longer */
                deadlineS: number;
                maxScheduled?: number;
                maxSpectralEfficiency?: number;
                snrGap?: number;
                /** @description What it costs not to hear from everybody; kinds and their fields: docs/round-problem.md */
                penalty?: {
                  kind: string;
                } & {
                  [key: string]: unknown;
                };
                /** @description Weight of each round in the objective; absent: 1 */
                weights?: number[];
              };
              /** @description Shown once, where ownToken was asked for */
              token?: string;
            }[];
            /** @description What to ask for as "after" to go on; null at the end */
            next: string | null;
          };
        };
      };
      /** @description A valid token is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Asked under a name that is not of this machine, without a token */
      421: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A field is missing, unknown or out of range */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Ended at the time limit, or too much to do */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
    };
  };
  createController: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key and body twice make one controller */
        'idempotency-key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          rules: {
            /** @description Rounds */
            horizon: number;
            bandwidthHz: number;
            /** @enum {string} */
            delayKind?: 'synchronous' | 'mean';
            /** @description Budget in s a round on average; absent: delay is not limited */
            averageDelayS?: number;
            /** @description Budget in J a round on average, for all devices or by id */
            averageEnergyJ?:
              | number
              | {
                  [key: string]: number;
                };
            /** @description No round takes longer */
            deadlineS: number;
            maxScheduled?: number;
            maxSpectralEfficiency?: number;
            snrGap?: number;
            /** @description What it costs not to hear from everybody; kinds and their fields: docs/round-problem.md */
            penalty?: {
              kind: string;
            } & {
              [key: string]: unknown;
            };
            /** @description Weight of each round in the objective; absent: 1 */
            weights?: number[];
          };
          /** @description A policy of docs/control.md by name, with its options. Default: balanced */
          policy?:
            | string
            | {
                name: string;
                options?: {
                  [key: string]: unknown;
                };
              };
          seed?: number;
          /** @description Past rounds on other channels, to plan from */
          history?: {
            /** @description Devices that can be scheduled this round; empty when nobody can be reached */
            devices: {
              /** @description Unique among the devices */
              id: string;
              /** @description The device's share of all data; shares sum to at most 1 */
              share: number;
              /** @description p g / N0 in Hz: the SNR is snrHz over the bandwidth */
              snrHz: number;
              /** @description Bits to send this round */
              uplinkBits: number;
              /** @description Seconds of compute and downlink that no bandwidth shortens */
              fixedDelayS: number;
              transmitPowerW: number;
              /** @description Joules of compute */
              fixedEnergyJ: number;
            }[];
          }[];
          /** @description Of one decision */
          timeLimitS?: number;
          /** @description Demand a token of its own for this controller */
          ownToken?: boolean;
        };
      };
    };
    responses: {
      /** @description Done */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            id: string;
            name: string;
            policy: string;
            horizon: number;
            /** @description The round to be decided or ended next */
            round: number;
            state: {
              version: number;
              round: number;
              delayQueueS: number;
              spentDelayS: number;
              energyQueueJ: {
                [key: string]: number;
              };
              spentEnergyJ: {
                [key: string]: number;
              };
            } & {
              [key: string]: unknown;
            };
            rules?: {
              /** @description Rounds */
              horizon: number;
              bandwidthHz: number;
              /** @enum {string} */
              delayKind?: 'synchronous' | 'mean';
              /** @description Budget in s a round on average; absent: delay is not limited */
              averageDelayS?: number;
              /** @description Budget in J a round on average, for all devices or by id */
              averageEnergyJ?:
                | number
                | {
                    [key: string]: number;
                  };
              /** @description No round takes longer */
              deadlineS: number;
              maxScheduled?: number;
              maxSpectralEfficiency?: number;
              snrGap?: number;
              /** @description What it costs not to hear from everybody; kinds and their fields: docs/round-problem.md */
              penalty?: {
                kind: string;
              } & {
                [key: string]: unknown;
              };
              /** @description Weight of each round in the objective; absent: 1 */
              weights?: number[];
            };
            /** @description Shown once, where ownToken was asked for */
            token?: string;
          };
        };
      };
      /** @description The request cannot be understood, or its body is no JSON */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A valid token is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too slow to arrive */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Answered otherwise already, or out of order */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Asked under a name that is not of this machine, without a token */
      421: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A field is missing, unknown or out of range */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Ended at the time limit, or too much to do */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
    };
  };
  getController: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            id: string;
            name: string;
            policy: string;
            horizon: number;
            /** @description The round to be decided or ended next */
            round: number;
            state: {
              version: number;
              round: number;
              delayQueueS: number;
              spentDelayS: number;
              energyQueueJ: {
                [key: string]: number;
              };
              spentEnergyJ: {
                [key: string]: number;
              };
            } & {
              [key: string]: unknown;
            };
            rules?: {
              /** @description Rounds */
              horizon: number;
              bandwidthHz: number;
              /** @enum {string} */
              delayKind?: 'synchronous' | 'mean';
              /** @description Budget in s a round on average; absent: delay is not limited */
              averageDelayS?: number;
              /** @description Budget in J a round on average, for all devices or by id */
              averageEnergyJ?:
                | number
                | {
                    [key: string]: number;
                  };
              /** @description No round takes longer */
              deadlineS: number;
              maxScheduled?: number;
              maxSpectralEfficiency?: number;
              snrGap?: number;
              /** @description What it costs not to hear from everybody; kinds and their fields: docs/round-problem.md */
              penalty?: {
                kind: string;
              } & {
                [key: string]: unknown;
              };
              /** @description Weight of each round in the objective; absent: 1 */
              weights?: number[];
            };
            /** @description Shown once, where ownToken was asked for */
            token?: string;
          };
        };
      };
      /** @description A valid token is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Asked under a name that is not of this machine, without a token */
      421: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Ended at the time limit, or too much to do */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
    };
  };
  deleteController: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A valid token is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Asked under a name that is not of this machine, without a token */
      421: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Ended at the time limit, or too much to do */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
    };
  };
  decide: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        t: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Devices that can be scheduled this round; empty when nobody can be reached */
          devices: {
            /** @description Unique among the devices */
            id: string;
            /** @description The device's share of all data; shares sum to at most 1 */
            share: number;
            /** @description p g / N0 in Hz: the SNR is snrHz over the bandwidth */
            snrHz: number;
            /** @description Bits to send this round */
            uplinkBits: number;
            /** @description Seconds of compute and downlink that no bandwidth shortens */
            fixedDelayS: number;
            transmitPowerW: number;
            /** @description Joules of compute */
            fixedEnergyJ: number;
          }[];
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            round: number;
            decision: {
              scheduled: string[];
              bandwidthHz: {
                [key: string]: number;
              };
            };
            verdict: {
              valid: boolean;
              reasons: string[];
            };
            /** @description The problem that was posed; absent when nobody could be scheduled */
            problem?: {
              /** @description The caller's own; comes back on the answer */
              id?: string | number;
              /** @description The caller's own; comes back on the answer */
              tag?: string | number;
              bandwidthHz: number;
              deadlineS?: number;
              maxScheduled?: number;
              minScheduled?: number;
              penaltyWeight: number;
              /** @description What it costs not to hear from everybody; kinds and their fields: docs/round-problem.md */
              penalty: {
                kind: string;
              } & {
                [key: string]: unknown;
              };
              delayPrice: number;
              /** @enum {string} */
              delayKind: 'synchronous' | 'mean';
              /** @description Most bit/s/Hz of a link */
              maxSpectralEfficiency?: number;
              /** @description dB between a link and Shannon */
              snrGap?: number;
              devices: {
                /** @description Unique among the devices */
                id: string;
                /** @description The device's share of all data; shares sum to at most 1 */
                share: number;
                /** @description p g / N0 in Hz: the SNR is snrHz over the bandwidth */
                snrHz: number;
                /** @description Bits to send this round */
                uplinkBits: number;
                /** @description Seconds of compute and downlink that no bandwidth shortens */
                fixedDelayS: number;
                transmitPowerW: number;
                /** @description Joules of compute */
                fixedEnergyJ: number;
                energyPrice?: number;
                energyLimitJ?: number;
                /** @description What scheduling the device takes off the objective */
                value?: number;
              }[];
            };
            /** @description A solution of docs/round-problem.md with its certificate */
            solution?: {
              /** @enum {string} */
              status: 'optimal' | 'infeasible' | 'feasible' | 'unknown';
              objective?: number;
              bound?: number;
              gap?: number;
              scheduled?: string[];
              bandwidthHz?: {
                [key: string]: number;
              };
              delayS?: number;
              energyJ?: {
                [key: string]: number;
              };
              certificate?: {
                [key: string]: unknown;
              };
            } & {
              [key: string]: unknown;
            };
          };
        };
      };
      /** @description The request cannot be understood, or its body is no JSON */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A valid token is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too slow to arrive */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Answered otherwise already, or out of order */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Asked under a name that is not of this machine, without a token */
      421: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A field is missing, unknown or out of range */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Ended at the time limit, or too much to do */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
    };
  };
  end: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        t: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description What the round really took, in s */
          delayS: number;
          /** @description What devices really spent, in J by id */
          energyJ?: {
            [key: string]: number;
          };
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            round: number;
            next: number;
            state: {
              version: number;
              round: number;
              delayQueueS: number;
              spentDelayS: number;
              energyQueueJ: {
                [key: string]: number;
              };
              spentEnergyJ: {
                [key: string]: number;
              };
            } & {
              [key: string]: unknown;
            };
          };
        };
      };
      /** @description The request cannot be understood, or its body is no JSON */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A valid token is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too slow to arrive */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Answered otherwise already, or out of order */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Not JSON */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Asked under a name that is not of this machine, without a token */
      421: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A field is missing, unknown or out of range */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Ended at the time limit, or too much to do */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
    };
  };
  history: {
    parameters: {
      query?: {
        /** @description First round */
        from?: string;
        /** @description Rounds of a page, at most 200 */
        limit?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            rounds: {
              round: number;
              observation: {
                /** @description Devices that can be scheduled this round; empty when nobody can be reached */
                devices: {
                  /** @description Unique among the devices */
                  id: string;
                  /** @description The device's share of all data; shares sum to at most 1 */
                  share: number;
                  /** @description p g / N0 in Hz: the SNR is snrHz over the bandwidth */
                  snrHz: number;
                  /** @description Bits to send this round */
                  uplinkBits: number;
                  /** @description Seconds of compute and downlink that no bandwidth shortens */
                  fixedDelayS: number;
                  transmitPowerW: number;
                  /** @description Joules of compute */
                  fixedEnergyJ: number;
                }[];
              };
              answer: {
                round: number;
                decision: {
                  scheduled: string[];
                  bandwidthHz: {
                    [key: string]: number;
                  };
                };
                verdict: {
                  valid: boolean;
                  reasons: string[];
                };
                /** @description The problem that was posed; absent when nobody could be scheduled */
                problem?: {
                  /** @description The caller's own; comes back on the answer */
                  id?: string | number;
                  /** @description The caller's own; comes back on the answer */
                  tag?: string | number;
                  bandwidthHz: number;
                  deadlineS?: number;
                  maxScheduled?: number;
                  minScheduled?: number;
                  penaltyWeight: number;
                  /** @description What it costs not to hear from everybody; kinds and their fields: docs/round-problem.md */
                  penalty: {
                    kind: string;
                  } & {
                    [key: string]: unknown;
                  };
                  delayPrice: number;
                  /** @enum {string} */
                  delayKind: 'synchronous' | 'mean';
                  /** @description Most bit/s/Hz of a link */
                  maxSpectralEfficiency?: number;
                  /** @description dB between a link and Shannon */
                  snrGap?: number;
                  devices: {
                    /** @description Unique among the devices */
                    id: string;
                    /** @description The device's share of all data; shares sum to at most 1 */
                    share: number;
                    /** @description p g / N0 in Hz: the SNR is snrHz over the bandwidth */
                    snrHz: number;
                    /** @description Bits to send this round */
                    uplinkBits: number;
                    /** @description Seconds of compute and downlink that no bandwidth shortens */
                    fixedDelayS: number;
                    transmitPowerW: number;
                    /** @description Joules of compute */
                    fixedEnergyJ: number;
                    energyPrice?: number;
                    energyLimitJ?: number;
                    /** @description What scheduling the device takes off the objective */
                    value?: number;
                  }[];
                };
                /** @description A solution of docs/round-problem.md with its certificate */
                solution?: {
                  /** @enum {string} */
                  status: 'optimal' | 'infeasible' | 'feasible' | 'unknown';
                  objective?: number;
                  bound?: number;
                  gap?: number;
                  scheduled?: string[];
                  bandwidthHz?: {
                    [key: string]: number;
                  };
                  delayS?: number;
                  energyJ?: {
                    [key: string]: number;
                  };
                  certificate?: {
                    [key: string]: unknown;
                  };
                } & {
                  [key: string]: unknown;
                };
              };
              outcome: {
                /** @description What the round really took, in s */
                delayS: number;
                /** @description What devices really spent, in J by id */
                energyJ?: {
                  [key: string]: number;
                };
              } | null;
            }[];
            /** @description What to ask for as "from" to go on; null at the end */
            next: number | null;
          };
        };
      };
      /** @description A valid token is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Asked under a name that is not of this machine, without a token */
      421: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A field is missing, unknown or out of range */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Ended at the time limit, or too much to do */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
    };
  };
  exportRounds: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A valid token is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Asked under a name that is not of this machine, without a token */
      421: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Ended at the time limit, or too much to do */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
    };
  };
  events: {
    parameters: {
      query?: {
        /** @description The same, for clients that cannot set the header */
        after?: string;
      };
      header?: {
        /** @description The last event that was received */
        'last-event-id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A valid token is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Asked under a name that is not of this machine, without a token */
      421: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description A field is missing, unknown or out of range */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
      /** @description Ended at the time limit, or too much to do */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': {
            type: string;
            title: string;
            status: number;
            detail: string;
            field?: string;
            accepted?: string;
          };
        };
      };
    };
  };
}
