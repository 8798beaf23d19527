/** Constants of the theorems estimated from a kernel whose own are out of reach (the transformer). */
export * from './estimate.js';
export * from './gradient-noise.js';
export * from './gram.js';
export * from './heterogeneity.js';
export * from './paired-gradients.js';
export * from './pl-ratio.js';
export * from './smoothness.js';
export type { Vector } from './vectors.js';
