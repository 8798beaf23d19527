/** What every task may take of a worker. */
export interface WorkLimits {
  readonly maxDevices: number;
  readonly maxHorizon: number;
  /** Seconds of a solve where the caller names none, and the most it may name. */
  readonly timeLimitS: number;
  readonly maxTimeLimitS: number;
}
