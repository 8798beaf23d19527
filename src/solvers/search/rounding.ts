/**
 * From a dual point to good schedules. Toggling a device away from what the Lagrangian selects costs its
 * reduced cost; using a little more or less than the band costs the square of the difference over twice the
 * elasticity of the band's use. Where devices are held at their least bandwidths there is no elasticity: more than
 * the band is impossible, and what is left of it costs its price. A local search over single and double toggles
 * minimises the sum.
 */
import type { DualPoint, PartDevices } from './dual.js';

/** How many of the least decided devices may be toggled. */
const CANDIDATES = 28;
const MOVES = 24;

export interface RoundingModel {
  readonly point: DualPoint;
  readonly devices: PartDevices;
  readonly totalHz: number;
  readonly leastCount: number;
  readonly mostCount: number;
  /** False where bandwidths cannot give way. */
  readonly elastic: boolean;
}

export interface Rounding {
  /** Estimate of how far its objective lies above the Lagrangian's value. */
  readonly loss: number;
  /** Device indexes, ascending. */
  readonly scheduled: number[];
}

/** Schedules worth allocating exactly, the most promising first; device indexes ascending. */
export function roundedSchedules(model: RoundingModel, count: number): Rounding[] {
  const { point, devices } = model;
  const { reduced } = point;
  const chosen = new Uint8Array(reduced.length);
  for (let i = 0; i < reduced.length; i++) chosen[i] = reduced[i]! < 0 ? 1 : 0;
  const ambiguous = leastDecided(reduced);
  const found: { loss: number; chosen: Uint8Array }[] = [];
  const search = new ToggleSearch(model, chosen, ambiguous);
  for (let move = 0; move < MOVES; move++) {
    if (search.loss < Number.POSITIVE_INFINITY) found.push({ loss: search.loss, chosen: chosen.slice() });
    if (!search.improve()) break;
  }
  found.sort((a, b) => a.loss - b.loss);
  return found.slice(0, count).map((f) => ({ loss: f.loss, scheduled: scheduleOf(devices, f.chosen) }));
}

function scheduleOf(devices: PartDevices, chosen: Uint8Array): number[] {
  const { inside, free } = devices;
  const scheduled: number[] = [];
  let next = 0; // both lists ascend
  for (let i = 0; i < chosen.length; i++) {
    if (chosen[i] !== 1) continue;
    while (next < inside.length && inside[next]! < free[i]!) scheduled.push(inside[next++]!);
    scheduled.push(free[i]!);
  }
  while (next < inside.length) scheduled.push(inside[next++]!);
  return scheduled;
}

/** Places of the least reduced costs in magnitude, ascending; one pass, for long lists. */
function leastDecided(reduced: Float64Array): number[] {
  const places: number[] = [];
  let worst = Number.POSITIVE_INFINITY;
  for (let i = 0; i < reduced.length; i++) {
    const size = Math.abs(reduced[i]!);
    if (!(size < worst)) continue;
    let at = places.length;
    while (at > 0 && Math.abs(reduced[places[at - 1]!]!) > size) at--;
    places.splice(at, 0, i);
    if (places.length > CANDIDATES) places.pop();
    if (places.length === CANDIDATES) worst = Math.abs(reduced[places[CANDIDATES - 1]!]!);
  }
  return places;
}

class ToggleSearch {
  private excessHz: number;
  private cost = 0;
  private selected: number;
  private readonly mostCount: number;
  private readonly leastCount: number;
  private readonly price: number;
  /** Infinity where nothing gives way. */
  private readonly stiffness: number;
  /** What a toggle of each ambiguous device changes: cost, band used, number selected. Its reversal is the negative. */
  private readonly costs: number[];
  private readonly hz: number[];
  private readonly steps: number[];

  constructor(
    model: RoundingModel,
    private readonly chosen: Uint8Array,
    private readonly ambiguous: readonly number[],
  ) {
    const { point, totalHz, devices, elastic } = model;
    this.mostCount = model.mostCount;
    this.leastCount = model.leastCount;
    this.excessHz = point.usedHz - totalHz;
    this.selected = devices.inside.length;
    for (let i = 0; i < chosen.length; i++) this.selected += chosen[i]!;
    this.steps = ambiguous.map((i) => (chosen[i] === 1 ? -1 : 1));
    this.costs = ambiguous.map((i, a) => this.steps[a]! * point.reduced[i]!);
    this.hz = ambiguous.map((i, a) => this.steps[a]! * point.bandwidthHz[i]!);
    // Bandwidths fall by about half a per cent for each per cent of price.
    const giving = Math.max(point.usedHz, 0.1 * totalHz) * 0.5;
    this.price = point.multipliers.bandwidth;
    this.stiffness = elastic ? this.price / (2 * giving) : Number.POSITIVE_INFINITY;
  }

  get loss(): number {
    return this.lossOf(this.cost, this.excessHz, this.selected);
  }

  /** Makes the best single or double toggle; false where none helps. */
  improve(): boolean {
    const { costs, hz, steps } = this;
    let best = this.loss * (1 - 1e-12);
    let first = -1;
    let second = -1;
    for (let a = 0; a < costs.length; a++) {
      const cost = this.cost + costs[a]!;
      const excess = this.excessHz + hz[a]!;
      const selected = this.selected + steps[a]!;
      const one = this.lossOf(cost, excess, selected);
      if (one < best) {
        best = one;
        first = a;
        second = -1;
      }
      for (let b = a + 1; b < costs.length; b++) {
        const two = this.lossOf(cost + costs[b]!, excess + hz[b]!, selected + steps[b]!);
        if (two < best) {
          best = two;
          first = a;
          second = b;
        }
      }
    }
    if (first >= 0) this.toggle(first);
    if (second >= 0) this.toggle(second);
    return first >= 0;
  }

  private toggle(a: number): void {
    const { costs, hz, steps, chosen } = this;
    this.cost += costs[a]!;
    this.excessHz += hz[a]!;
    this.selected += steps[a]!;
    costs[a] = -costs[a]!;
    hz[a] = -hz[a]!;
    steps[a] = -steps[a]!;
    const i = this.ambiguous[a]!;
    chosen[i] = 1 - chosen[i]!;
  }

  private lossOf(cost: number, excessHz: number, selected: number): number {
    if (selected > this.mostCount || selected < this.leastCount) return Number.POSITIVE_INFINITY;
    if (this.stiffness < Number.POSITIVE_INFINITY) return cost + this.stiffness * excessHz * excessHz;
    return excessHz > 0 ? Number.POSITIVE_INFINITY : cost - this.price * excessHz;
  }
}
