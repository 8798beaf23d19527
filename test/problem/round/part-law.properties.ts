/**
 * The law of the checker: whatever the multipliers, the part and the order in which devices were fixed and released, the bound of a
 * leaf is at most what the best schedule of the part costs, found by enumeration and plain bisection.
 * DRIFTLORA_FULL=1 tries a million parts; DRIFTLORA_PARTS sets their number.
 */
import { expect, it } from 'vitest';
import { verifyRoundCertificate } from '../../../src/problem/round/check/verify.js';
import type { ObservedLeaf } from '../../../src/problem/round/check/walk.js';
import { fingerprint, fingerprintNumbers } from '../../../src/problem/round/fingerprint.js';
import { mostAllowed, nameOf, randomTree } from '../../reference/part-attempts.js';
import { PartTruth } from '../../reference/part-truth.js';
import { drawFrom, randomRound } from '../../reference/random-rounds.js';

const PARTS = Number(process.env.DRIFTLORA_PARTS ?? (process.env.DRIFTLORA_FULL ? 1_000_000 : 6_000));
const TREES = 60;
const SEED = Number(process.env.DRIFTLORA_SEED ?? 1);

it('no bound of a part lies above its best schedule', () => {
  let parts = 0;
  let close = 0;
  let empty = 0;
  for (let seed = SEED; parts < PARTS; seed++) {
    const draw = drawFrom(seed);
    const problem = randomRound(draw, 4);
    const truth = new PartTruth(problem);
    const name = fingerprint(fingerprintNumbers(problem));
    const observe = (leaf: ObservedLeaf) => {
      parts++;
      const best = truth.least({ ...leaf.limits, fixed: leaf.fixed });
      if (!(leaf.bound <= mostAllowed(best)))
        expect.fail(
          `seed ${seed}: ${leaf.bound} above ${best.value}, ${JSON.stringify({ ...leaf, fixed: [...leaf.fixed] })} of ${nameOf(problem)}`,
        );
      if (leaf.bound === Number.POSITIVE_INFINITY) empty++;
      else if (leaf.bound > best.value - 0.01 * best.size) close++;
    };
    for (let turn = 0; turn < TREES; turn++) {
      const root = randomTree(draw, truth);
      const certificate = { kind: 'covering-leaves', version: 2, problem: name, root } as const;
      expect(verifyRoundCertificate(problem, certificate, observe).reasons).toEqual([]);
    }
  }
  // A law of bounds that are all far below would say nothing.
  expect(close).toBeGreaterThan(PARTS / 50);
  expect(empty).toBeGreaterThan(PARTS / 200);
}, 3_600_000);
