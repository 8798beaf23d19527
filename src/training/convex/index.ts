/** The convex split-LoRA kernel: the one on which every constant of the theorems is exact. */
export * from './dissimilarity.js';
export * from './expected-path.js';
export * from './kernel.js';
export * from './optimum.js';
export * from './synthetic.js';
