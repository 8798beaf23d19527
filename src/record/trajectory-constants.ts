/** The bound's constants along a run, as `driftlora run --trajectory-constants` keeps them. */
import type { Estimate } from '../bounds/index.js';

export interface TrajectoryConstants {
  readonly policy: string;
  /** Rounds done at each point that was looked at, from 0. */
  readonly roundsDone: readonly number[];
  /** Loss on the probed mini-batches at each point, weighted by the devices' shares. */
  readonly losses: readonly number[];
  /** L from below, by the Hessian's largest eigenvalue at each point. */
  readonly curvature: Estimate;
  /** L from below, by the change of the gradient between successive points. */
  readonly gradientRatio: Estimate;
  /** delta^2 */
  readonly heterogeneity: Estimate;
  /** sigma^2 */
  readonly gradientNoise: Estimate;
  /** mu, with F* put at `minimum`. */
  readonly plConstant: Estimate;
  /** F*: the lower bound 0 of the cross-entropy, which errs towards a smaller mu. */
  readonly minimum: 0;
}
