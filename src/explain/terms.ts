/** The objective, term by term. */
import { evaluateDecision, uplinkS } from '../problem/round/evaluate.js';
import type { RoundDecision, RoundProblem } from '../problem/round/problem.js';
import { phiOf } from './devices.js';
import type { Terms } from './types.js';

/** Relatively: who is so much earlier is heard together with the last. */
const TOGETHER = 1e-6;

export function termsOf(problem: RoundProblem, decision: RoundDecision): Terms {
  const { penaltyWeight: weight, delayPrice: price } = problem;
  const { delayS, energyJ } = evaluateDecision(problem, decision);
  const scheduled = new Set(decision.scheduled);
  const taking = problem.devices.filter(({ id }) => scheduled.has(id));
  const phi = phiOf(problem, decision.scheduled);
  const heardS = taking.map(
    (device) => device.fixedDelayS + uplinkS(device, decision.bandwidthHz[device.id]!, problem),
  );
  const lastS = Math.max(...heardS);
  const last = taking.filter((_, i) => heardS[i]! >= lastS * (1 - TOGETHER)).map(({ id }) => id);
  const sum = (of: (device: (typeof taking)[number]) => number) =>
    taking.reduce((total, device) => total + of(device), 0);
  return {
    penalty: { cost: weight * phi, weight, phi, participation: sum(({ share }) => share) },
    delay: {
      cost: price === 0 ? 0 : price * delayS,
      price,
      delayS,
      last,
    },
    energy: {
      cost: sum(({ id, energyPrice = 0 }) => energyPrice * energyJ[id]!),
      joules: sum(({ id }) => energyJ[id]!),
    },
    value: sum(({ value = 0 }) => value),
  };
}
