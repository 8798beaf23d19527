/**
 * Age of information: a device is worth its share times the rounds since it was last heard, so that the data-weighted age over all
 * devices falls by the most per second and joule (max-weight: Kadota, Sinha, Uysal-Biyikoglu, Singh and Modiano, IEEE/ACM Transactions on Networking
 * 26(6), 2018; the queues price time and energy).
 */
import { ageOf, rememberHeard } from '../last-heard.js';
import { policyEntry } from '../policy-entry.js';
import { TRADE_OFF_OPTION } from '../trade-off.js';
import { plainTradeOff, valuedRound } from '../valued-round.js';

export const ageOfInformation = policyEntry({
  name: 'age-of-information',
  about:
    'Hears whoever was not heard for longest, by its share, against queues as prices, with a budget guard',
  hasPrices: true,
  keepsBudgets: true,
  options: { tradeOff: TRADE_OFF_OPTION },
  make: ({ tradeOff }, { rules }) => ({
    title: 'Age of information: share times rounds unheard, queues as prices, with a budget guard',
    decide: (context) =>
      valuedRound(
        context,
        plainTradeOff(rules, tradeOff),
        ({ id, share }) => share * ageOf(context.state, id),
      ),
    remember: rememberHeard,
  }),
});
