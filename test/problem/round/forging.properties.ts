/**
 * Forging as a search: hill climbing on the numbers, the tree and the chains of certificates, for a bound above the truth or a proof
 * that nothing is feasible. DRIFTLORA_FULL=1 makes a million attempts; DRIFTLORA_ATTEMPTS sets their number.
 */
import { expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { type CertificateNode, readRoundCertificate } from '../../../src/problem/round/certificate.js';
import { verifyRoundCertificate } from '../../../src/problem/round/check/verify.js';
import { fingerprint, fingerprintNumbers } from '../../../src/problem/round/fingerprint.js';
import type { RoundProblem } from '../../../src/problem/round/problem.js';
import { exact } from '../../../src/solvers/exact.js';
import { mostAllowed, randomTree } from '../../reference/part-attempts.js';
import { PartTruth } from '../../reference/part-truth.js';
import { type Draw, drawFrom, magnitude, pick, randomRound } from '../../reference/random-rounds.js';

const ATTEMPTS = Number(process.env.DRIFTLORA_ATTEMPTS ?? (process.env.DRIFTLORA_FULL ? 1_000_000 : 4000));
const SEED = Number(process.env.DRIFTLORA_SEED ?? 1);
const CLIMB = 400;
const ODD = [0, 1, -1, -2, -3, 1e300, -1e300, 1.7e308, 5e-324, 1e17, 2 ** -1022];

// biome-ignore lint/suspicious/noExplicitAny: a forger keeps to no types
type Forged = any;

interface Place {
  readonly holder: Forged;
  readonly key: string | number;
}

function placesOf(value: Forged, wanted: (v: Forged) => boolean, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    if (wanted(value[key])) found.push({ holder: value, key });
    placesOf(value[key], wanted, found);
  }
  return found;
}

/** One step of the forger: a number moved, an entry of a tree added, dropped or copied, a ray raised, a chain invented. */
function step(draw: Draw, certificate: Forged, problem: RoundProblem): void {
  const u = draw();
  if (u < 0.6) {
    const places = placesOf(certificate.root, (v) => typeof v === 'number');
    const { holder, key } = pick(draw, places);
    const scaled = holder[key] * pick(draw, [0.5, 0.9, 0.999, 1.001, 1.1, 2, -1, magnitude(draw, -2, 2)]);
    const whole = Number.isInteger(holder[key]) && Array.isArray(holder);
    holder[key] = draw() < 0.15 ? pick(draw, ODD) : whole ? Math.floor(6 * draw()) - 3 : scaled;
  } else if (u < 0.85) {
    const lists = placesOf(certificate.root, Array.isArray);
    const { holder, key } = pick(draw, lists);
    const list = holder[key];
    const at = Math.floor(draw() * (list.length + 1));
    if (draw() < 0.4) list.splice(at, 1);
    else if (list.length > 0) list.splice(at, 0, structuredClone(pick(draw, list)));
  } else if (u < 0.92) {
    const sets = placesOf(certificate.root, (v) => v?.bandwidth !== undefined);
    if (sets.length === 0) return;
    const { holder, key } = pick(draw, sets);
    if (holder[key].ray) delete holder[key].ray;
    else holder[key].ray = true;
  } else {
    const k = () => Math.floor(draw() * problem.devices.length);
    if (certificate.chains !== undefined && draw() < 0.3) delete certificate.chains;
    else certificate.chains = [[k(), k()], ...(draw() < 0.3 ? [[k(), k(), k()]] : [])];
  }
}

/** Where a forger would start: a proof that is true, of all but a hair. */
function honestRoot(problem: RoundProblem): CertificateNode | undefined {
  try {
    const answer = exact.solve(problem);
    return answer.status === 'optimal' ? answer.certificate.root : undefined;
  } catch {
    return undefined; // not a problem that it takes
  }
}

/** What the certificate proves; -Infinity where it is none. */
function provenBy(problem: RoundProblem, forged: Forged): number {
  try {
    const { bound, reasons } = verifyRoundCertificate(problem, readRoundCertificate(forged));
    return reasons.length > 0 ? Number.NEGATIVE_INFINITY : bound;
  } catch (error) {
    if (error instanceof InputError) return Number.NEGATIVE_INFINITY;
    throw error;
  }
}

it('no forger climbs above the truth', () => {
  let attempts = 0;
  let near = 0;
  for (let seed = SEED; attempts < ATTEMPTS; seed++) {
    const draw = drawFrom(seed * 7919);
    const problem = randomRound(draw, 4);
    const truth = new PartTruth(problem);
    const all = {
      leastCount: problem.minScheduled ?? 0,
      mostCount: problem.maxScheduled ?? 99,
      leastShare: 0,
    };
    const fixed = problem.devices.map(() => 0);
    const best = truth.least({
      ...all,
      fixed,
      mostShare: 9,
      earliestS: 0,
      latestS: Number.POSITIVE_INFINITY,
    });
    if (best.value === Number.POSITIVE_INFINITY) continue;
    const name = fingerprint(fingerprintNumbers(problem));
    const root = honestRoot(problem) ?? randomTree(draw, truth);
    const start = { kind: 'covering-leaves', version: 2, problem: name, root };
    let held: Forged = JSON.parse(JSON.stringify(start));
    let height = provenBy(problem, held);
    for (let turn = 0; turn < CLIMB; turn++) {
      attempts++;
      const next: Forged = structuredClone(held);
      for (let change = 0; change < 1 + 2 * draw(); change++) step(draw, next, problem);
      const found = provenBy(problem, next);
      if (!(found <= mostAllowed(best)))
        expect.fail(
          `seed ${seed}: ${found} above ${best.value}: ${JSON.stringify({ problem, certificate: next })}`,
        );
      if (!(found >= height) || found === Number.NEGATIVE_INFINITY) continue;
      held = next;
      height = found;
    }
    if (height > best.value - 0.05 * best.size) near++;
  }
  // The forger comes near the truth, or he is no test.
  expect(near).toBeGreaterThan(0);
}, 3_600_000);
