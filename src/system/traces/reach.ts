/** Whether traces and the rounds asked of them belong together: said before a run finds that nobody is ever there. */
import { InputError } from '../../core/errors.js';
import type { ChannelTrace } from './trace.js';

/** How a run uses traces. */
export interface TraceUse {
  /** How far into each trace the first round is, s. */
  readonly startS: number;
  /** A sample older than this at the start of a round is not used, s. */
  readonly maxAgeS: number;
}

const lengthS = ({ samples }: ChannelTrace) => samples.at(-1)!.timeS - samples[0]!.timeS;

/** Median time between neighbouring samples; 0 for a single one. */
function usualPauseS({ samples }: ChannelTrace): number {
  const pauses = samples.slice(1).map(({ timeS }, i) => timeS - samples[i]!.timeS);
  return pauses.sort((a, b) => a - b)[pauses.length >> 1] ?? 0;
}

/**
 * @param traces at least one
 * @param key of the group that the two numbers stand in, named in errors
 * @throws InputError when every trace ends before the first round, or has its samples further apart than they may be old
 */
export function checkReach(
  traces: readonly ChannelTrace[],
  { startS, maxAgeS }: TraceUse,
  key: string,
): void {
  const longestS = traces.reduce((most, trace) => Math.max(most, lengthS(trace)), 0);
  if (longestS < startS) {
    const accepted = `at most the length of the longest trace, ${longestS} s (columns.timeUnit says what time is in)`;
    throw new InputError(`${key}.start`, `${startS} s`, accepted);
  }
  const pauseS = traces.reduce(
    (least, trace) => Math.min(least, usualPauseS(trace)),
    Number.POSITIVE_INFINITY,
  );
  if (pauseS > maxAgeS) {
    const accepted = `at least the usual time between samples, ${pauseS} s or more in every trace (milliseconds are read with columns: { time, timeUnit: ms })`;
    throw new InputError(`${key}.maxAge`, `${maxAgeS} s`, accepted);
  }
}
