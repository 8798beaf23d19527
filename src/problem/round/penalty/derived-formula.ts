/**
 * A formula and its first two derivatives as solvers use them: parsed and derived by mathjs, evaluated by closures. The checker has a reader and
 * an arithmetic of its own (check/expression), so that an error in either shows.
 *
 * mathjs takes most of a second to load, and solvers are called without waiting: it is required, not imported, when the first formula is
 * derived (docs/adr/0200-own-penalties.md).
 */
import { createRequire } from 'node:module';
import type { MathNode } from 'mathjs';
import { remembered } from '../../../core/remembered.js';

type Evaluated = (x: number) => number;

/** Of x, in plain double arithmetic. */
export interface DerivedFormula {
  readonly value: Evaluated;
  readonly slope: Evaluated;
  readonly curvature: Evaluated;
}

interface Algebra {
  parse(text: string): MathNode;
  derivative(node: MathNode, name: string, options?: { simplify: boolean }): MathNode;
}

/** Formulas that are kept. */
const KEPT = 64;

/** @param text a formula that the reader of the penalty has accepted */
export const derivedFormula = remembered((text: string): DerivedFormula => {
  const { parse, derivative } = createRequire(import.meta.url)('mathjs/number') as Algebra;
  const phi = parse(text);
  // Simplified it would take up to half a second, and any time for a long one: folding constants does.
  const slope = derivative(phi, 'x', { simplify: false });
  const curvature = derivative(slope, 'x', { simplify: false });
  return { value: functionOf(phi), slope: functionOf(slope), curvature: functionOf(curvature) };
}, KEPT);

function functionOf(node: MathNode): Evaluated {
  const folded = foldedOf(node);
  return typeof folded === 'number' ? () => folded : folded;
}

/** A number where there is no x in it. */
type Folded = number | Evaluated;

/** What mathjs makes of the language of formulas, and of their derivatives. */
interface Parts {
  readonly type: string;
  readonly value?: number;
  readonly name?: string;
  readonly fn?: string | { readonly name: string };
  readonly args?: readonly MathNode[];
  readonly content?: MathNode;
}

function foldedOf(node: MathNode): Folded {
  const { type, value, name, fn, args = [], content } = node as Parts;
  if (type === 'ParenthesisNode') return foldedOf(content!);
  if (type === 'ConstantNode') return Number(value);
  if (type === 'SymbolNode' && name === 'x') return (x) => x;
  const operation = (typeof fn === 'object' ? fn.name : fn) ?? '';
  const [a, b] = args.map(foldedOf);
  if (args.length === 1 && Object.hasOwn(FUNCTIONS, operation)) return applied(FUNCTIONS[operation]!, a!);
  if (args.length === 2 && Object.hasOwn(OPERATIONS, operation)) return OPERATIONS[operation]!(a!, b!);
  throw new Error(`mathjs made "${node.toString()}" of a formula`);
}

function applied(apply: (v: number) => number, of: Folded): Folded {
  return typeof of === 'number' ? apply(of) : (x) => apply(of(x));
}

const FUNCTIONS: Readonly<Record<string, (v: number) => number>> = {
  unaryMinus: (v) => -v,
  unaryPlus: (v) => v,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
};

/** A term that is 0 takes its factors with it: the derivative of a number is no limit of anything. */
const OPERATIONS: Readonly<Record<string, (a: Folded, b: Folded) => Folded>> = {
  add: (a, b) => (a === 0 ? b : b === 0 ? a : joined(a, b, (p, q) => p + q)),
  subtract: (a, b) => (b === 0 ? a : joined(a, b, (p, q) => p - q)),
  multiply: (a, b) => {
    if (a === 0 || b === 0) return 0;
    return a === 1 ? b : b === 1 ? a : joined(a, b, (p, q) => p * q);
  },
  divide: (a, b) => (a === 0 ? 0 : b === 1 ? a : joined(a, b, (p, q) => p / q)),
  pow: (a, p) => {
    if (p === 0) return 1;
    if (p === 1) return a;
    return p === 2 ? joined(a, 2, (v) => v * v) : joined(a, p, (v, q) => v ** q);
  },
};

function joined(a: Folded, b: Folded, join: (p: number, q: number) => number): Folded {
  if (typeof a === 'number') {
    if (typeof b === 'number') return join(a, b);
    return (x) => join(a, b(x));
  }
  if (typeof b === 'number') return (x) => join(a(x), b);
  return (x) => join(a(x), b(x));
}
