/** What is no penalty of one's own: refused by field, with what is wrong and the x at which it is. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../../src/core/errors.js';
import { validateRoundProblem } from '../../../../../src/problem/round/validate.js';

const device = { snrHz: 1e7, uplinkBits: 1e6, fixedDelayS: 0, transmitPowerW: 0.2, fixedEnergyJ: 0 };
const json = (penalty: unknown, share = 0.5) => ({
  ...{ bandwidthHz: 1e6, penaltyWeight: 1, penalty, delayPrice: 1, delayKind: 'synchronous' },
  devices: [{ ...device, id: 'a', share }],
});

function refusal(penalty: object, share?: number): InputError {
  try {
    validateRoundProblem(json({ kind: 'expression', cap: 1, ...penalty }, share));
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(penalty)} was taken`);
}

describe('refused is', () => {
  it.each([
    ['sqrt(1 - x)', /convex .*at x = /],
    ['-x^2', /convex .*at x = /],
    ['1 - x + x^2 - x^3', /convex .*at x = 0\.\d|convex .*at x = /],
    ['(1 - x)^2*(x - 0.5)^2 - x', /convex .*at x = /],
    ['x', /not to rise .*at x = 1 /],
    ['x^2 - x', /not to rise .*at x = 1 /],
    ['exp(-x) + 0.4*x', /not to rise .*at x = 1 /],
    ['1/(1 - x)', /at x = /],
    ['log(x - 0.5)', /finite .*at x = /],
    ['1/(x - 0.3)^2', /at x = 0\.[123]|rise .*at x = /],
    ['1/(0.3 - 0.3*x/x)', /finite .*at x = /],
    ['(x - 0.5)^0.5 - x', /at x = /],
    ['exp(1000*(1 - x))', /finite .*at x = /],
    ['x^-40', /finite .*at x = /],
    // What overflows on the way is not known at the end.
    ['log(exp(1000*(1 - x)))', /finite .*at x = /],
    ['(1 - x)*log(exp(1000))^0.5', /finite .*at x = /],
    ['(1 - x)*exp(800)/exp(799)', /finite .*at x = /],
    ['exp(exp(exp(9 - x)))', /finite .*at x = /],
  ])('%s, with the place where it fails', (phi, message) => {
    const error = refusal({ phi });
    expect(error.field).toBe('penalty.phi');
    expect(error.message).toMatch(message);
  });

  it.each([
    ['x; process.exit()', '";" at character 2'],
    ['2x', '"x" at character 2'],
    ['sin(x)', '"sin" at character 1'],
    ['1 - y', '"y" at character 5'],
    ['x.constructor', '"." at character 2'],
    ['__proto__', '"__proto__" at character 1'],
    ['toString', '"toString" at character 1'],
    ['1 \u2212 x', '"\u2212" at character 3'],
    ['1 - x\n', '"'],
    ['x^x', '"x" at character 3'],
    ['2^x', '"x" at character 3'],
    ['x^2^3', '"^" at character 4'],
    ['x^exp(1)', '"exp" at character 3'],
    ['x^(1/0)', '"(" at character 3'],
    ['x^101', '"101" at character 3'],
    ['(1 - x', 'it ends too early'],
    ['1 - x)', '")" at character 6'],
    ['exp x', '"x" at character 5'],
    ['log(x, 2)', '"," at character 6'],
    ['1e999', '"1e999" at character 1'],
    ['1.', '"." at character 2'],
    ['   ', 'it ends too early'],
    [`1 - x${' '.repeat(200)}`, 'at most 200 characters, not 205'],
    [`${'('.repeat(60)}1 - x${')'.repeat(60)}`, 'nested at most 40 deep'],
    [`${'-'.repeat(60)}x`, 'nested at most 40 deep'],
  ])('%s, with what is not in the language', (phi, words) => {
    const error = refusal({ phi });
    expect(error.field).toBe('penalty.phi');
    expect(error.message).toContain(words);
  });

  it('what is no text, no cap, and a share too small for anything to be proven', () => {
    for (const phi of [undefined, null, 7, '', ['1 - x'], { x: 1 }])
      expect(refusal({ phi }).field).toBe('penalty.phi');
    for (const cap of [undefined, -1, Number.NaN, Number.POSITIVE_INFINITY, '9'])
      expect(refusal({ phi: '1 - x', cap }).field).toBe('penalty.cap');
    expect(refusal({ phi: '1 - x' }, 1e-17).field).toBe('devices[0].share');
    expect(refusal({ phi: '1 - x', values: [1] }).field).toBe('penalty.values');
  });

  it('a hard formula within a second', () => {
    const start = performance.now();
    for (const phi of [
      `1 - x + 0*(${'exp(log('.repeat(12)}x${'))'.repeat(12)})`,
      '((1 - x)^2)^0.5',
      'x*log(x)^3 - x^0.1',
    ])
      try {
        validateRoundProblem(json({ kind: 'expression', phi, cap: 1 }));
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
