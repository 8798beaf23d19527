/** Validation of the theorems where every constant and expectation is exact (docs/theory.md). */
export * from './classical.js';
export * from './debt-gap-run.js';
export * from './figures.js';
export * from './finished-run.js';
export * from './mean-iterate-run.js';
export * from './participation-of-run.js';
export * from './rank-correlation.js';
export * from './step-check.js';
export * from './theorems.js';
export * from './tightness.js';
