/** The one tolerance for sums over a horizon: they differ from what they should be by this much through rounding alone. */
export const ROUNDING = 1e-9;

/** Whether a sum is above its limit by more than rounding. */
export const exceeds = (sum: number, limit: number): boolean => sum > limit * (1 + ROUNDING);
