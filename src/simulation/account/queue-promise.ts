/**
 * The deterministic queue bound (theory, "Queues: deterministic bound") held against a finished run, with the costs of
 * the rounds that were decided as least and most cost. The proof needs no more: in a round with somebody
 * Y(t) tau_t <= V w_t (phi(nobody) - phi(S)) + excess over the least value, and in any other Y does not grow; likewise
 * for the energy of each round a device took part in. A spending plan only changes start and allowances; the budget
 * guard only takes devices out or shortens the deadline, and leaving a device, or everybody, out stays allowed. So the
 * assumptions hold for both drift-plus-penalty policies; the others minimise no drift and get no such promise.
 */
import { queueBound, queueStep } from '../../bounds/index.js';
import { type ControlRules, energyAllowanceJ } from '../../control/index.js';
import { exceeds } from '../../core/rounding.js';
import { penaltyValue } from '../../problem/round/penalty/penalty.js';
import type { PolicySummary } from '../../record/records.js';
import type { PolicyRun } from '../policy-run.js';

interface Decided {
  /** Most that somebody's presence can gain in a round. */
  readonly value: number;
  /** Most that a decision was above the least value. */
  readonly decisionGap: number;
}

function decided({ records }: PolicyRun, rules: ControlRules, devices: number, tradeOff: number): Decided {
  const gain = penaltyValue(rules.penalty, 0, 0) - penaltyValue(rules.penalty, 1, devices);
  const largest = (values: readonly number[]) => Math.max(0, ...values);
  return {
    value: tradeOff * gain * largest(records.map(({ weight }) => weight)),
    decisionGap: largest(records.map(({ objective, bound }) => objective - bound)),
  };
}

/** The bound on a queue with these costs of the rounds in which it was used; its start when there was none. */
function boundOn(costs: readonly number[], leastAllowed: number, initial: number, round: Decided): number {
  if (costs.length === 0) return initial;
  const [leastCost, mostCost] = [Math.min(...costs), Math.max(...costs)];
  return queueBound({ ...round, leastCost, mostCost, leastAllowed, initial });
}

/** Largest queue over bound of any device's energy; 0 without an energy constraint. */
function largestEnergyRatio({ policy, records }: PolicyRun, rules: ControlRules, round: Decided): number {
  const ids = new Set(records.flatMap(({ scheduled }) => scheduled));
  const ratios = [...ids].flatMap((id) => {
    const averageJ = energyAllowanceJ(rules, id);
    if (averageJ === undefined) return [];
    const initialJ = policy.initialEnergyQueueJ?.[id] ?? 0;
    let queueJ = initialJ;
    let largestJ = initialJ;
    let leastAllowedJ = averageJ;
    for (const record of records) {
      const allowedJ = policy.energyAllowanceJ?.(record.round, id) ?? averageJ;
      leastAllowedJ = Math.min(leastAllowedJ, allowedJ);
      queueJ = queueStep(queueJ, record.energyJ[id] ?? 0, allowedJ);
      largestJ = Math.max(largestJ, queueJ);
    }
    const costs = records.flatMap(({ energyJ }) => (energyJ[id] ? [energyJ[id]] : []));
    // A queue with a V_k of its own enters the round's problem divided by V_k / V.
    const own = (policy.energyTradeOff?.(id) ?? policy.tradeOff!) / policy.tradeOff!;
    const scaled = { value: own * round.value, decisionGap: own * round.decisionGap };
    return largestJ === 0 ? [] : [largestJ / boundOn(costs, leastAllowedJ, initialJ, scaled)];
  });
  return Math.max(0, ...ratios);
}

/** @returns undefined for a policy that minimises no drift plus penalty */
export function queuePromise(
  run: PolicyRun,
  rules: ControlRules,
  devices: number,
): PolicySummary['queuePromise'] {
  const { policy, records, progress } = run;
  if (policy.tradeOff === undefined || rules.averageDelayS === undefined) return undefined;
  const round = decided(run, rules, devices, policy.tradeOff);
  const budgetS = rules.averageDelayS;
  const allowances = records.map((record) => policy.delayAllowanceS?.(record.round) ?? budgetS);
  const delays = records.flatMap(({ scheduled, delayS }) => (scheduled.length > 0 ? [delayS] : []));
  const boundS = boundOn(delays, Math.min(...allowances), policy.initialDelayQueueS ?? 0, round);
  const largestS = Math.max(progress.state.delayQueueS, ...records.map(({ delayQueueS }) => delayQueueS));
  const energyRatio = largestEnergyRatio(run, rules, round);
  const held = !exceeds(largestS, boundS) && !exceeds(energyRatio, 1);
  return { largestS, boundS, largestEnergyRatio: energyRatio, held };
}
