/** The theorems in symbols: LaTeX for the report, derivatives to check the hand-made ones against. */
export * from './formulas.js';
export * from './symbolic.js';
