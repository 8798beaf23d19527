/**
 * The language of an own penalty (docs/round-problem.md): numbers, x, + - * / ^ with constant exponents, exp, log, sqrt and parentheses. Read
 * without evaluating anything; what is not in the language is refused by name. Short by contract, so that whatever is done with a
 * formula is bounded.
 */
import { InputError } from '../../../../core/errors.js';

/** `missing` is 1 - x, which is known to more digits than x where nearly everybody takes part. */
export type Term =
  | { readonly op: 'number'; readonly value: number }
  | { readonly op: 'x' | 'missing' }
  | { readonly op: 'negate' | FunctionName; readonly of: Term }
  | { readonly op: 'add' | 'subtract' | 'multiply' | 'divide'; readonly left: Term; readonly right: Term }
  | { readonly op: 'power'; readonly of: Term; readonly exponent: number };

export type FunctionName = 'exp' | 'log' | 'sqrt';

const MOST_CHARACTERS = 200;
const MOST_NESTING = 40;
const MOST_EXPONENT = 100;
const FUNCTIONS: readonly string[] = ['exp', 'log', 'sqrt'] satisfies FunctionName[];
const LANGUAGE = 'a formula of x, numbers, + - * / ^ with constant exponents, exp, log, sqrt and parentheses';
const TOKEN = / *(?:((?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|([^ ]))/uy;

interface Token {
  readonly kind: 'number' | 'word' | 'sign' | 'end';
  readonly text: string;
  /** Counted from 1. */
  readonly at: number;
}

/** @throws InputError naming the field, and what in the text is not in the language */
export function readFormula(text: string, field: string): Term {
  if (text.length > MOST_CHARACTERS)
    throw new InputError(field, text, `at most ${MOST_CHARACTERS} characters, not ${text.length}`);
  return new Reader(text, field).whole();
}

class Reader {
  private readonly tokens: readonly Token[];
  private place = 0;
  private nesting = 0;

  constructor(
    private readonly text: string,
    private readonly field: string,
  ) {
    this.tokens = this.tokensOf();
  }

  whole(): Term {
    const term = this.sum();
    if (this.next.kind !== 'end') this.refuse();
    return term;
  }

  private tokensOf(): Token[] {
    const tokens: Token[] = [];
    TOKEN.lastIndex = 0;
    for (let found = TOKEN.exec(this.text); found !== null; found = TOKEN.exec(this.text)) {
      const [whole, number, word, sign] = found;
      const kind = number !== undefined ? 'number' : word !== undefined ? 'word' : 'sign';
      const text = number ?? word ?? sign!;
      tokens.push({ kind, text, at: found.index + whole.length - text.length + 1 });
    }
    tokens.push({ kind: 'end', text: '', at: this.text.length + 1 });
    return tokens;
  }

  private get next(): Token {
    return this.tokens[this.place]!;
  }

  private refuse(wanted = LANGUAGE): never {
    const { kind, text, at } = this.next;
    const found = kind === 'end' ? 'it ends too early' : `"${text}" at character ${at} is not`;
    throw new InputError(this.field, this.text, `${wanted}; ${found}`);
  }

  /** Takes the next sign if it is one of these. */
  private sign(...signs: readonly string[]): string | undefined {
    const { kind, text } = this.next;
    if (kind !== 'sign' || !signs.includes(text)) return undefined;
    this.place++;
    return text;
  }

  private nested<T>(read: () => T): T {
    if (++this.nesting > MOST_NESTING)
      throw new InputError(this.field, this.text, `a formula nested at most ${MOST_NESTING} deep`);
    const found = read();
    this.nesting--;
    return found;
  }

  private sum(): Term {
    let left = this.product();
    for (let sign = this.sign('+', '-'); sign !== undefined; sign = this.sign('+', '-')) {
      const right = this.product();
      const isMissing = sign === '-' && left.op === 'number' && left.value === 1 && right.op === 'x';
      left = isMissing ? { op: 'missing' } : { op: sign === '+' ? 'add' : 'subtract', left, right };
    }
    return left;
  }

  private product(): Term {
    let left = this.signed();
    for (let sign = this.sign('*', '/'); sign !== undefined; sign = this.sign('*', '/')) {
      left = { op: sign === '*' ? 'multiply' : 'divide', left, right: this.signed() };
    }
    return left;
  }

  /** -x^2 is -(x^2). */
  private signed(): Term {
    const sign = this.sign('+', '-');
    if (sign === undefined) return this.power();
    const of = this.nested(() => this.signed());
    return sign === '-' ? { op: 'negate', of } : of;
  }

  private power(): Term {
    const of = this.atom();
    if (this.sign('^') === undefined) return of;
    const exponent = this.exponent();
    if (this.sign('^') !== undefined) {
      this.place--;
      this.refuse('a number, or a sum, product or quotient of numbers in parentheses, as exponent');
    }
    return { op: 'power', of, exponent };
  }

  private exponent(): number {
    const start = this.place;
    const sign = this.sign('+', '-');
    const value = constantOf(this.atom());
    if (value === undefined || Math.abs(value) > MOST_EXPONENT) {
      this.place = start;
      this.refuse(
        `a number from -${MOST_EXPONENT} to ${MOST_EXPONENT}, or a sum, product or quotient of numbers, as exponent`,
      );
    }
    return sign === '-' ? -value : value;
  }

  private atom(): Term {
    const { kind, text } = this.next;
    if (kind === 'number') {
      const value = Number(text);
      if (!Number.isFinite(value)) this.refuse();
      this.place++;
      return { op: 'number', value };
    }
    if (kind === 'word' && text === 'x') {
      this.place++;
      return { op: 'x' };
    }
    if (kind === 'word' && FUNCTIONS.includes(text)) {
      this.place++;
      return { op: text as FunctionName, of: this.inParentheses() };
    }
    if (kind === 'sign' && text === '(') return this.inParentheses();
    return this.refuse();
  }

  private inParentheses(): Term {
    if (this.sign('(') === undefined) this.refuse();
    const of = this.nested(() => this.sum());
    if (this.sign(')') === undefined) this.refuse();
    return of;
  }
}

/** What double arithmetic makes of a term without x: that double is the exponent, exactly. Undefined for anything else. */
function constantOf(term: Term): number | undefined {
  if (term.op === 'number') return term.value;
  if (term.op === 'negate') {
    const of = constantOf(term.of);
    return of === undefined ? undefined : -of;
  }
  if (!('left' in term)) return undefined;
  const [a, b] = [constantOf(term.left), constantOf(term.right)];
  if (a === undefined || b === undefined) return undefined;
  const value = { add: a + b, subtract: a - b, multiply: a * b, divide: a / b }[term.op];
  return Number.isFinite(value) ? value : undefined;
}
