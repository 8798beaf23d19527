/** The lines of the devices on a part of the search space, kept for parts beside it. */
import { type Lines, SupportingLines } from './device-lagrangian.js';
import type { Part } from './part.js';
import type { RoundColumns } from './problem-columns.js';

const KEPT_LINES = 4;

/** Supporting lines by where they are linearised; keeps the last few, which neighbouring parts share. */
export class LineStore {
  private readonly kept: Lines[] = [];

  constructor(protected readonly columns: RoundColumns) {}

  /** @param tauS wished place of linearisation, moved into the part's interval */
  at(part: Pick<Part, 'earliestS' | 'latestS'>, tauS: number): Lines {
    const { latestS } = part;
    const timed = this.columns.tauPrice > 0;
    const atS = timed ? Math.min(Math.max(part.earliestS, tauS), latestS) : latestS;
    const sideS = timed ? sideOf(part, atS) : atS;
    for (const lines of this.kept) {
      if (lines.tauS === atS && lines.latestS === latestS && lines.sideS === sideS) return lines;
    }
    const lines = this.linesAt(atS, latestS, sideS);
    if (this.kept.length >= KEPT_LINES) this.kept.shift();
    this.kept.push(lines);
    return lines;
  }

  /** Numbers to write to, not cleared, that live as long as the bound they are for. */
  numbers(count: number): Float64Array {
    return new Float64Array(count);
  }

  protected linesAt(tauS: number, latestS: number, sideS: number): Lines {
    return new SupportingLines(this.columns, tauS, latestS, sideS);
  }
}

/** On which side of a bend in tau a line is to touch: at an end of the interval, the side of the interval. */
function sideOf({ earliestS, latestS }: Pick<Part, 'earliestS' | 'latestS'>, atS: number): number {
  if (atS > earliestS && atS < latestS) return atS;
  return latestS === Number.POSITIVE_INFINITY ? atS : earliestS + (latestS - earliestS) / 2;
}
