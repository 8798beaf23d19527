/** A part of the search space, and how fixing one device fixes others along a chain of dominance. */

/** Bounds of a part that splits narrow down. */
export interface Limits {
  readonly earliestS: number;
  readonly latestS: number;
  readonly leastCount: number;
  readonly mostCount: number;
  /** Of the sum of the scheduled shares. */
  readonly leastShare: number;
  readonly mostShare: number;
}

export type Side = 1 | -1;

/** What is wrong with a certificate's shape. */
export class Malformed extends Error {}

/** Who is in (1), out (-1) or free (0). With chains, who is in brings in all before him, who is out takes out all after. */
export class Fixing {
  readonly fixed: Int8Array;
  inCount = 0;
  outCount = 0;
  /** Devices that were to be on both sides: where there is one, the part holds nothing. */
  contradictions = 0;
  private readonly before: Int32Array;
  private readonly after: Int32Array;
  private readonly trail: number[] = [];
  private readonly marks: number[] = [];

  constructor(deviceCount: number, chains: readonly (readonly number[])[] | undefined) {
    this.fixed = new Int8Array(deviceCount);
    this.hasChains = chains !== undefined && chains.length > 0;
    this.before = new Int32Array(this.hasChains ? deviceCount : 0).fill(-1);
    this.after = new Int32Array(this.hasChains ? deviceCount : 0).fill(-1);
    for (const chain of chains ?? []) {
      for (let i = 1; i < chain.length; i++) {
        this.before[chain[i]!] = chain[i - 1]!;
        this.after[chain[i - 1]!] = chain[i]!;
      }
    }
  }

  readonly hasChains: boolean;

  fix(k: number, side: Side): void {
    this.marks.push(this.trail.length, this.contradictions);
    if (!this.hasChains) {
      if (this.fixed[k] !== 0) throw new Malformed(`device ${k} cannot be branched on here`);
      this.set(k, side);
      return;
    }
    const next = side === 1 ? this.before : this.after;
    for (let at = k; at !== -1; at = next[at]!) {
      if (this.fixed[at] === side) break;
      if (this.fixed[at] !== 0) {
        this.contradictions++;
        break;
      }
      this.set(at, side);
    }
  }

  /** Takes the last fixing back. */
  release(): void {
    this.contradictions = this.marks.pop()!;
    const length = this.marks.pop()!;
    while (this.trail.length > length) {
      const k = this.trail.pop()!;
      if (this.fixed[k] === 1) this.inCount--;
      else this.outCount--;
      this.fixed[k] = 0;
    }
  }

  private set(k: number, side: Side): void {
    this.fixed[k] = side;
    if (side === 1) this.inCount++;
    else this.outCount++;
    this.trail.push(k);
  }
}
