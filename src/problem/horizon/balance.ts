/** The balance of a horizon problem, read and compared with the rounds it speaks of. */
import { InputError } from '../../core/errors.js';
import { ownValue } from '../../core/own.js';
import { type NumberRange, POSITIVE, readNumber, readObject, readRecord } from '../../core/read.js';
import { byId } from '../round/by-id.js';
import { type HorizonBalance, type HorizonRound, isIdle } from './problem.js';

const SHARE: NumberRange = { accepted: 'a number in (0, 1]', contains: (v) => v > 0 && v <= 1 };
/** Shares are fractions summed in floating point. */
const SHARE_SUM_SLACK = 1e-9;

/** @throws InputError naming the field */
export function readBalance(value: unknown): HorizonBalance {
  const record = readRecord(value, 'balance', ['weight', 'shares']);
  return {
    weight: readNumber(record.weight, 'balance.weight', POSITIVE),
    shares: readShares(record.shares),
  };
}

function readShares(value: unknown): Record<string, number> {
  const field = 'balance.shares';
  const record = readObject(value, field);
  const ids = Object.keys(record);
  const shares = byId(ids, (k) => readNumber(record[ids[k]!], `${field}.${ids[k]}`, SHARE));
  const sum = Object.values(shares).reduce((total, share) => total + share, 0);
  if (!(Math.abs(sum - 1) <= SHARE_SUM_SLACK)) {
    throw new InputError(field, `shares that sum to ${sum}`, 'shares of all devices, with a sum of 1');
  }
  return shares;
}

/** @throws InputError where the round's penalty, or a share of its devices, is not what the balance speaks of */
export function requireBalanced(round: HorizonRound, { shares }: HorizonBalance, field: string): void {
  if (isIdle(round)) return;
  const { penalty, devices } = round;
  if (penalty.kind !== 'inverse') {
    throw new InputError(`${field}.penalty.kind`, penalty.kind, '"inverse": the problem has a balance');
  }
  devices.forEach(({ id, share }, k) => {
    const known = ownValue(shares, id);
    if (known === undefined) {
      throw new InputError(`${field}.devices[${k}].id`, id, 'an id of balance.shares');
    }
    if (known !== share) {
      throw new InputError(`${field}.devices[${k}].share`, share, `${known}, its share in balance.shares`);
    }
  });
}
