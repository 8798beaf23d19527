/** What a problem must offer so that anybody can judge a claimed solution of it. No physics in here. */
import type { Certificate } from './certificate.js';

/** What a certificate proves, recomputed from the problem's own data. */
export interface Evidence {
  /** A lower bound on every feasible point's objective; Infinity proves that there is none, -Infinity proves nothing. */
  readonly bound: number;
  /** Why the certificate proves less than it claims; empty when it is well formed. */
  readonly reasons: readonly string[];
}

/** A minimisation problem over points X, with certificates of one kind. */
export interface Problem<X, C extends Certificate = Certificate> {
  objective(x: X): number;
  /** The largest scaled violation of a constraint; 0 for a feasible point. */
  violation(x: X): number;
  /** Size of the terms that make up the objective at x: what rounding errors are measured against. */
  scale(x: X): number;
  /** Recomputes what the certificate proves; trusts none of its numbers. */
  verify(certificate: C): Evidence;
}
