/** Measured channels: files in, the gain known at a moment out. */
export { readTraceFolder, type TraceFormat } from './folder.js';
export { parseGNetTrack } from './g-net-track.js';
export { parsePlainTraces } from './plain.js';
export { gainOf, type SnrReference } from './snr-reference.js';
export { type ChannelTrace, levelAt, type TraceSample } from './trace.js';
export { pastTimeS, roundTimeS, type TraceWindow } from './window.js';
