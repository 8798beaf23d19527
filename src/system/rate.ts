/** The rate formula has one owner, core/round; the system's rooms reach it under its usual name. */
export { rateBitPerS, rateLimitBitPerS } from '../core/round/rate.js';
