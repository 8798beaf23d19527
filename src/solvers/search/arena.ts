/** Memory of one search: numbers taken and given back in turn, like a stack. */

/**
 * Hands out views of a few large buffers. For 20 devices a fresh typed array costs as much as 20 rate evaluations;
 * a view of memory at hand costs a seventh of that.
 */
export class Arena {
  private readonly buffers: ArrayBuffer[] = [];
  private used = 0;

  /** @param largest most numbers that are ever taken at once */
  constructor(private readonly largest: number) {}

  private get bufferLength(): number {
    return Math.max(2048, 2 * this.largest);
  }

  /** `count` numbers with whatever is in them. */
  numbers(count: number): Float64Array {
    const place = this.reserve(count);
    return new Float64Array(this.bufferAt(place), 8 * (place % this.bufferLength), count);
  }

  indexes(count: number): Int32Array {
    const place = this.reserve((count + 1) >> 1);
    return new Int32Array(this.bufferAt(place), 8 * (place % this.bufferLength), count);
  }

  /** How much is taken; `release` gives back everything taken since. */
  mark(): number {
    return this.used;
  }

  release(mark: number): void {
    this.used = mark;
  }

  private reserve(count: number): number {
    const length = this.bufferLength;
    const left = length - (this.used % length);
    if (count > left) this.used += left;
    const place = this.used;
    this.used += count;
    return place;
  }

  private bufferAt(place: number): ArrayBuffer {
    const i = Math.floor(place / this.bufferLength);
    while (this.buffers.length <= i) this.buffers.push(new ArrayBuffer(8 * this.bufferLength));
    return this.buffers[i]!;
  }
}
