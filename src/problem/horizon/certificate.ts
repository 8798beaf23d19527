/** The evidence for a horizon's bound: prices, and for every round the proof of its minimum at these prices. */

import { InputError } from '../../core/errors.js';
import { ANY_FINITE, NON_NEGATIVE, readArray, readNumber, readObject, readRecord } from '../../core/read.js';
import { type RoundCertificate, readRoundCertificate } from '../round/certificate.js';
import type { HorizonPrices } from './problem.js';

export interface HorizonCertificate {
  readonly kind: 'priced-rounds';
  readonly prices: HorizonPrices;
  /** One a round, of the round problem at these prices (`pricedRound`); null for an idle round. */
  readonly rounds: readonly (RoundCertificate | null)[];
}

/** @throws InputError for anything that is not a well-formed certificate */
export function readHorizonCertificate(value: unknown, field = 'certificate'): HorizonCertificate {
  const record = readRecord(value, field, ['kind', 'prices', 'rounds']);
  if (record.kind !== 'priced-rounds') throw new InputError(`${field}.kind`, record.kind, '"priced-rounds"');
  const rounds = readArray(record.rounds, `${field}.rounds`);
  return {
    kind: 'priced-rounds',
    prices: readHorizonPrices(record.prices, `${field}.prices`),
    rounds: rounds.map((round, t) =>
      round === null ? null : readRoundCertificate(round, `${field}.rounds[${t}]`),
    ),
  };
}

/** @throws InputError naming the price that is not a finite number, or not >= 0 where it has to be */
export function readHorizonPrices(value: unknown, field: string): HorizonPrices {
  const record = readRecord(value, field, ['delayPrice', 'energyPrice', 'debtPrice']);
  const energies = Object.entries(readObject(record.energyPrice, `${field}.energyPrice`));
  return {
    delayPrice: readNumber(record.delayPrice, `${field}.delayPrice`, NON_NEGATIVE),
    energyPrice: Object.fromEntries(
      energies.map(([id, price]) => [id, readNumber(price, `${field}.energyPrice.${id}`, NON_NEGATIVE)]),
    ),
    ...(record.debtPrice === undefined
      ? {}
      : { debtPrice: readDebtPrices(record.debtPrice, `${field}.debtPrice`) }),
  };
}

function readDebtPrices(value: unknown, field: string): Record<string, number> {
  const entries = Object.entries(readObject(value, field));
  return Object.fromEntries(
    entries.map(([id, price]) => [id, readNumber(price, `${field}.${id}`, ANY_FINITE)]),
  );
}
