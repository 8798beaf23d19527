/** Smooth functions of one variable as tables of polynomials: a value and its slope for a dozen multiplications. */

/** Coefficients of an interval, from the constant up; the variable runs over [-1, 1] within it. */
export const COEFFICIENTS = 8;

/**
 * A table of f over [first, first + intervals * width]: the polynomial of degree 7 through the Chebyshev points of
 * each interval, whose error is a few ulp where f changes little over several widths.
 */
export function polynomialTable(
  f: (x: number) => number,
  first: number,
  width: number,
  intervals: number,
): Float64Array {
  const table = new Float64Array(intervals * COEFFICIENTS);
  const basis = chebyshevMonomials();
  const angles = Array.from({ length: COEFFICIENTS }, (_, j) => (Math.PI * (j + 0.5)) / COEFFICIENTS);
  for (let i = 0; i < intervals; i++) {
    const middle = first + (i + 0.5) * width;
    const values = angles.map((angle) => f(middle + (Math.cos(angle) * width) / 2));
    for (let m = 0; m < COEFFICIENTS; m++) {
      let weight = 0;
      for (let j = 0; j < COEFFICIENTS; j++) weight += values[j]! * Math.cos(m * angles[j]!);
      weight *= (m === 0 ? 1 : 2) / COEFFICIENTS;
      for (let d = 0; d <= m; d++) table[i * COEFFICIENTS + d]! += weight * basis[m]![d]!;
    }
  }
  return table;
}

/** Coefficients of the Chebyshev polynomials T_0 .. T_7 in powers of x. */
function chebyshevMonomials(): number[][] {
  const rows: number[][] = [[1], [0, 1]];
  for (let m = 2; m < COEFFICIENTS; m++) {
    const row = [0, ...rows[m - 1]!.map((c) => 2 * c)];
    rows[m - 2]!.forEach((c, d) => {
      row[d]! -= c;
    });
    rows.push(row);
  }
  return rows;
}
