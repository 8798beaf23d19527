/** A certificate as people read it: the parts its tree ends in, and what is proven of each. */
import type { Multipliers, RoundCertificate } from './certificate.js';
import { verifyRoundCertificate } from './check/verify.js';
import type { RoundProblem } from './problem.js';

/** One leaf: a part of the schedules, and a lower bound on all of them. */
export interface CertificatePart {
  /** Scheduled in every schedule of the part. */
  readonly inIds: readonly string[];
  /** Scheduled in none of them. */
  readonly outIds: readonly string[];
  /** Devices that the part leaves open. */
  readonly freeCount: number;
  /** The interval of the synchronous delay tau; latestS is Infinity where there is no deadline. */
  readonly earliestS: number;
  readonly latestS: number;
  /** How many may be scheduled. */
  readonly leastCount: number;
  readonly mostCount: number;
  /** Sum of the scheduled shares; 0 and Infinity where the certificate does not split it. */
  readonly leastShare: number;
  readonly mostShare: number;
  readonly multipliers: Multipliers;
  /** At most every objective in the part, recomputed by the checker; Infinity: the part holds no schedule. */
  readonly bound: number;
}

/**
 * The parts in the order in which the certificate has them. The least bound of all of them is what the certificate proves.
 * @param problem a validated round problem
 * @param certificate of it; of another problem, or malformed: no parts, or those before the fault
 */
export function certificateParts(problem: RoundProblem, certificate: RoundCertificate): CertificatePart[] {
  const parts: CertificatePart[] = [];
  const ids = problem.devices.map(({ id }) => id);
  verifyRoundCertificate(problem, certificate, ({ limits, fixed, multipliers, bound }) => {
    const inIds = ids.filter((_, k) => fixed[k] === 1);
    const outIds = ids.filter((_, k) => fixed[k] === -1);
    const freeCount = ids.length - inIds.length - outIds.length;
    parts.push({ inIds, outIds, freeCount, ...limits, multipliers, bound });
  });
  return parts;
}
