/** Adds up wall-clock seconds by name. */
export class Stopwatch {
  readonly seconds: Record<string, number> = {};
  /** Of `lap`, one after another. */
  readonly laps: Record<string, number[]> = {};
  readonly #startS: number;

  /** @param clockS seconds since any fixed moment */
  constructor(private readonly clockS: () => number) {
    this.#startS = clockS();
  }

  /** Since the watch was made. */
  elapsedS(): number {
    return this.clockS() - this.#startS;
  }

  add<T>(name: string, work: () => T): T {
    const start = this.clockS();
    try {
      return work();
    } finally {
      this.seconds[name] = (this.seconds[name] ?? 0) + this.clockS() - start;
    }
  }

  /** The same, and kept by itself under `key`. */
  lap<T>(name: string, key: string, work: () => T): T {
    const before = this.seconds[name] ?? 0;
    try {
      return this.add(name, work);
    } finally {
      this.laps[key] ??= [];
      this.laps[key].push(this.seconds[name]! - before);
    }
  }
}
