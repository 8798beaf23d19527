/** Sweeps: one scenario over a grid of its keys, on the same seeds everywhere. */
export { type CellPool, type CellProgress, cellPool } from './cell-pool.js';
export type { SweepEstimate } from './estimate.js';
export type { FigureData, FigurePanel, FigurePoint } from './figure-data.js';
export { Fingerprints } from './fingerprint.js';
export {
  isMeasured,
  isSeriesMetric,
  METRIC_NAMES,
  quantityOf,
  SERIES_METRIC_NAMES,
  type SweepMetric,
} from './metrics.js';
export * from './plan.js';
export * from './results.js';
export { type CellJob, type CellResult, parseCell, workOf } from './run-cell.js';
