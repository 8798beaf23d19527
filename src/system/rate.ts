/** The rate formula has one owner, problem/round; the system's rooms reach it under its usual name. */
export { radioRateBitPerS } from '../problem/round/rate.js';
