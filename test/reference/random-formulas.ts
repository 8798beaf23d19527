/** Own penalties for laws that try them by the thousand: sums of convex functions that fall, and what JavaScript itself makes of them. */
type Draw = () => number;

const one = (draw: Draw, low: number, high: number) => Number((low * (high / low) ** draw()).toPrecision(4));

/** Convex on (0, 1] and falling up to 1. */
const TERMS: readonly ((draw: Draw) => string)[] = [
  () => '1 - x',
  () => '(1 - x)^2',
  () => '1/x - 1',
  () => '(1 - x)/x',
  (draw) => `(1 - x)^2/(${one(draw, 0.01, 1)} + x)`,
  (draw) => `(1 - x)^${one(draw, 1.01, 6)}`,
  (draw) => `x^-${one(draw, 0.1, 3)}`,
  () => '-log(x)',
  () => '2*x + 2/x',
  () => 'x*log(x) - x',
  () => '-sqrt(x)',
  (draw) => `exp(-${one(draw, 0.3, 30)}*x)`,
  (draw) => `log(1 + exp(${one(draw, 1, 5)} - ${one(draw, 1, 20)}*x))`,
  (draw) => `1/(${one(draw, 0.01, 1)} + x)`,
  (draw) => `sqrt(${one(draw, 0.01, 1)} + (1 - x)^2)`,
  (draw) => `(1 - x)^(1/${one(draw, 0.2, 0.9)})`,
];

export function randomFormula(draw: Draw): string {
  const pickTerm = () => TERMS[Math.floor(draw() * TERMS.length)]!(draw);
  const count = 1 + Math.floor(draw() * 3);
  const terms = Array.from({ length: count }, (_, i) => {
    const term = pickTerm();
    return i === 0 && draw() < 0.5 ? term : `${one(draw, 0.1, 10)}*(${term})`;
  });
  return terms.join(' + ');
}

const made = new Map<string, (x: number) => number>();

/** The formula as JavaScript: only for formulas of this file. From x = 1 on it stays what it is at 1. */
export function formulaAsCode(formula: string): (x: number) => number {
  const known = made.get(formula);
  if (known !== undefined) return known;
  const code = formula
    .replaceAll('^', '**')
    .replaceAll(/\b(exp|log|sqrt)\b/g, 'Math.$1')
    .replaceAll(/\*\*-([\d.]+)/g, '**(-$1)');
  const evaluate = new Function('x', `return ${code}`) as (x: number) => number;
  const phi = (x: number) => evaluate(Math.min(x, 1));
  made.set(formula, phi);
  return phi;
}
