/**
 * What the best policy could have done of the long-term balance (theory 9.10) that knew every channel of this run: where control.balanceBound asks and `balanced`, which
 * minimises it online, is among the policies. beta is by the rule that this policy follows, at what it heard over the run: one number, so that all
 * policies are held to the same objective (ADR 230).
 */
import { balanceByRule, balancedHorizon } from '../../control/index.js';
import { arrivedIn } from '../../record/records.js';
import { horizonBound } from './clairvoyant.js';
import type { RunObserver } from './observer.js';

/** The policy whose problem this is. */
export const BALANCED_POLICY = 'balanced';

/** A round's fraction takes ten times as long as a plain penalty: prices are good enough at this part of the bound. */
const TOLERANCE = 1e-3;

/**
 * Of runs that were not stopped.
 * @param workers threads; 1 solves in this one. The answer is the same with any number.
 */
export function balancedBound(workers: number): RunObserver {
  let rounds = 0;
  let heard = 0;
  return {
    played({ policies }) {
      const own = policies.find(({ policy }) => policy === BALANCED_POLICY);
      const arrived = own ? arrivedIn(own.facts).length : 0;
      heard += arrived;
      if (arrived > 0) rounds++;
      return undefined;
    },
    async end(run) {
      const { prepared, completed, isCut } = run;
      if (completed < prepared.rules.horizon || isCut) return {};
      const { rules, environment } = prepared;
      const beta = balanceByRule(environment.devices.length, rounds, heard);
      const problem = balancedHorizon(rules, run.observations, { beta, devices: environment.devices });
      // The problem's objective is T times that of (25).
      const settings = { workers, unit: rules.horizon, tolerance: TOLERANCE };
      return { balance: { beta, ...(await horizonBound(run, problem, settings)) } };
    },
  };
}
