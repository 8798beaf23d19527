/**
 * Importance by loss, after Oort (Lai, Zhu, Madhyastha and Chowdhury, OSDI 2021): a device is worth its data times its last training loss, plus
 * a bonus that grows while it is not heard; who was never heard counts with the largest loss seen. Oort's system utility, a factor for slow devices, is
 * the price of time here.
 */
import { ownValue } from '../../core/own.js';
import { ageOf, lastHeard, rememberHeard } from '../last-heard.js';
import type { ObservedDevice } from '../observation.js';
import { policyEntry } from '../policy-entry.js';
import type { ControllerState } from '../state.js';
import { TRADE_OFF_OPTION } from '../trade-off.js';
import { plainTradeOff, valuedRound } from '../valued-round.js';

/** Oort's: the bonus is sqrt(EXPLORATION ln(rounds) / round last heard), relative to the largest loss. */
const EXPLORATION = 0.1;

/** Share times loss over the largest loss, with the bonus: at most share (1 + bonus). */
function utility(state: ControllerState, { id, share }: ObservedDevice): number {
  const { loss } = lastHeard(state);
  const largest = Math.max(0, ...Object.values(loss));
  const relative = largest > 0 ? (ownValue(loss, id) ?? largest) / largest : 1;
  const rounds = state.round + 1;
  const heardInRound = Math.max(1, rounds - ageOf(state, id));
  return share * (relative + Math.sqrt((EXPLORATION * Math.log(rounds)) / heardInRound));
}

export const importance = policyEntry({
  name: 'importance',
  about:
    'Hears whose data had the largest loss when last heard (after Oort), queues as prices, with a budget guard',
  hasPrices: true,
  keepsBudgets: true,
  options: { tradeOff: TRADE_OFF_OPTION },
  make: ({ tradeOff }, { rules }) => ({
    title:
      'Importance: share times last loss and a bonus for the unheard, queues as prices, with a budget guard',
    decide: (context) =>
      valuedRound(context, plainTradeOff(rules, tradeOff), (device) => utility(context.state, device)),
    remember: rememberHeard,
  }),
});
