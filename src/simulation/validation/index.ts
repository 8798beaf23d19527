/** Validation of the theorems where every constant and expectation is exact (docs/theory.md). */
export * from './classical.js';
export * from './figures.js';
export * from './finishedRun.js';
export * from './rankCorrelation.js';
export * from './theorems.js';
export * from './tightness.js';
export type { TightnessRow } from './tightnessRow.js';
