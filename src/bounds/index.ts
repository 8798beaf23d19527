/** The convergence theorems and queue promises as executable functions, one a file (docs/theory.md). */
export * from './assumptions.js';
export * from './boundedParticipationError.js';
export * from './clairvoyant.js';
export * from './constraintViolation.js';
export * from './driftPlusPenalty.js';
export * from './estimates/index.js';
export * from './gap.js';
export * from './interpretation.js';
export * from './linkSensitivity.js';
export * from './oneRoundDescent.js';
export * from './participation.js';
export * from './participationError.js';
export * from './queueBound.js';
export * from './roundWeights.js';
export * from './stationarity.js';
export * from './symbolic/index.js';
export * from './uniformSamplingError.js';
