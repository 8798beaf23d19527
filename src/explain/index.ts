/** Decisions explained: every term, every device, what would change it, and the next best, each number proven. */
export { certifyRanking } from './certify-ranking.js';
export { type ExplainOptions, explain } from './explain.js';
export { forcedProblem, type Sides } from './forced-problem.js';
export type { RankedSchedule, Ranking, RankingPart } from './ranking-types.js';
export { explanationText } from './text.js';
export type * from './types.js';
