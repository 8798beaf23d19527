/** The whole horizon with every channel known: certified bound, prices, schedule. */
export { type ClairvoyantResult, clairvoyant, clairvoyantOn } from './clairvoyant.js';
export {
  type RoundsRequest,
  type SolveRounds,
  type SolveRoundsAsync,
  solveRound,
  solveRoundsHere,
} from './horizon-lagrangian.js';
export { type LearnOptions, learnPrices } from './learn-prices.js';
export type { ClairvoyantOptions } from './options.js';
export type { Spent } from './price-space.js';
