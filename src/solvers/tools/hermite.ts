/**
 * A cubic Hermite table: pairs of a value and its slope, at whole numbers. Between two of them the cubic that has
 * both values and both slopes.
 * @param table at 2i the value at i, at 2i + 1 the slope there
 * @param position >= 0; beyond the last knot the last cubic goes on
 */
export function hermiteAt(table: Float64Array, position: number): number {
  const i = Math.min(Math.floor(position), table.length / 2 - 2);
  const s = position - i;
  const left = table[2 * i]!;
  const leftSlope = table[2 * i + 1]!;
  const rightSlope = table[2 * i + 3]!;
  const rise = table[2 * i + 2]! - left;
  const bend = 3 * rise - 2 * leftSlope - rightSlope + s * (leftSlope + rightSlope - 2 * rise);
  return left + s * (leftSlope + s * bend);
}
