/** What a run leaves behind, as schemas that its writer and every reader share. */
export * from './audit.js';
export * from './round-record.js';
export * from './run-summary.js';
export * from './run-timing.js';
export * from './trajectory-constants.js';
