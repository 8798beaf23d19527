/** Measured channels: files in, the gain known at a moment out. */

export { readTraceFolder, type TraceFormat, type TraceOptions, traceFileNames } from './folder.js';
export { parseGNetTrack } from './g-net-track.js';
export { LEVEL_SCALES, parseColumns, TIME_UNITS, type TraceColumns } from './named-columns.js';
export { parsePlainTraces } from './plain.js';
export { checkReach, type TraceUse } from './reach.js';
export { type OnRemark, remarkLines, type TraceRemark } from './remarks.js';
export { gainOf, type SnrReference } from './snr-reference.js';
export { type ChannelTrace, levelAt, type TraceSample } from './trace.js';
export { pastTimeS, roundTimeS, type TraceWindow } from './window.js';
