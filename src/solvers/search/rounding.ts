/**
 * From a dual point to good schedules. Toggling a device away from what the Lagrangian selects costs its
 * reduced cost; using a little more or less than the band costs the square of the difference over twice the
 * elasticity of the band's use. A local search over single and double toggles minimises the sum.
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
}

/** Schedules worth allocating exactly, the most promising first; device indexes ascending. */
export function roundedSchedules(model: RoundingModel, count: number): number[][] {
  const { point, devices } = model;
  const { reduced } = point;
  const chosen = new Uint8Array(reduced.length);
  for (let i = 0; i < reduced.length; i++) chosen[i] = reduced[i]! < 0 ? 1 : 0;
  const ambiguous = leastDecided(reduced);
  const found: { loss: number; chosen: Uint8Array }[] = [];
  const search = new ToggleSearch(model, chosen, ambiguous);
  for (let move = 0; move < MOVES; move++) {
    found.push({ loss: search.loss, chosen: chosen.slice() });
    if (!search.improve()) break;
  }
  found.sort((a, b) => a.loss - b.loss);
  return found.slice(0, count).map((f) => scheduleOf(devices, f.chosen));
}

function scheduleOf(devices: PartDevices, chosen: Uint8Array): number[] {
  const scheduled = Array.from(devices.inside);
  for (let i = 0; i < chosen.length; i++) if (chosen[i] === 1) scheduled.push(devices.free[i]!);
  return scheduled.sort((a, b) => a - b);
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
  private readonly stiffness: number;

  constructor(
    private readonly model: RoundingModel,
    private readonly chosen: Uint8Array,
    private readonly ambiguous: readonly number[],
  ) {
    this.excessHz = model.point.usedHz - model.totalHz;
    this.selected = model.devices.inside.length;
    for (const c of chosen) this.selected += c;
    // Bandwidths fall by about half a per cent for each per cent of price.
    const elastic = Math.max(model.point.usedHz, 0.1 * model.totalHz) * 0.5;
    this.stiffness = model.point.multipliers.bandwidth / (2 * elastic);
  }

  get loss(): number {
    return this.lossOf(this.cost, this.excessHz, this.selected);
  }

  /** Makes the best single or double toggle; false where none helps. */
  improve(): boolean {
    let best = this.loss * (1 - 1e-12);
    let pair: readonly number[] = [];
    const { ambiguous } = this;
    for (let a = 0; a < ambiguous.length; a++) {
      const i = ambiguous[a]!;
      const one = this.tried(i, undefined);
      if (one < best) {
        best = one;
        pair = [i];
      }
      for (let b = a + 1; b < ambiguous.length; b++) {
        const two = this.tried(i, ambiguous[b]!);
        if (two < best) {
          best = two;
          pair = [i, ambiguous[b]!];
        }
      }
    }
    for (const i of pair) this.toggle(i);
    return pair.length > 0;
  }

  private tried(i: number, j: number | undefined): number {
    let cost = this.cost + this.costOf(i);
    let excess = this.excessHz + this.hzOf(i);
    let selected = this.selected + this.stepOf(i);
    if (j !== undefined) {
      cost += this.costOf(j);
      excess += this.hzOf(j);
      selected += this.stepOf(j);
    }
    return this.lossOf(cost, excess, selected);
  }

  private toggle(i: number): void {
    this.cost += this.costOf(i);
    this.excessHz += this.hzOf(i);
    this.selected += this.stepOf(i);
    this.chosen[i] = 1 - this.chosen[i]!;
  }

  private stepOf(i: number): number {
    return this.chosen[i] === 1 ? -1 : 1;
  }

  private costOf(i: number): number {
    return this.stepOf(i) * this.model.point.reduced[i]!;
  }

  private hzOf(i: number): number {
    return this.stepOf(i) * this.model.point.bandwidthHz[i]!;
  }

  private lossOf(cost: number, excessHz: number, selected: number): number {
    const { leastCount, mostCount } = this.model;
    if (selected > mostCount || selected < leastCount) return Number.POSITIVE_INFINITY;
    return cost + this.stiffness * excessHz * excessHz;
  }
}
