/** `control.penalty`: a name or a formula. */
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../src/scenario/index.js';
import { KNOWN } from './known.js';

const read = (penalty: string) => readScenario(`control:\n  penalty: ${penalty}\n`, 'own.yaml', KNOWN);

describe('control.penalty', () => {
  it('takes a name, or a formula of its own', () => {
    expect(read('quadratic').control.penalty).toBe('quadratic');
    const phi = '(1 - x)^2 / (0.1 + x)';
    const { control } = read(`{ kind: expression, phi: "${phi}", cap: 9 }`);
    expect(control.penalty).toEqual({ kind: 'expression', phi, cap: 9 });
  });

  it.each([
    [
      '{ kind: expression, phi: "sqrt(1 - x)", cap: 9 }',
      'own.yaml:2: control.penalty.phi: got "sqrt(1 - x)"',
      'at x = ',
    ],
    ['{ kind: expression, phi: "x; process.exit()", cap: 9 }', 'control.penalty.phi', '";" at character 2'],
    ['{ kind: expression, phi: "1 - x", cap: -1 }', 'control.penalty.cap: got -1', '>= 0'],
    ['{ kind: expression, phi: "1 - x" }', 'control.penalty: got', '{ kind: expression, phi, cap }'],
    ['{ kind: inverse, cap: 3 }', 'control.penalty: got', 'one of inverse, linear, quadratic'],
    ['invers', 'control.penalty: got "invers"', 'did you mean "inverse"?'],
  ])('refuses %s by key and line', (penalty, ...words) => {
    let message = '';
    try {
      read(penalty);
    } catch (error) {
      message = String(error);
    }
    for (const word of words) expect(message).toContain(word);
  });
});
