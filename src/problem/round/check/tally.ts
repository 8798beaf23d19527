/**
 * Sums over devices, as many at a time as a leaf needs (one an end of the interval of tau; for 'fraction' one a corner of
 * tau and 1/x). Devices that count as in are kept apart from their prices -sigma share + nu, so that these meet sigma x and -nu n
 * before anything is rounded. A store holds many tallies in one array; they are only ever added to.
 */
import { addDown } from './rounding.js';

/** Of one end: costs (down), shares as a wide sum, number of devices. */
const SUM = 0;
const SHARE_HIGH = 1;
const SHARE_LOW = 2;
const COUNT = 3;
const FIELDS = 4;

export class TallyStore {
  private readonly data: Float64Array;
  private readonly stride: number;

  constructor(
    size: number,
    private readonly ends: number,
    /** From this end on sums are slopes in tau: `ends` where there are none. */
    private readonly slopesFrom: number,
  ) {
    // The last field counts devices that are in and cannot be.
    this.stride = FIELDS * ends + 1;
    this.data = new Float64Array(size * this.stride);
  }

  clear(at: number): void {
    this.data.fill(0, at * this.stride, (at + 1) * this.stride);
  }

  copy(from: number, to: number): void {
    const { data, stride } = this;
    data.copyWithin(to * stride, from * stride, (from + 1) * stride);
  }

  /** Adds tally `from` of another store of the same kind to tally `to`. */
  merge(other: TallyStore, from: number, to: number): void {
    const { data, stride } = this;
    const start = from * stride;
    for (let end = 0; end < this.ends; end++) {
      const a = to * stride + FIELDS * end;
      const b = start + FIELDS * end;
      data[a + SUM] = addDown(data[a + SUM]!, other.data[b + SUM]!);
      this.addShare(a, other.data[b + SHARE_HIGH]!);
      data[a + SHARE_LOW]! += other.data[b + SHARE_LOW]!;
      data[a + COUNT]! += other.data[b + COUNT]!;
    }
    data[to * stride + stride - 1]! += other.data[start + stride - 1]!;
  }

  exclude(at: number): void {
    this.data[at * this.stride + this.stride - 1]!++;
  }

  /** @param values lower ends of the device's charge at every end */
  addIn(at: number, values: Float64Array, share: number): void {
    for (let end = 0; end < this.ends; end++) {
      const a = at * this.stride + FIELDS * end;
      this.data[a + SUM] = addDown(this.data[a + SUM]!, values[end]!);
      this.count(a, share);
    }
  }

  /** min(0, charge + nu - sigma share) at every end; of a slope, the slope. */
  addFree(at: number, values: Float64Array, share: number, sigma: number, nu: number): void {
    const { data } = this;
    const worth = sigma * share;
    for (let end = 0; end < this.ends; end++) {
      const a = at * this.stride + FIELDS * end;
      const value = values[end]!;
      if (end >= this.slopesFrom) {
        data[a + SUM] = addDown(data[a + SUM]!, Math.min(0, value));
        continue;
      }
      if (value === 0 && nu === 0 && sigma === 0) continue;
      const w = value + nu - worth;
      // Four roundings of terms no larger than these.
      const doubt = (Math.abs(value) + Math.abs(nu) + Math.abs(worth)) * 2 ** -50 + 2 ** -1070;
      if (w > doubt) continue;
      if (w < -doubt) {
        data[a + SUM] = addDown(data[a + SUM]!, value);
        this.count(a, share);
      } else {
        // Nearly nothing, or not a number: then neither is the sum.
        data[a + SUM] = addDown(data[a + SUM]!, w - 2 * doubt);
      }
    }
  }

  private count(a: number, share: number): void {
    this.addShare(a, share);
    this.data[a + COUNT]!++;
  }

  private addShare(a: number, share: number): void {
    const { data } = this;
    const high = data[a + SHARE_HIGH]!;
    const s = high + share;
    const other = s - high;
    data[a + SHARE_LOW]! += high - (s - other) + (share - other);
    data[a + SHARE_HIGH] = s;
  }

  isExcluded(at: number): boolean {
    return this.data[at * this.stride + this.stride - 1]! > 0;
  }

  sum(at: number, end: number): number {
    return this.data[at * this.stride + FIELDS * end + SUM]!;
  }

  shareHigh(at: number, end: number): number {
    return this.data[at * this.stride + FIELDS * end + SHARE_HIGH]!;
  }

  shareLow(at: number, end: number): number {
    return this.data[at * this.stride + FIELDS * end + SHARE_LOW]!;
  }

  deviceCount(at: number, end: number): number {
    return this.data[at * this.stride + FIELDS * end + COUNT]!;
  }
}
