/** The channel of one device as somebody measured it. */

export interface TraceSample {
  /** On the trace's own clock, s; only differences matter. */
  readonly timeS: number;
  /** What was measured, as a ratio (never in dB). Absent: there was nothing to measure, an outage. */
  readonly level?: number;
}

export interface ChannelTrace {
  readonly device: string;
  /**
   * What a level is: a signal-to-noise ratio over a known band and power (snr-reference.ts), the gain itself, or the
   * power received over one subcarrier, W.
   */
  readonly quantity: 'snr' | 'gain' | 'rsrp';
  /** Ascending in time, one an instant, at least one. */
  readonly samples: readonly TraceSample[];
}

/** Ascending first, so that the order of the rows cannot reach the last bit. */
function mean(levels: readonly number[]): number {
  return [...levels].sort((a, b) => a - b).reduce((sum, level) => sum + level, 0) / levels.length;
}

/**
 * Gathers rows, in any order, into one sample an instant: the mean of the ratios that were measured at it. An instant
 * at which a row has nothing is an outage, even beside one that has: a channel is not made up from half of the rows.
 */
export function gatherSamples(rows: readonly TraceSample[]): TraceSample[] {
  const byTime = new Map<number, (number | undefined)[]>();
  for (const { timeS, level } of rows) {
    const levels = byTime.get(timeS);
    if (levels) levels.push(level);
    else byTime.set(timeS, [level]);
  }
  return [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([timeS, levels]) => {
      const measured = levels.filter((level) => level !== undefined);
      return measured.length < levels.length ? { timeS } : { timeS, level: mean(measured) };
    });
}

/** Index of the last sample that is not later than a moment; -1 before the first. */
function lastBefore(samples: readonly TraceSample[], timeS: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (samples[middle]!.timeS <= timeS) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * What is known at a moment: the last sample not later than it. Undefined when that one is an outage, or older than
 * `maxAgeS`: a gap has no level, and nothing later is ever looked at.
 */
export function levelAt({ samples }: ChannelTrace, timeS: number, maxAgeS: number): number | undefined {
  const last = samples[lastBefore(samples, timeS)];
  return last && timeS - last.timeS <= maxAgeS ? last.level : undefined;
}
