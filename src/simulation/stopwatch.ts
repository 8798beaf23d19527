/** Adds up wall-clock seconds by name. */
export class Stopwatch {
  readonly seconds: Record<string, number> = {};
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
}
