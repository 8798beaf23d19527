/** a b <= c d for numbers >= 0, without rounding. */
export function atMostProduct(a: number, b: number, c: number, d: number): boolean {
  if (a <= c && b <= d) return true;
  const [left, right] = [product(a, b), product(c, d)];
  const shift = BigInt(Math.abs(left.exponent - right.exponent));
  return left.exponent >= right.exponent
    ? left.digits << shift <= right.digits
    : left.digits <= right.digits << shift;
}

/** digits 2^exponent. */
interface Exact {
  readonly digits: bigint;
  readonly exponent: number;
}

function product(a: number, b: number): Exact {
  const [x, y] = [exactly(a), exactly(b)];
  return { digits: x.digits * y.digits, exponent: x.exponent + y.exponent };
}

function exactly(v: number): Exact {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, v);
  const word = bits.getBigUint64(0);
  const exponent = Number((word >> 52n) & 0x7ffn);
  const mantissa = word & 0xfffffffffffffn;
  return exponent === 0
    ? { digits: mantissa, exponent: -1074 }
    : { digits: mantissa | (1n << 52n), exponent: exponent - 1075 };
}
