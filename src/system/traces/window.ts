/** Which moments of a trace are the rounds of a run, and which are its past. */

export interface TraceWindow {
  /** The moment of the first past round, on the trace's clock, s. */
  readonly startS: number;
  /** From the start of a round to that of the next, s (> 0). */
  readonly roundS: number;
  /** Rounds of the past; those of the run follow them, so nothing that is learned from is later than any round. */
  readonly historyRounds: number;
  /** Time of the last sample, s. */
  readonly endS: number;
  /** What a run does that is longer than the trace: go without the device, or see its rounds again from the first. */
  readonly afterEnd: 'away' | 'repeat';
}

/** The moment of past round h = 0 .. historyRounds - 1. */
export function pastTimeS({ startS, roundS }: TraceWindow, round: number): number {
  return startS + round * roundS;
}

/** The moment of round t = 0, 1, ... of the run; undefined once the trace is over. */
export function roundTimeS(window: TraceWindow, round: number): number | undefined {
  const { startS, roundS, historyRounds, endS, afterEnd } = window;
  const firstS = startS + historyRounds * roundS;
  if (endS < firstS) return undefined;
  const recorded = Math.floor((endS - firstS) / roundS) + 1;
  if (round >= recorded && afterEnd === 'away') return undefined;
  return firstS + (round % recorded) * roundS;
}
