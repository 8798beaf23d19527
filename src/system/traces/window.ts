/** Which moments of a trace are the rounds of a run, and which are its past. */

export interface TraceWindow {
  /** The moment of the first round, on the trace's clock, s. */
  readonly startS: number;
  /** From the start of a round to that of the next, s (> 0). */
  readonly roundS: number;
  /** Time of the last sample, s. */
  readonly endS: number;
  /** What a run does that is longer than the trace: go without the device, or see its rounds again from the first. */
  readonly afterEnd: 'away' | 'repeat';
}

/** The moment of past round h = 0 .. count - 1: the last of them is one round before the run. */
export function pastTimeS({ startS, roundS }: TraceWindow, round: number, count: number): number {
  return startS - (count - round) * roundS;
}

/** The moment of round t = 0, 1, ... of the run; undefined once the trace is over. */
export function roundTimeS(
  { startS, roundS, endS, afterEnd }: TraceWindow,
  round: number,
): number | undefined {
  const recorded = Math.floor((endS - startS) / roundS) + 1;
  if (recorded < 1 || (round >= recorded && afterEnd === 'away')) return undefined;
  return startS + (round % recorded) * roundS;
}
