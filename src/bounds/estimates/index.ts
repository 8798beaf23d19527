/** Constants of the theorems estimated from a kernel whose own are out of reach (the transformer). */
export * from './estimate.js';
export * from './gradientNoise.js';
export * from './heterogeneity.js';
export * from './pairedGradients.js';
export * from './plRatio.js';
export * from './smoothness.js';
export type { Vector } from './vectors.js';
