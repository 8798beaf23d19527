/** Small symmetric positive definite systems, by Cholesky's factorisation. */

/** Relative size below which a pivot counts as rounding and is lifted. */
const LEAST_PIVOT = 1e-14;

/**
 * x with A x = b; where there are entries from `first` on, the best x of b . x - x . A x/2 among those in which they sum to 0.
 * @param matrix rows of A; overwritten by its factor
 */
export function solveBalanced(matrix: readonly Float64Array[], b: Float64Array, first: number): Float64Array {
  factorise(matrix);
  const x = solveFactorised(matrix, b);
  if (first >= b.length) return x;
  const e = new Float64Array(b.length).fill(1, first);
  const away = solveFactorised(matrix, e);
  const sum = (v: Float64Array) => v.subarray(first).reduce((total, entry) => total + entry, 0);
  const length = sum(x) / sum(away);
  return x.map((entry, j) => entry - length * away[j]!);
}

function factorise(matrix: readonly Float64Array[]): void {
  const n = matrix.length;
  for (let i = 0; i < n; i++) {
    const row = matrix[i]!;
    const floor = LEAST_PIVOT * row[i]!;
    for (let j = 0; j <= i; j++) {
      const other = matrix[j]!;
      let sum = row[j]!;
      for (let k = 0; k < j; k++) sum -= row[k]! * other[k]!;
      row[j] = i === j ? Math.sqrt(Math.max(sum, floor)) : sum / other[j]!;
    }
  }
}

/** x with A x = b, from A's factor. */
function solveFactorised(matrix: readonly Float64Array[], b: Float64Array): Float64Array {
  const n = b.length;
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    const row = matrix[i]!;
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= row[k]! * x[k]!;
    x[i] = sum / row[i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < n; k++) sum -= matrix[k]![i]! * x[k]!;
    x[i] = sum / matrix[i]![i]!;
  }
  return x;
}
