/** What the theorems ask of a device's contribution to a round. */
import type { Scenario } from './scenario.js';

/**
 * Whether a device hands in the gradient of one mini-batch at the model that is aggregated: clipped gradients have another mean, and after the
 * first of several local steps a gradient is that of the device's own model.
 */
export function handsInPlainGradients({
  privacy,
  localSteps = 1,
}: Pick<Scenario['learning'], 'privacy' | 'localSteps'>): boolean {
  return privacy === undefined && localSteps === 1;
}
