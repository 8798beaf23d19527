/** What a certificate proves of a round problem: the whole of docs/certificate-format.md, from the problem's own numbers. */
import type { Evidence } from '../../verdict.js';
import type { Multipliers, RoundCertificate } from '../certificate.js';
import { fingerprint, fingerprintNumbers } from '../fingerprint.js';
import { penaltyArgument, penaltyChecking } from '../penalty/penalty.js';
import type { RoundProblem } from '../problem.js';
import { requireChains } from './dominance.js';
import { type Facts, factsOf } from './facts.js';
import { Fixing, type Limits, Malformed } from './part.js';
import { scan } from './scan.js';
import { twinsOf } from './twins.js';
import { LineStore } from './valuer.js';
import { boundBelow, type ObservedLeaf } from './walk.js';

/**
 * Recomputes a certificate's bound; trusts none of its numbers, and what is not finite proves nothing.
 * @param problem a validated round problem
 * @param observe told of every leaf and its bound, for explaining a certificate and for testing it
 */
export function verifyRoundCertificate(
  problem: RoundProblem,
  certificate: RoundCertificate,
  observe?: (leaf: ObservedLeaf) => void,
): Evidence {
  if (certificate.problem !== fingerprint(fingerprintNumbers(problem))) {
    return { bound: Number.NEGATIVE_INFINITY, reasons: ['certificate: speaks of another problem'] };
  }
  try {
    if (certificate.chains !== undefined) requireChains(problem, certificate.chains);
    return { bound: boundOf(problem, certificate, observe), reasons: [] };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { bound: Number.NEGATIVE_INFINITY, reasons: [`certificate: ${error.message}`] };
  }
}

/** What is proven without a certificate: every multiplier 0 on the whole space. */
export function unprovenBound(problem: RoundProblem): number {
  const multipliers: Multipliers = { bandwidth: 0, share: 0, count: 0, tauS: 0 };
  const root = { split: 'devices', shared: [multipliers], order: [], tree: [0], own: [], parts: [] } as const;
  return boundOf(problem, { root });
}

function boundOf(
  problem: RoundProblem,
  { root, chains }: Pick<RoundCertificate, 'root' | 'chains'>,
  observe?: (leaf: ObservedLeaf) => void,
): number {
  const facts = factsOf(problem);
  const { deviceCount } = facts;
  const hasChains = chains !== undefined && chains.length > 0;
  const isFraction = penaltyChecking(problem.penalty).fraction !== undefined;
  // Penalties that look at every number scheduled, or at who it is.
  const countsHeads = isFraction || penaltyArgument(problem.penalty) === 'count';
  const context = {
    facts,
    scan: scan(root, deviceCount, hasChains, countsHeads),
    fixing: new Fixing(deviceCount, chains),
    lines: new LineStore(facts),
    isFraction,
    ...(hasChains ? { twins: twinsOf(facts, chains) } : {}),
    ...(observe === undefined ? {} : { observe }),
  };
  return boundBelow(context, root, wholeSpace(facts));
}

function wholeSpace({ latestS, leastCount, mostCount }: Facts): Limits {
  const [leastShare, mostShare] = [0, Number.POSITIVE_INFINITY];
  return { earliestS: 0, latestS, leastCount, mostCount, leastShare, mostShare };
}
