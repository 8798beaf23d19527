/**
 * Debts of participation as part of a policy's memory (theory 9): c_k of every device, kept by what was really heard.
 * A device that was not seen yet has the debt that everybody unheard has: -pi_k for each round so far, leaked.
 */
import { ownValue } from '../core/own.js';
import type { ObservedDevice } from './observation.js';

/** Plain JSON. */
export interface DebtLedger {
  /** pi_k of each device seen so far, by id. */
  readonly shares: Readonly<Record<string, number>>;
  /** c_k by id, of each device heard so far or seen before a round. */
  readonly debts: Readonly<Record<string, number>>;
  /** sum of lambda^(rounds since) over the rounds with somebody: an unheard device has c_k = -pi_k times this. */
  readonly age: number;
  /** Rounds with somebody, and devices heard in them, so far. */
  readonly rounds: number;
  readonly heard: number;
}

export const NO_DEBTS: DebtLedger = { shares: {}, debts: {}, age: 0, rounds: 0, heard: 0 };

/** The ledger with these devices in it. A share that changes (data that grows) counts from now on. */
export function withDevices(
  ledger: DebtLedger,
  devices: readonly Pick<ObservedDevice, 'id' | 'share'>[],
): DebtLedger {
  const fresh = devices.filter(({ id, share }) => ownValue(ledger.shares, id) !== share);
  if (fresh.length === 0) return ledger;
  const shares = fresh.map(({ id, share }) => [id, share]);
  const debts = fresh.map(({ id }) => [id, debtOf(withShares(ledger, shares), id)]);
  return {
    ...withShares(ledger, shares),
    debts: { ...ledger.debts, ...Object.fromEntries(debts) },
  };
}

function withShares(ledger: DebtLedger, shares: readonly (readonly (string | number)[])[]): DebtLedger {
  return { ...ledger, shares: { ...ledger.shares, ...Object.fromEntries(shares) } };
}

/** c_k: above 0 for a device heard more than its share. */
export function debtOf({ shares, debts, age }: DebtLedger, id: string): number {
  return ownValue(debts, id) ?? -(ownValue(shares, id) ?? 0) * age;
}

/**
 * c_k <- lambda c_k + a_k - pi_k with the weights a = pi/x on those heard. A round with nobody changes nothing.
 * @param heard ids of devices in the ledger
 * @param leak lambda in (0, 1]
 */
export function afterHearing(ledger: DebtLedger, heard: readonly string[], leak: number): DebtLedger {
  const ids = new Set(heard);
  const x = heard.reduce((sum, id) => sum + (ownValue(ledger.shares, id) ?? 0), 0);
  if (!(x > 0)) return ledger;
  const debts = Object.entries(ledger.shares).map(([id, share]) => {
    const weight = ids.has(id) ? share / x : 0;
    return [id, leak * debtOf(ledger, id) + weight - share];
  });
  return {
    shares: ledger.shares,
    debts: Object.fromEntries(debts),
    age: leak * ledger.age + 1,
    rounds: ledger.rounds + 1,
    heard: ledger.heard + ids.size,
  };
}
