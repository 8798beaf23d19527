/** Sweeps: one scenario over a grid of its keys, on the same seeds everywhere. */
export { cellPool } from './cells/cell-pool.js';
export { Fingerprints } from './cells/fingerprint.js';
export * from './cells/plan.js';
export { type CellJob, type CellResult, parseCell, workOf } from './cells/run-cell.js';
export type { CondensedCell } from './results/by-seed.js';
export { condenser } from './results/condense.js';
export type { SweepDifference, SweepEstimate } from './results/estimate.js';
export type { FigurePanel, FigurePoint } from './results/figure-data.js';
export {
  isMeasured,
  isSeriesMetric,
  METRIC_NAMES,
  quantityOf,
  SERIES_METRIC_NAMES,
  type SweepMetric,
} from './results/metrics.js';
export * from './results/results.js';
