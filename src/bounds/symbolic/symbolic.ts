/** LaTeX and symbolic derivatives of the formulas. mathjs takes 0.6 s to load, so it is imported on first use only. */
import type { MathNode } from 'mathjs';
import { InputError } from '../../core/errors.js';
import type { Formula } from './formulas.js';

export type Values = Readonly<Record<string, number>>;

/** An expression that can be shown and evaluated. */
export interface Symbolic {
  readonly text: string;
  readonly latex: string;
  /** @throws InputError when a name of the expression has no value */
  evaluate(values: Values): number;
  /** The expression with numbers in place of its names, as `show` writes them. */
  withNumbers(values: Values, show: (value: number) => string): string;
}

export interface SymbolicFormula extends Symbolic {
  /** The whole statement: left side, relation, right side. */
  readonly statementLatex: string;
  /** Partial derivative of the right side. */
  derivative(name: string): Symbolic;
}

function wrap(node: MathNode, formula: Formula): Symbolic {
  const handler = (inner: MathNode & { name?: string; isSymbolNode?: boolean }) =>
    inner.isSymbolNode ? formula.symbols[inner.name ?? ''] : undefined;
  const code = node.compile();
  return {
    text: node.toString(),
    latex: node.toTex({ handler, parenthesis: 'auto' }),
    withNumbers(values, show) {
      const numbered = (inner: MathNode & { name?: string; isSymbolNode?: boolean }) =>
        inner.isSymbolNode ? show(values[inner.name ?? ''] ?? Number.NaN) : undefined;
      return node.toString({ handler: numbered });
    },
    evaluate(values) {
      for (const name of Object.keys(formula.symbols)) {
        if (!Number.isFinite(values[name]))
          throw new InputError(`values.${name}`, values[name], 'a finite number');
      }
      return code.evaluate({ ...values }) as number;
    },
  };
}

/** Loads mathjs (once; the module cache keeps it) and parses the formula. */
export async function symbolic(formula: Formula): Promise<SymbolicFormula> {
  const { parse, derivative } = await import('mathjs');
  const node = parse(formula.expression);
  const right = wrap(node, formula);
  return {
    ...right,
    statementLatex: `${formula.left} ${formula.relation} ${right.latex}`,
    derivative(name) {
      if (!(name in formula.symbols)) {
        throw new InputError('name', name, Object.keys(formula.symbols).join(', '));
      }
      return wrap(derivative(node, name), formula);
    },
  };
}
