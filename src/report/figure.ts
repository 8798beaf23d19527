/** What a figure of the report is. */
import type { TopLevelSpec } from 'vega-lite';

export interface Figure {
  /** Unique, used in the page as its id. */
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** Across the page, or one of two side by side. */
  readonly wide: boolean;
  readonly spec: TopLevelSpec;
}

/** A figure with its drawing. */
export interface DrawnFigure extends Figure {
  readonly svg: string;
}
